#include "governance/trust.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/limits.h"
#include "base/strict.h"
#include "base/text.h"
#include "base/yaml.h"
#include "crypto/openpgp.h"
#include "model/account.h"

namespace andon::governance {
namespace {

namespace strict = base::strict;
using base::Result;
using base::Value;

constexpr std::array<std::string_view, 5> role_words{"pipeline", "approver", "importer", "operator",
                                                     "governance"};
constexpr std::array<std::string_view, 1> top_keys{"keys"};
constexpr std::array<std::string_view, 10> key_keys{
    "id", "key", "gpg", "account", "owner", "role", "components", "from", "until", "highest_level"};

Result<std::string> needed(const Value& map, const std::string& file, std::string_view key) {
  const Value* found = TRY(strict::required(map, file, key));
  auto text = TRY(strict::text(map, file, key));
  if (base::trim(text).empty())
    return strict::complaint(file, *found, fmt::format("\"{}\" is empty", key));
  return text;
}

// As GnuPG prints them: 40 hex digits (version 4) or 64 (version 5 and 6), spaces between or not.
std::string gpg_fingerprint(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    if (letter == ' ') continue;
    const bool is_digit = letter >= '0' && letter <= '9';
    const bool is_upper = letter >= 'A' && letter <= 'F', is_lower = letter >= 'a' && letter <= 'f';
    if (!is_digit && !is_upper && !is_lower) return {};
    out += is_lower ? static_cast<char>(letter - 'a' + 'A') : letter;
  }
  return out.size() == 40 || out.size() == 64 ? out : std::string();
}

Result<void> read_identity(const Value& map, const std::string& file, TrustedKey& out) {
  const Value* ssh = strict::entry(map, "key");
  const Value* gpg = strict::entry(map, "gpg");
  const Value* account = strict::entry(map, "account");
  if ((ssh != nullptr) + (gpg != nullptr) + (account != nullptr) != 1)
    return strict::complaint(
        file, map,
        "a key is an SSH or GPG public key (\"key\"), the fingerprint of a GPG key "
        "(\"gpg\"), or an account of the code host (\"account\"): one of them");
  if (account) {
    out.fingerprint = account_fingerprint(TRY(needed(map, file, "account")));
    return {};
  }
  if (gpg) {
    out.fingerprint = gpg_fingerprint(TRY(strict::text(map, file, "gpg")));
    if (out.fingerprint.empty())
      return strict::complaint(file, *gpg, "\"gpg\" wants a whole fingerprint: 40 hex digits");
    return {};
  }
  const auto text = TRY(strict::text(map, file, "key"));
  if (base::trim(text).starts_with("-----BEGIN PGP")) {
    auto block = crypto::parse_openpgp_key(text);
    if (!block) return strict::complaint(file, *ssh, "\"key\": " + block.error().message);
    out.fingerprint = block->fingerprint;
    out.openpgp = std::move(block->bytes);
    return {};
  }
  auto key = crypto::parse_ssh_key(text);
  if (!key) return strict::complaint(file, *ssh, "\"key\": " + key.error().message);
  out.fingerprint = key->fingerprint();
  out.ssh = std::move(*key);
  return {};
}

Result<void> read_roles(const Value& map, const std::string& file, TrustedKey& out) {
  const Value* roles = TRY(strict::required(map, file, "role"));
  for (const auto& role : TRY(strict::texts(map, file, "role"))) {
    const auto at = std::ranges::find(role_words, role);
    if (at == role_words.end()) {
      const auto near = base::nearest(role, role_words);
      return strict::complaint(
          file, *roles,
          fmt::format(
              "\"{}\" is no role{}; known: {}", base::printable(role),
              near.empty() ? "" : fmt::format(", did you mean \"{}\"?", near),
              base::join(std::vector<std::string>(role_words.begin(), role_words.end()), ", ")));
    }
    const auto found = static_cast<Role>(at - role_words.begin());
    if (std::ranges::find(out.roles, found) == out.roles.end()) out.roles.push_back(found);
  }
  if (out.roles.empty()) return strict::complaint(file, *roles, "a key without a role may nothing");
  return {};
}

Result<void> read_validity(const Value& map, const std::string& file, TrustedKey& out) {
  constexpr std::size_t date_bytes = 10;
  const auto read = [&](std::string_view key) -> Result<std::optional<base::Instant>> {
    const Value* at = strict::entry(map, key);
    if (!at) return std::optional<base::Instant>();
    auto end = base::parse_end(TRY(strict::text(map, file, key)));
    if (!end)
      return strict::complaint(file, *at, fmt::format("\"{}\": {}", key, end.error().message));
    return std::optional<base::Instant>(*end);
  };
  out.from = TRY(read("from"));
  // A bare date begins at 0:00 UTC.
  if (out.from && map["from"].text_or().size() == date_bytes) out.from->ms -= base::day_ms;
  out.until = TRY(read("until"));
  if (out.from && out.until && *out.until <= *out.from)
    return strict::complaint(file, map["until"], "it ends before it begins");
  return {};
}

Result<TrustedKey> read_key(const Value& map, const std::string& file) {
  TRY(strict::known_keys(map, file, key_keys));
  TrustedKey out;
  out.line = map.line;
  out.id = TRY(needed(map, file, "id"));
  TRY(read_identity(map, file, out));
  out.owner = TRY(needed(map, file, "owner"));
  TRY(read_roles(map, file, out));
  if (const Value* components = strict::entry(map, "components")) {
    out.components = TRY(strict::texts(map, file, "components"));
    if (out.components.empty() || std::ranges::find(out.components, "") != out.components.end())
      return strict::complaint(file, *components,
                               "\"components\" names none; leave it out to mean all");
  }
  out.highest_level = TRY(strict::text(map, file, "highest_level"));
  TRY(read_validity(map, file, out));
  return out;
}

}  // namespace

