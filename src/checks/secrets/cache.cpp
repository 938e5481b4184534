#include "checks/secrets/cache.h"

#include <algorithm>
#include <cstring>
#include <tuple>

#include "base/limits.h"
#include "crypto/digest.h"

namespace andon::checks::secrets {

namespace {

constexpr std::string_view magic = "andon secrets cache 1\n";
constexpr std::size_t digest_bytes = 32;
constexpr std::size_t key_bytes = 16;
constexpr std::size_t entry_bytes = key_bytes + sizeof(std::uint32_t);  // key, offset into the body

void put(std::string& out, std::uint64_t value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
}

void put_text(std::string& out, std::string_view text) {
  put(out, text.size(), 1);
  out += text;
}

class Taker {
 public:
  explicit Taker(std::string_view bytes) : rest_(bytes) {}
  std::uint64_t take(std::size_t bytes) {
    if (rest_.size() < bytes) is_broken_ = true;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes && i < rest_.size(); ++i)
      value |= static_cast<std::uint64_t>(static_cast<unsigned char>(rest_[i])) << (8 * i);
    rest_.remove_prefix(std::min(bytes, rest_.size()));
    return value;
  }
  std::string take_text() {
    const auto size = take(1);
    if (rest_.size() < size) is_broken_ = true;
    std::string out(rest_.substr(0, size));
    rest_.remove_prefix(std::min<std::size_t>(size, rest_.size()));
    return out;
  }
  bool is_broken() const { return is_broken_; }

 private:
  std::string_view rest_;
  bool is_broken_ = false;
};

std::string encode(const std::vector<KeptHit>& hits) {
  std::string out;
  put(out, hits.size(), 4);
  for (const auto& hit : hits) {
    put(out, hit.rule, 4);
    put(out, hit.line, 4);
    for (const auto place : {hit.match.begin, hit.match.end, hit.mask.begin, hit.mask.end})
      put(out, place, 8);
    put_text(out, hit.decoded_from);
    put_text(out, hit.allowed_by);
    put_text(out, hit.value_key);
  }
  return out;
}

std::optional<std::vector<KeptHit>> decode(std::string_view bytes) {
  Taker taker(bytes);
  const auto count = taker.take(4);
  std::vector<KeptHit> out;
  for (std::uint64_t i = 0; i < count && !taker.is_broken(); ++i) {
    auto& hit = out.emplace_back();
    hit.rule = static_cast<std::uint32_t>(taker.take(4));
    hit.line = static_cast<std::uint32_t>(taker.take(4));
    hit.match.begin = taker.take(8);
    hit.match.end = taker.take(8);
    hit.mask.begin = taker.take(8);
    hit.mask.end = taker.take(8);
    hit.decoded_from = taker.take_text();
    hit.allowed_by = taker.take_text();
    hit.value_key = taker.take_text();
  }
  if (taker.is_broken()) return std::nullopt;
  return out;
}

std::string seal_of(std::string_view context, std::string_view bytes) {
  crypto::Sha256 sum;
  sum.update(context).update("\n").update(bytes);
  return sum.bytes();
}

// Trees that come and go (a clone for each job of a pipeline) would fill the folder: the files
// written last stay.
void drop_oldest(base::Files& files, const std::string& folder) {
  const auto entries = files.list(folder);
  if (!entries) return;
  std::uint64_t all_bytes = 0;
  std::vector<std::tuple<std::int64_t, std::string, std::uint64_t>> ours;
  for (const auto& entry : *entries) {
    if (!entry.name.ends_with(results_suffix)) continue;  // patterns are for all trees
    const auto path = folder + "/" + entry.name;
    const auto status = files.status(path);
    if (!status) continue;
    ours.emplace_back(status->modified_ns, path, status->size_bytes);
    all_bytes += status->size_bytes;
  }
  std::ranges::sort(ours);
  constexpr std::size_t at_once = 8;  // each waits for the disk
  auto left = ours.size();
  for (const auto& [modified_ns, path, size_bytes] : ours) {
    const bool is_full = left > base::limits::secret_cache_files ||
                         all_bytes > base::limits::secret_cache_folder_bytes;
    if (!is_full || ours.size() - left == at_once) return;
    (void)files.remove(path);
    all_bytes -= size_bytes;
    --left;
  }
}

}  // namespace

