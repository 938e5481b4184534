#include "base/xml.h"

#include <gtest/gtest.h>

#include "base/document/test_source.h"
#include "base/limits.h"

namespace andon::base {
namespace {

class Recorder final : public xml::Handler {
 public:
  Result<void> begin(std::string_view element, const xml::Attributes& attributes) override {
    if (element == stop_at) return fail(ErrorKind::conflict, ErrorOrigin::input, "enough");
    told += fmt::format("<{}", element);
    for (const auto& [name, value] : attributes) told += fmt::format(" {}={}", name, value);
    told += ">";
    return {};
  }
  Result<void> end(std::string_view element) override {
    told += fmt::format("</{}>", element);
    return {};
  }
  Result<void> text(std::string_view piece) override {
    told += piece;
    return {};
  }
  std::string told;
  std::string stop_at;
};

// What was told, then "!" and the error if there was one.
std::string read(std::string text, std::size_t step = 1 << 20) {
  Recorder recorder;
  SlowSource source(std::move(text), step);
  auto result = xml::parse_stream(source, recorder, "x.xml");
  return result ? recorder.told : recorder.told + "!" + result.error().message;
}

TEST(Xml, tells_elements_attributes_and_text_however_the_bytes_arrive) {
  const std::string text =
      "<?xml version='1.0' encoding='UTF-8'?><!-- c --><a x='1' y='&lt;&#xe9;'>t&amp;"
      "<b/><![CDATA[<raw>]]></a>";
  for (std::size_t step : {1u, 3u, 1000u})
    EXPECT_EQ(read(text, step), "<a x=1 y=<\xc3\xa9>t&<b></b><raw></a>");
}

TEST(Xml, reads_other_encodings) {
  EXPECT_EQ(read("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>"), "<a>\xc3\xa9</a>");
}

TEST(Xml, names_file_line_and_column_of_an_error) {
  EXPECT_EQ(read("<a>\n <b></c></a>"), "<a>\n <b>!x.xml:2:7: mismatched tag");
  EXPECT_TRUE(read("<a b=1/>").starts_with("!x.xml:1:6: ")) << read("<a b=1/>");
  EXPECT_TRUE(read("<a></a><b/>").starts_with("<a></a>!x.xml:1:8: "));
  EXPECT_TRUE(read("<a x='1' x='2'/>").starts_with("!x.xml:1:"));
}

TEST(Xml, says_cut_off_and_keeps_what_came_before) {
  EXPECT_EQ(read("<a><b/>\n<c"), "<a><b></b>\n!x.xml:2:1: cut off: the document ends too early");
  EXPECT_NE(read("<a><b/>").find("cut off"), std::string::npos);
  EXPECT_NE(read("<a>text").find("cut off"), std::string::npos);
  EXPECT_NE(read("").find("cut off"), std::string::npos);
}

TEST(Xml, refuses_declared_entities) {
  EXPECT_EQ(read("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"),
            "!x.xml:1:25: an entity is declared, which is not read");
  EXPECT_NE(read("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>").find("entity"),
            std::string::npos);
  EXPECT_NE(read("<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://h/p'> %p;]><a/>").find("entity"),
            std::string::npos);
  EXPECT_EQ(read("<!DOCTYPE a SYSTEM 'a.dtd'><a/>"), "<a></a>");
}

TEST(Xml, refuses_a_depth_bomb) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_NE(read(deep).find("nested too deeply"), std::string::npos);
}

TEST(Xml, refuses_markup_without_end) {
  const std::string long_value(limits::text_field_bytes * 20, 'x');
  EXPECT_NE(read("<a b='" + long_value + "'/>").find("too long"), std::string::npos);
  EXPECT_NE(read("<!--" + long_value + "--><a/>").find("too long"), std::string::npos);
}

TEST(Xml, refuses_bad_bytes) {
  EXPECT_NE(read("<a>\xff</a>").find("!x.xml:1:4: "), std::string::npos) << read("<a>\xff</a>");
  EXPECT_NE(read(std::string("<a>\0</a>", 8)).find("!x.xml:1:"), std::string::npos);
}

TEST(Xml, stops_with_the_error_of_the_handler) {
  Recorder recorder;
  recorder.stop_at = "b";
  SlowSource source("<a><b/><c/></a>", 100);
  auto result = xml::parse_stream(source, recorder, "x");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "enough");
  EXPECT_EQ(recorder.told, "<a>");
}

TEST(Xml, hands_on_the_error_of_the_source) {
  Recorder recorder;
  FailingSource source("<a>");
  auto result = xml::parse_stream(source, recorder, "x");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "the disk is gone");
}

}  // namespace
}  // namespace andon::base