std::string account_fingerprint(std::string_view account) {
  return "account:" + model::plain_account(account);
}

std::string_view word(Role role) { return role_words[static_cast<std::size_t>(role)]; }

Result<Trust> parse_trust(std::string_view text, const std::string& file) {
  if (text.size() > base::limits::configuration_bytes)
    return base::fail(base::ErrorKind::too_large, base::ErrorOrigin::configuration,
                      "{}:1:1: a list of keys has at most {} bytes", file,
                      base::limits::configuration_bytes);
  auto parsed = base::yaml::parse(text, file);
  if (!parsed)
    return std::unexpected(std::move(parsed.error()).from(base::ErrorOrigin::configuration));
  Trust out;
  out.file = file;
  if (parsed->is_null()) return out;
  TRY(strict::known_keys(*parsed, file, top_keys));
  const Value* keys = strict::entry(*parsed, "keys");
  if (!keys) return out;
  if (!keys->is_list()) return strict::complaint(file, *keys, "\"keys\" wants a list");
  if (keys->list()->size() > base::limits::trusted_keys)
    return strict::complaint(file, *keys,
                             fmt::format("at most {} keys", base::limits::trusted_keys));
  std::set<std::string> ids;
  for (const auto& entry : *keys->list()) {
    out.keys.push_back(TRY(read_key(entry, file)));
    if (!ids.insert(out.keys.back().id).second)
      return strict::complaint(
          file, entry["id"],
          fmt::format("\"{}\" names two keys", base::printable(out.keys.back().id)));
  }
  return out;
}

// The places that each part of the glob reaches, one row at a time: never more than the product of
// both lengths.
bool component_matches(std::string_view glob, std::string_view component) {
  std::vector<bool> reached(component.size() + 1, false);
  reached[0] = true;
  for (std::size_t at = 0; at < glob.size(); ++at) {
    std::vector<bool> next(component.size() + 1, false);
    if (glob[at] != '*') {
      for (std::size_t i = 0; i < component.size(); ++i)
        if (reached[i] && component[i] == glob[at]) next[i + 1] = true;
    } else {
      const bool is_deep = at + 1 < glob.size() && glob[at + 1] == '*';
      at += is_deep;
      bool runs = false;
      for (std::size_t i = 0; i <= component.size(); ++i) {
        if (i > 0 && component[i - 1] == '/' && !is_deep) runs = false;
        runs = runs || reached[i];
        next[i] = runs;
      }
    }
    reached = std::move(next);
  }
  return reached[component.size()];
}

}  // namespace andon::governance