std::string read_sealed(base::Files& files, const std::string& path, std::string_view context) {
  auto read = files.read(path, base::limits::secret_cache_bytes);
  if (!read || !read->starts_with(magic) || read->size() < magic.size() + digest_bytes) return {};
  const auto seal = std::string_view(*read).substr(magic.size(), digest_bytes);
  const auto bytes = std::string_view(*read).substr(magic.size() + digest_bytes);
  if (seal_of(context, bytes) != seal) return {};
  return std::string(bytes);
}

// A cache that cannot be written costs time and nothing else.
void write_sealed(base::Files& files, const std::string& path, std::string_view context,
                  std::string_view bytes) {
  const auto slash = path.rfind('/');
  if (slash != std::string::npos && !files.make_folders(path.substr(0, slash), 0700)) return;
  std::string out(magic);
  out += seal_of(context, bytes);
  out += bytes;
  (void)files.write_atomically(path, out, 0600);
  if (slash != std::string::npos) drop_oldest(files, path.substr(0, slash));
}

std::string ResultCache::key(std::string_view blob, std::string_view path) {
  std::string text(blob);
  text += '\0';
  text += path;
  return crypto::sha256(text).substr(0, key_bytes);
}

ResultCache ResultCache::open(base::Files& files, const std::string& path,
                              std::string_view context) {
  ResultCache out;
  out.path_ = path;
  out.context_ = context;
  if (!path.empty()) out.kept_ = read_sealed(files, path, context);
  return out;
}

std::optional<std::vector<KeptHit>> ResultCache::find(std::string_view key) const {
  if (kept_.size() < 4) return std::nullopt;
  const std::string_view kept = kept_;
  const auto count = static_cast<std::size_t>(Taker(kept).take(4));
  if (kept.size() < 4 + count * entry_bytes) return std::nullopt;
  const auto entry = [&](std::size_t i) { return kept.substr(4 + i * entry_bytes, entry_bytes); };
  std::size_t low = 0, high = count;
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    if (entry(middle).substr(0, key_bytes) < key)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == count || entry(low).substr(0, key_bytes) != key) return std::nullopt;
  const auto offset = static_cast<std::size_t>(Taker(entry(low).substr(key_bytes)).take(4));
  const auto body = kept.substr(4 + count * entry_bytes);
  if (offset > body.size()) return std::nullopt;
  return decode(body.substr(offset));
}

void ResultCache::add(std::string key, const std::vector<KeptHit>& hits) {
  added_.insert_or_assign(std::move(key), encode(hits));
}

void ResultCache::save(base::Files& files) const {
  if (added_.empty() || path_.empty()) return;
  std::map<std::string, std::string> all = added_;
  std::size_t bytes = 0;
  for (const auto& [key, hits] : added_) bytes += entry_bytes + hits.size();
  if (kept_.size() >= 4) {
    const auto count = static_cast<std::size_t>(Taker(kept_).take(4));
    // Old results stay while there is room.
    for (std::size_t i = 0; i < count && bytes + kept_.size() < base::limits::secret_cache_bytes;
         ++i) {
      const auto key = kept_.substr(4 + i * entry_bytes, key_bytes);
      if (all.contains(key)) continue;
      if (auto hits = find(key)) all.emplace(key, encode(*hits));
    }
  }
  std::string index, body;
  put(index, all.size(), 4);
  for (const auto& [key, hits] : all) {
    index += key;
    put(index, body.size(), 4);
    body += hits;
  }
  write_sealed(files, path_, context_, index + body);
}

}  // namespace andon::checks::secrets
