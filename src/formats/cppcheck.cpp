// cppcheck's XML, version 2 (cppcheck --xml). It names no files that it looked at.
#include <charconv>

#include "base/limits.h"
#include "base/text.h"
#include "base/xml.h"
#include "formats/list.h"
#include "formats/reading/problems.h"
#include "model/report_path.h"
#include "model/weakness.h"

namespace andon::formats {

namespace {

// Ids that tell of a file that cppcheck could not work through: no weakness of the code.
constexpr std::array<std::string_view, 9> unread{
    "syntaxError",        "internalError",        "internalAstError",
    "cppcheckError",      "unknownMacro",         "preprocessorErrorDirective",
    "instantiationError", "noValidConfiguration", "fileNotFound"};

std::string_view attribute(const base::xml::Attributes& attributes, std::string_view name) {
  for (const auto& [key, value] : attributes)
    if (key == name) return value;
  return {};
}

std::uint32_t number_of(std::string_view text) {
  std::uint32_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string kept(std::string_view text) {
  return base::shortened(text, base::limits::text_field_bytes);
}

class CppcheckReader final : public base::xml::Handler {
 public:
  CppcheckReader(ReadingSink& sink, std::string_view name)
      : sink_(sink), problems_(sink), name_(name) {}

  bool is_report() const { return is_report_; }
  void finish() {
    sink_.tool("cppcheck", version_);
    problems_.finish();
  }

  base::Result<void> begin(std::string_view element,
                           const base::xml::Attributes& attributes) override {
    text_.clear();
    if (!is_report_) return begin_report(element, attributes);
    if (element == "cppcheck") version_ = attribute(attributes, "version");
    if (element == "error") begin_error(attributes);
    if (element == "location" && finding_) add_location(attributes);
    return {};
  }

  base::Result<void> end(std::string_view element) override {
    if (element == "symbol" && finding_ && finding_->symbol.empty())
      finding_->symbol = base::trim(text_);
    if (element == "error" && finding_) return end_error();
    return {};
  }

  base::Result<void> text(std::string_view piece) override {
    if (finding_ && text_.size() < base::limits::text_field_bytes) text_ += piece;
    return {};
  }

 private:
  base::Result<void> begin_report(std::string_view element,
                                  const base::xml::Attributes& attributes) {
    if (element != "results")
      return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::input,
                        "{}: not a report of cppcheck: it begins with <{}>, not <results>", name_,
                        base::shortened(base::printable(element), 40));
    const auto version = attribute(attributes, "version");
    if (version != "2")
      return base::fail(base::ErrorKind::unsupported, base::ErrorOrigin::input,
                        "{}: cppcheck's XML version {}; andon reads 2 (--xml-version=2)", name_,
                        version.empty() ? "1" : base::shortened(base::printable(version), 40));
    is_report_ = true;
    return {};
  }

  void begin_error(const base::xml::Attributes& attributes) {
    const auto severity = attribute(attributes, "severity");
    finding_.emplace();
    finding_->rule = kept(attribute(attributes, "id"));
    if (finding_->rule.empty()) finding_->rule = "unnamed";
    finding_->title = base::shortened(attribute(attributes, "msg"), 200);
    finding_->message = kept(attribute(attributes, "verbose"));
    if (finding_->message.empty()) finding_->message = kept(attribute(attributes, "msg"));
    if (finding_->message.empty()) finding_->message = finding_->rule;
    if (finding_->title.empty()) finding_->title = base::shortened(finding_->message, 200);
    finding_->severity = model::severity_of(severity).value_or(model::Severity::medium);
    finding_->confidence =
        severity == "error" ? model::Confidence::high : model::Confidence::medium;
    if (attribute(attributes, "inconclusive") == "true")
      finding_->confidence = model::Confidence::low;
    if (auto weakness = model::weakness_of_number(number_of(attribute(attributes, "cwe"))))
      finding_->weaknesses.push_back(std::move(*weakness));
    is_note_ = severity == "information" || severity == "debug";
    is_placed_ = false;
  }

  // The first location is where it shows; those that follow lead to it.
  void add_location(const base::xml::Attributes& attributes) {
    if (std::exchange(is_placed_, true)) return;
    finding_->path = model::report_path(attribute(attributes, "file"));
    finding_->region.start_line = number_of(attribute(attributes, "line"));
    finding_->region.start_column = number_of(attribute(attributes, "column"));
    finding_->region.end_line = finding_->region.start_line;
  }

  base::Result<void> end_error() {
    auto finding = std::move(*finding_);
    finding_.reset();
    const bool is_unread = std::ranges::find(unread, finding.rule) != unread.end();
    if (is_unread || is_note_) {
      problems_.tell({.path = std::move(finding.path),
                      .text = fmt::format("{}: {}", finding.rule, finding.message),
                      .is_harmless = !is_unread});
      return {};
    }
    if (++errors_ > base::limits::report_findings)
      return base::fail(base::ErrorKind::too_large, base::ErrorOrigin::input,
                        "{}: more than {} errors", name_, base::limits::report_findings);
    return sink_.finding(std::move(finding));
  }

  ReadingSink& sink_;
  Problems problems_;
  std::string name_;
  std::string version_;
  std::string text_;
  std::optional<model::Finding> finding_;
  std::size_t errors_ = 0;
  bool is_report_ = false;
  bool is_note_ = false;
  bool is_placed_ = false;
};

// By its first element, whatever comments and declarations stand before it.
bool recognises_cppcheck(std::string_view head, std::string_view) {
  constexpr std::string_view element = "<results";
  auto at = head.find('<');
  while (at != head.npos && at + 1 < head.size() && (head[at + 1] == '?' || head[at + 1] == '!'))
    at = head.find('<', at + 1);
  if (at == head.npos || !head.substr(at).starts_with(element)) return false;
  const auto rest = head.substr(at);
  return rest.find("<cppcheck") != rest.npos || rest.find("<error") != rest.npos;
}

base::Result<void> read_cppcheck(base::ByteSource& source, ReadingSink& sink,
                                 std::string_view name) {
  CppcheckReader reader(sink, name);
  auto read = base::xml::parse_stream(source, reader, name);
  if (reader.is_report()) reader.finish();
  return read;
}

}  // namespace

constinit const Format known::cppcheck{.name = "cppcheck",
                                       .title = "cppcheck's XML",
                                       .extension = ".xml",
                                       .recognises = recognises_cppcheck,
                                       .read = read_cppcheck};

}  // namespace andon::formats
