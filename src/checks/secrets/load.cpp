#include "checks/secrets/load.h"

#include <filesystem>

#include "base/assets.h"
#include "base/limits.h"
#include "checks/secrets/cache.h"
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
  const auto relative = std::filesystem::path(path).lexically_relative(folder.empty() ? "." : folder);
  return !relative.empty() && *relative.begin() != "..";
}

Resolve resolver(base::Context& context, const Settings& settings, std::vector<RuleFile>& resolved) {
  return [&](const RuleFile& from, std::string_view path) -> Result<RuleFile> {
    const auto beside = relative_to(from.name, path);
    for (const auto& file : settings.secret_rules)
      if (file.name == path || file.name == beside) return file;
    if (std::filesystem::path(path).is_absolute() || !is_below(from.name, beside))
      return base::fail(base::ErrorKind::not_found, base::ErrorOrigin::configuration,
                        "{}: extend.path names {}, which is neither given nor below the folder of that file",
                        from.name, path);
    auto text = context.world.files().read(beside, base::limits::configuration_bytes);
    if (!text) return std::unexpected(std::move(text).error().from(base::ErrorOrigin::configuration));
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
    if (std::string_view(file.path).starts_with("rules/secrets/")) add_text(sum, file.path, file.text());
  for (const auto& file : files) add_text(sum, file.name, file.text);
  for (const auto& file : resolved) add_text(sum, file.name, file.text);
  return sum.hex();
}

Result<Database> load_database(base::Context& context, const Settings& settings, const RuleSet& rules,
                               const std::string& digest) {
  const auto context_text = digest + " " + platform_text();
  const auto path = settings.cache_folder + "/secrets-" + crypto::sha256_hex(context_text).substr(0, 32) + ".db";
  auto& files = context.world.files();
  if (!settings.cache_folder.empty()) {
    const auto kept = read_sealed(files, path, context_text);
    if (!kept.empty())
      if (auto loaded = Database::load(kept, rules.rules.size())) return loaded;
  }
  TRY(validate(rules));
  auto built = TRY(Database::build(rules));
  if (!settings.cache_folder.empty())
    if (const auto bytes = built.serialise()) write_sealed(files, path, context_text, *bytes);
  return built;
}

}  // namespace

Result<Loaded> load_engine(base::Context& context, const Settings& settings) {
  std::vector<RuleFile> resolved;
  auto rules = settings.secret_rules.empty()
                   ? TRY(own_pack())
                   : TRY(read_rules(settings.secret_rules, resolver(context, settings, resolved)));
  auto digest = digest_of(settings.secret_rules, resolved);
  auto database = TRY(load_database(context, settings, rules, digest));
  const auto depth = std::min(settings.decode_depth, base::limits::decode_depth);
  return Loaded{Engine(std::move(rules), std::move(database), depth), std::move(digest)};
}

}  // namespace andon::checks::secrets
