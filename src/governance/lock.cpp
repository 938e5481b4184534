#include "governance/lock.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/limits.h"
#include "base/strict.h"
#include "base/text.h"
#include "base/yaml.h"
#include "crypto/digest.h"

namespace andon::governance {
namespace {

namespace strict = base::strict;
using base::Result;
using base::Value;

constexpr std::string_view first_line = "andon governance source v1\n";
constexpr std::string_view digest_prefix = "sha256:";

bool is_hex(std::string_view text, std::size_t least, std::size_t most) {
  return text.size() >= least && text.size() <= most &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<std::string> hex_text(const Value& map, const std::string& file, std::string_view key) {
  auto text = TRY(strict::text(map, file, key));
  const auto* found = strict::entry(map, key);
  if (found && !is_hex(text, 40, 64))
    return strict::complaint(file, *found, fmt::format("\"{}\" is no object id", key));
  return text;
}

Result<model::GovernanceLock> read_body(const Value& map, const std::string& file) {
  static constexpr std::array<std::string_view, 6> known{"source", "ref",    "commit",
                                                         "tree",   "digest", "locked_at"};
  TRY(strict::known_keys(map, file, known));
  model::GovernanceLock out;
  const auto* source = TRY(strict::required(map, file, "source"));
  out.source = TRY(strict::text(map, file, "source"));
  if (out.source.empty()) return strict::complaint(file, *source, "\"source\" is empty");
  out.ref = TRY(strict::text(map, file, "ref"));
  out.commit = TRY(hex_text(map, file, "commit"));
  out.tree = TRY(hex_text(map, file, "tree"));
  const auto* digest = TRY(strict::required(map, file, "digest"));
  out.digest = TRY(strict::text(map, file, "digest"));
  if (!out.digest.starts_with(digest_prefix) ||
      !is_hex(std::string_view(out.digest).substr(digest_prefix.size()), 64, 64))
    return strict::complaint(file, *digest, "\"digest\" wants sha256: and 64 digits");
  const auto* at = TRY(strict::required(map, file, "locked_at"));
  const auto instant = base::parse_instant(at->text_or());
  if (!instant) return strict::complaint(file, *at, "\"locked_at\" wants an instant");
  out.locked_at = *instant;
  return out;
}

}  // namespace

Result<model::GovernanceLock> parse_lock(std::string_view text, const std::string& file) {
  static constexpr std::array<std::string_view, 2> known{"lock", "governance"};
  static constexpr std::array<std::string_view, 1> versions{"v1"};
  auto root = base::yaml::parse(text, file);
  if (!root) return std::unexpected(std::move(root).error().from(base::ErrorOrigin::configuration));
  TRY(strict::known_keys(*root, file, known));
  (void)TRY(strict::required(*root, file, "lock"));
  (void)TRY(strict::word(*root, file, "lock", versions, 0));
  const auto* body = TRY(strict::required(*root, file, "governance"));
  return read_body(*body, file);
}

std::string write_lock(const model::GovernanceLock& lock) {
  Value body{base::Map{}};
  const auto put = [&](std::string_view key, const std::string& text) {
    if (!text.empty()) body.set(key, text);
  };
  put("source", lock.source);
  put("ref", lock.ref);
  put("commit", lock.commit);
  put("tree", lock.tree);
  put("digest", lock.digest);
  if (lock.locked_at) body.set("locked_at", base::to_text(*lock.locked_at));
  Value root{base::Map{}};
  root.set("lock", "v1");
  root.set("governance", std::move(body));
  return "# Made by andon governance update; commit it. What is locked here is what counts.\n" +
         base::yaml::write(root);
}

std::string pack_source(std::vector<SourceFile> files) {
  std::ranges::sort(files, [](const SourceFile& a, const SourceFile& b) {
    return std::tie(a.path, a.text) < std::tie(b.path, b.text);
  });
  std::string out(first_line);
  for (const auto& file : files)
    out += fmt::format("{} {}\n{}{}\n", file.path.size(), file.text.size(), file.path, file.text);
  return out;
}

namespace {

// A number of at most nine digits, and the mark after it.
bool take_number(std::string_view& rest, char mark, std::size_t& out) {
  constexpr std::size_t most_digits = 9;
  const auto end = rest.find(mark);
  if (end == 0 || end > most_digits || (rest[0] == '0' && end > 1)) return false;
  out = 0;
  for (const char c : rest.substr(0, end)) {
    if (c < '0' || c > '9') return false;
    out = out * 10 + static_cast<std::size_t>(c - '0');
  }
  rest.remove_prefix(end + 1);
  return true;
}

}  // namespace

Result<std::vector<SourceFile>> unpack_source(std::string_view bytes, const std::string& digest) {
  const auto broken = [&](std::string_view why) {
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::machine,
                      "the kept governance source {} {}", digest, why);
  };
  if (digest_of_packed(bytes) != digest) return broken("does not have this digest");
  if (!bytes.starts_with(first_line)) return broken("has no known form");
  auto rest = bytes.substr(first_line.size());
  std::vector<SourceFile> out;
  while (!rest.empty()) {
    std::size_t path_bytes = 0, text_bytes = 0;
    if (!take_number(rest, ' ', path_bytes) || !take_number(rest, '\n', text_bytes) ||
        path_bytes + text_bytes + 1 > rest.size() || rest[path_bytes + text_bytes] != '\n')
      return broken("has no known form");
    out.push_back({std::string(rest.substr(0, path_bytes)),
                   std::string(rest.substr(path_bytes, text_bytes))});
    rest.remove_prefix(path_bytes + text_bytes + 1);
  }
  return out;
}

std::string digest_of_packed(std::string_view bytes) {
  return std::string(digest_prefix) + crypto::sha256_hex(bytes);
}

}  // namespace andon::governance
