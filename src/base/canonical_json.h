// Canonical JSON (RFC 8785, as json::canonical writes it) read without a tree in between, by who
// knows what comes. It refuses every other spelling, so that what it read is what would be written;
// why, json::parse tells, which takes all that this takes. Keys that are not plain ASCII are
// refused too: ours are.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"

namespace andon::base::json {

class CanonicalReader {
 public:
  // `text` must outlive it.
  explicit CanonicalReader(std::string_view text) : rest_(text) {}

  // While it is sound: what was asked for was there. Else every answer is false or empty.
  bool is_sound() const { return is_sound_; }
  // Everything was read, and all of it sound.
  bool has_ended() const { return is_sound_ && rest_.empty() && open_.empty(); }
  void refuse() { is_sound_ = false; }

  // '{', '[', '"', 't', 'f', 'n', '-' or a digit; 0 at the end.
  char next() const { return rest_.empty() ? '\0' : rest_.front(); }

  void begin_map();
  // False at the end of the map, which is then behind.
  bool next_key(std::string_view& key);
  void begin_list();
  bool next_item();

  // Valid until the next text is read.
  std::string_view text();
  std::int64_t integer();
  bool boolean();
  void null();
  Value value();

 private:
  struct Open {
    std::string_view last_key;
    bool is_empty = true;
  };
  bool take(char c);
  bool take_word(std::string_view word);
  bool count();
  void begin(char c);
  bool goes_on(char end);
  std::string_view plain_or_unescaped();
  bool take_escape();
  Value map();
  Value list();

  std::string_view rest_;
  std::vector<Open> open_;
  std::string unescaped_;
  std::size_t nodes_ = 0;
  bool is_sound_ = true;
};

// Nothing where it is not canonical, or json::parse would refuse it.
bool read_canonical(std::string_view text, Value& out);

}  // namespace andon::base::json
