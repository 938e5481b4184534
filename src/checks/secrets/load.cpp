#include "checks/secrets/load.h"

#include <filesystem>

#include "base/assets.h"
#include "base/limits.h"
#include "checks/secrets/cache.h"
#include "checks/secrets/kept_rules.h"
#include "checks/secrets/rule_file.h"
#include "crypto/digest.h"

namespace andon::checks::secrets {

namespace {

using base::Result;

// Goes up with every change to how rules are read or matched, so that kept results end.
constexpr std::string_view engine_edition = "secrets engine 1";

std::string relative_to(const std::string& from, std::string_view path) {
  return (std::filesystem::path(from).parent_path() / path).lexically_normal().string();
}

// A file beside or below the rule file; others must be given by name.
bool is_below(const std::string& from, const std::string& path) {
  const auto folder = std::filesystem::path(from).parent_path().lexically_normal();
  const auto relative =
      std::filesystem::path(path).lexically_relative(folder.empty() ? "." : folder);
  return !relative.empty() && *relative.begin() != "..";
}

Resolve resolver(base::Context& context, const Settings& settings,
                 std::vector<RuleFile>& resolved) {
  return [&](const RuleFile& from, std::string_view path) -> Result<RuleFile> {
    const auto beside = relative_to(from.name, path);
    for (const auto& file : settings.secret_rules)
      if (file.name == path || file.name == beside) return file;
    if (std::filesystem::path(path).is_absolute() || !is_below(from.name, beside))
      return base::fail(
          base::ErrorKind::not_found, base::ErrorOrigin::configuration,
          "{}: extend.path names {}, which is neither given nor below the folder of that file",
          from.name, path);
    auto text = context.world.files().read(beside, base::limits::configuration_bytes);
    if (!text)
      return std::unexpected(std::move(text).error().from(base::ErrorOrigin::configuration));
    resolved.push_back({beside, *std::move(text)});
    return resolved.back();
  };
}

void add_text(crypto::Sha256& sum, std::string_view name, std::string_view text) {
  sum.update(fmt::format("{}:{}:{}:", name.size(), name, text.size())).update(text);
}

std::string digest_of(const std::vector<RuleFile>& files, const std::vector<RuleFile>& resolved) {
  crypto::Sha256 sum;
  sum.update(engine_edition);
  for (const auto& file : base::embedded_rules())
    if (std::string_view(file.path).starts_with("rules/secrets/"))
      add_text(sum, file.path, file.text());
  for (const auto& file : files) add_text(sum, file.name, file.text);
  for (const auto& file : resolved) add_text(sum, file.name, file.text);
  return sum.hex();
}

// Where the pattern database comes from: the cache once it was built, else it is built here, so
// that rules which cannot be used are refused before anything is looked at.
Result<Engine::Load> find_database(base::Context& context, const Settings& settings,
                                   const RuleSet& rules, const std::string& digest) {
  const auto about = digest + " " + platform_text();
  const auto path =
      settings.cache_folder.empty()
          ? std::string()
          : settings.cache_folder + "/secrets-" + crypto::sha256_hex(about).substr(0, 32) + ".db";
  auto& files = context.world.files();
  const auto keep = [&files, path, about](const Database& database) {
    if (path.empty()) return;
    if (const auto bytes = database.serialise()) write_sealed(files, path, about, *bytes);
  };
  if (!path.empty() && files.status(path)) {
    return [&files, path, about, keep](const RuleSet& wanted) {
      const auto kept = read_sealed(files, path, about);
      if (!kept.empty())
        if (auto loaded = Database::load(kept, wanted.rules.size())) return *std::move(loaded);
      auto built = Database::build(wanted);
      if (!built) return Database::searching(wanted);
      keep(*built);
      return *std::move(built);
    };
  }
  TRY(validate(rules));
  auto built = std::make_shared<Database>(TRY(Database::build(rules)));
  keep(*built);
  return [built](const RuleSet&) { return std::move(*built); };
}

// Rules of files that name no further file; what those say is not known before they are read.
Result<RuleSet> load_rules(base::Context& context, const Settings& settings,
                           const std::string& digest, std::vector<RuleFile>& resolved) {
  const auto about = "rules 1 " + digest;
  const auto path = settings.cache_folder.empty()
                        ? std::string()
                        : settings.cache_folder + "/secrets-" +
                              crypto::sha256_hex(about).substr(0, 32) + ".rules";
  auto& files = context.world.files();
  if (!path.empty()) {
    const auto kept = read_sealed(files, path, about);
    if (!kept.empty())
      if (auto rules = decode_rules(kept)) return *std::move(rules);
  }
  auto rules = settings.secret_rules.empty()
                   ? TRY(own_pack())
                   : TRY(read_rules(settings.secret_rules, resolver(context, settings, resolved)));
  if (!path.empty() && resolved.empty()) write_sealed(files, path, about, encode_rules(rules));
  return rules;
}

}  // namespace

Result<Loaded> load_engine(base::Context& context, const Settings& settings) {
  std::vector<RuleFile> resolved;
  auto digest = digest_of(settings.secret_rules, {});
  auto rules = TRY(load_rules(context, settings, digest, resolved));
  if (!resolved.empty()) digest = digest_of(settings.secret_rules, resolved);
  auto load = TRY(find_database(context, settings, rules, digest));
  const auto depth = std::min(settings.decode_depth, base::limits::decode_depth);
  return Loaded{Engine(std::move(rules), std::move(load), depth), std::move(digest)};
}

}  // namespace andon::checks::secrets
