// Text: a file as the rules see it. Rules count characters, so text that is not plain ASCII is
// folded to one byte a character: what is beyond ASCII, and bytes that are no UTF-8, become DEL
// (0x7F), which `.`, \W, \S and negated classes match as they would match the character itself.
// UTF-16 with a byte order mark is folded alike. Places lead back to the bytes of the file.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace andon::checks::secrets {

class Text {
 public:
  explicit Text(std::string_view bytes);

  std::string_view folded() const { return is_folded_ ? std::string_view(storage_) : bytes_; }
  std::string_view bytes() const { return bytes_; }
  bool is_folded() const { return is_folded_; }
  // The place in the file of a place in folded(); folded().size() is the end of the file.
  std::size_t original(std::size_t folded_place) const;
  std::size_t folded_place(std::size_t original_place) const;
  // The file with each byte that is no UTF-8 as DEL: places stay. UTF-16 stays folded.
  std::string same_places() const;
  // [begin, end) of folded() as UTF-8, what is no UTF-8 as U+FFFD.
  std::string exact(std::size_t begin, std::size_t end) const;

 private:
  enum class Encoding { bytes, utf16_little, utf16_big };
  void fold_utf8();
  void fold_utf16();

  std::string_view bytes_;
  std::string storage_;
  bool is_folded_ = false;
  Encoding encoding_ = Encoding::bytes;
  // For places from `folded` on, the file's place is `folded place + shift`.
  struct Step {
    std::size_t folded, shift;
  };
  std::vector<Step> steps_;
};

// The length of the UTF-8 sequence that begins at bytes[place]; 0 when there is none.
std::size_t utf8_length(std::string_view bytes, std::size_t place);

}  // namespace andon::checks::secrets
