// Look: the engine's work on one file.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/secrets/engine.h"
#include "checks/secrets/engine_parts.h"

namespace andon::checks::secrets {

class Look {
 public:
  Look(const Engine::Ready& ready, std::string_view path, std::string_view bytes, Scan& scan);
  Scanned run();

 private:
  // A finding with what is only needed to compare it with others.
  struct Found {
    Hit hit;
    std::size_t column = 0;
    bool has_keyword = false;  // gitleaks runs a rule on a text that holds one of its keywords
  };
  struct Lowered {
    std::string text;
    bool is_made = false;
  };
  enum class Applies : char { unknown, yes, no };

  void look(const Layer& layer, std::size_t depth);
  std::vector<Found> judge_all(const Layer& layer);
  std::optional<Found> judge(const Match& match, const Layer& layer, Lowered& lowered);
  bool applies(std::uint32_t rule);
  bool has_keyword(const ReadyRule& rule, std::string_view match, const Layer& layer,
                   Lowered& lowered);
  // The value in the match, as a place in `match`'s folded text and exact.
  void find_secret(const ReadyRule& rule, std::size_t begin, std::size_t end, const Layer& layer,
                   std::size_t& secret_begin, std::size_t& secret_end, std::string& secret) const;
  std::string_view line_around(std::size_t begin, std::size_t end) const;
  std::string_view decoded_line(const Layer& layer, const std::vector<const Piece*>& pieces) const;
  void find_comment(Hit& hit, std::string_view line) const;
  void add_complete(std::vector<Found>& found);
  bool has_required(const Rule& rule, const Found& one, const std::vector<Found>& all) const;
  void drop_generic();
  std::size_t line_of(std::size_t place);

  const Engine::Ready& ready_;
  std::string_view path_;
  Text text_;
  Scan& scan_;
  Scanned out_;
  std::vector<Found> found_;
  std::vector<Applies> applies_;
  std::vector<std::size_t> line_begins_;
  Lowered lowered_file_;
  bool is_cut_ = false;
  bool is_full_ = false;
};

// "andon:allow", "andon:allow RULE, RULE -- reason" in a line:
// whether it speaks of `rule`; the reason's place in the line.
bool allows_by_comment(std::string_view line, std::string_view rule, std::string_view& reason);

}  // namespace andon::checks::secrets
