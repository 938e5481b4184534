#include "checks/secrets/engine.h"

#include <algorithm>
#include <mutex>

#include "base/limits.h"
#include "base/text.h"
#include "checks/secrets/engine_parts.h"
#include "checks/secrets/look.h"

namespace andon::checks::secrets {

namespace {

base::Regex::Options rule_options(bool is_wide) {
  return {.memory_bytes = base::limits::secret_regex_bytes, .is_latin1 = !is_wide};
}

}  // namespace

ReadyRule::ReadyRule(const Rule& one, bool is_wide_rule)
    : rule(&one),
      is_wide(is_wide_rule),
      is_generic(base::lower_ascii(one.id).find("generic") != std::string::npos),
      regex(one.regex, rule_options(is_wide_rule)),
      path(one.path),
      allows(make_allows(one.allowlists)) {}

struct Engine::State {
  RuleSet rules;
  Load load;
  std::size_t decode_depth;
  std::once_flag once{};
  std::unique_ptr<Ready> ready{};
};

namespace {

std::unique_ptr<Engine::Ready> make_ready(const RuleSet& rules, Database database,
                                          std::size_t decode_depth) {
  auto made = std::make_unique<Engine::Ready>(Engine::Ready{.rules = rules,
                                                            .database = std::move(database),
                                                            .decode_depth = decode_depth,
                                                            .each = {},
                                                            .allows = {},
                                                            .searched = {}});
  auto& ready = *made;
  ready.allows = make_allows(rules.allowlists);
  for (const auto& rule : rules.rules)
    ready.each.push_back(std::make_unique<ReadyRule>(rule, names_beyond_ascii(rule.regex)));
  for (const auto& rule : rules.rules)
    for (const auto& required : rule.required)
      for (auto& other : ready.each)
        if (other->rule->id == required.rule) other->is_required = true;
  for (std::uint32_t i = 0; i < ready.each.size(); ++i)
    if (ready.database.way(i) == Way::searched) ready.searched.push_back(i);
  return made;
}

}  // namespace

Engine::Engine(RuleSet rules, Load load, std::size_t decode_depth)
    : state_(std::unique_ptr<State>(new State{
          .rules = std::move(rules), .load = std::move(load), .decode_depth = decode_depth})) {}
Engine::Engine(RuleSet rules, Database database, std::size_t decode_depth)
    : Engine(std::move(rules), Load(), decode_depth) {
  state_->ready = make_ready(state_->rules, std::move(database), decode_depth);
}
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;
Engine::~Engine() = default;

const RuleSet& Engine::rules() const { return state_->rules; }

const Engine::Ready& Engine::ready() const {
  std::call_once(state_->once, [&] {
    if (!state_->ready)
      state_->ready = make_ready(state_->rules, state_->load(state_->rules), state_->decode_depth);
  });
  return *state_->ready;
}

// gitleaks does not walk into an allowed folder, so a file is left out by any folder above it.
bool Engine::is_path_allowed(std::string_view path, Workspace& workspace) const {
  const auto covers = [&](std::string_view one) {
    for (const auto& allow : ready().allows)
      if (allow->covers_file(one)) return true;
    return false;
  };
  const auto slash = path.rfind('/');
  const auto folder = slash == path.npos ? std::string_view{} : path.substr(0, slash);
  if (folder != workspace.folder) {
    workspace.folder = folder;
    workspace.is_folder_allowed = false;
    for (auto at = folder.find('/'); !workspace.is_folder_allowed; at = folder.find('/', at + 1)) {
      const auto above = folder.substr(0, at);
      if (!above.empty() && covers(above)) workspace.is_folder_allowed = true;
      if (at == folder.npos) break;
    }
  }
  return (workspace.is_folder_allowed && !folder.empty()) || covers(path);
}

std::vector<Hit> Engine::look_at_path(std::string_view path) const {
  std::vector<Hit> out;
  const auto& all = ready();
  for (std::uint32_t i = 0; i < all.each.size(); ++i) {
    const auto& one = *all.each[i];
    if (all.database.way(i) != Way::path_only || !one.rule->is_reported) continue;
    const auto* regex = one.path.get();
    if (!regex || !regex->search(path)) continue;
    const bool is_allowed =
        std::any_of(one.allows.begin(), one.allows.end(),
                    [&](const auto& allow) { return allow->covers_file(path); });
    if (!is_allowed) out.emplace_back().rule = i;
  }
  return out;
}

Scanned Engine::look_at(std::string_view path, std::string_view bytes, Workspace& workspace) const {
  return Look(ready(), path, bytes, workspace.scan).run();
}

}  // namespace andon::checks::secrets
