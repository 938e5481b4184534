// What the engine's sources share.
#pragma once
#include "checks/secrets/decode.h"
#include "checks/secrets/engine.h"

namespace andon::checks::secrets {

struct ReadyRule {
  ReadyRule(const Rule& rule, bool is_wide_rule);
  const Rule* rule;
  bool is_wide;              // names characters beyond ASCII
  bool is_generic;           // gitleaks: a specific rule on the same line takes precedence
  bool is_required = false;  // by another rule
  LazyRegex regex, path;
  AllowList allows;
};

struct Engine::Ready {
  const RuleSet& rules;
  Database database;
  std::size_t decode_depth;
  std::vector<std::unique_ptr<ReadyRule>> each;
  AllowList allows;
  std::vector<std::uint32_t> searched;  // rules that are not in the database
};

// A stretch of a decoded text and where it comes from; `chain` names the encodings.
struct Piece {
  std::size_t begin = 0, end = 0;
  std::size_t origin_begin = 0, origin_end = 0;  // in the file's folded text
  bool is_decoded = false;
  bool is_new = false;  // decoded in this pass
  std::string chain{};
};

// A text to look at: the file, or a part of it with values decoded.
struct Layer {
  std::string storage;
  std::string_view text;
  std::vector<Piece> pieces;  // empty: the file itself
  bool is_decoded() const { return !pieces.empty(); }
};

std::size_t origin_begin(const Layer& layer, std::size_t place);
std::size_t origin_end(const Layer& layer, std::size_t place);
std::vector<const Piece*> new_pieces(const Layer& layer, std::size_t begin, std::size_t end);
// Parts of `layer` around each value, the values decoded.
std::vector<Layer> decoded_layers(const Layer& layer, const std::vector<Encoded>& values);

}  // namespace andon::checks::secrets
