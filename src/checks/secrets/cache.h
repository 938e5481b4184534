// What the secrets check keeps in the cache folder: the pattern database, and what was found in
// files by blob and path. Spans, rule numbers and keyed hashes only: no value, no text. Anything
// that does not verify is as if it were not there.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/world.h"
#include "model/finding.h"

namespace andon::checks::secrets {

inline constexpr std::string_view results_suffix = ".results";

struct KeptHit {
  std::uint32_t rule = 0, line = 0;
  model::ByteSpan match{}, mask{};
  std::string decoded_from{}, allowed_by{}, value_key{};
};

class ResultCache {
 public:
  // `context` is everything but the file that results depend on.
  static ResultCache open(base::Files& files, const std::string& path, std::string_view context);
  static std::string key(std::string_view blob, std::string_view path);  // 16 bytes
  std::optional<std::vector<KeptHit>> find(std::string_view key) const;
  void add(std::string key, const std::vector<KeptHit>& hits);
  // Atomic, with what was there before; nothing when nothing was added.
  void save(base::Files& files) const;

 private:
  std::string path_, context_;
  std::string kept_;                          // the verified file
  std::map<std::string, std::string> added_;  // key, encoded hits
};

// Bytes under their own digest: empty when the file is missing or damaged. Of results the files
// written last are kept (limits::secret_cache_files).
std::string read_sealed(base::Files& files, const std::string& path, std::string_view context);
void write_sealed(base::Files& files, const std::string& path, std::string_view context,
                  std::string_view bytes);

}  // namespace andon::checks::secrets
