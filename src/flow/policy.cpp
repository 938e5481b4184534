#include "flow/policy.h"

#include <algorithm>
#include <set>

#include "base/assets.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "flow/applied_policy.h"
#include "flow/policy_simulate.h"
#include "flow/workspace.h"
#include "governance/waivers.h"

namespace andon::flow {
namespace {

std::string shipped_text(std::string_view name) {
  for (const auto& file : base::embedded_policies())
    if (file.path == fmt::format("policies/{}.yaml", name)) return std::string(file.text());
  return {};
}

base::Result<std::vector<Packs::File>> yaml_files(base::Context& context,
                                                  const std::string& folder) {
  std::vector<Packs::File> out;
  for (const auto& entry : TRY(context.world.files().list(folder))) {
    if (entry.kind != base::FileKind::file || !entry.name.ends_with(".yaml")) continue;
    auto path = folder + "/" + entry.name;
    auto text = TRY(context.world.files().read(path, base::limits::configuration_bytes));
    out.push_back({std::move(path), std::move(text)});
  }
  return out;
}

bool is_folder(base::Context& context, const std::string& path) {
  const auto status = context.world.files().target_status(path);
  return status && status->kind == base::FileKind::folder;
}

// The document that bears the name: by its first line that matters, without reading it whole.
base::Result<std::optional<policy::Policy>> find_document(const Packs& packs,
                                                          std::string_view name) {
  for (const auto& file : packs.files) {
    auto read = policy::parse(file.text, file.path);
    if (read && read->name == name) return std::optional(std::move(*read));
    // A broken document may be the one that is meant.
    if (!read && file.path.ends_with(fmt::format("/{}.yaml", name)))
      return std::unexpected(std::move(read).error());
  }
  if (const auto text = shipped_text(name); !text.empty()) {
    auto read = TRY(policy::parse(text, fmt::format("policies/{}.yaml", name)));
    return std::optional(std::move(read));
  }
  return std::optional<policy::Policy>();
}

std::unexpected<base::Error> no_such_policy(const Packs& packs, std::string_view name,
                                            std::string_view wanted_by) {
  auto known = shipped_policies();
  for (const auto& file : packs.files)
    if (auto read = policy::parse(file.text, file.path)) known.push_back(read->name);
  return base::fail(base::ErrorKind::not_found, base::ErrorOrigin::configuration,
                    "{}no policy \"{}\"; known: {}", wanted_by, base::printable(name),
                    base::join(known, ", "));
}

// The policy and all that it inherits, the highest first.
base::Result<std::vector<policy::Policy>> chain_of(const Packs& packs, std::string_view name) {
  std::vector<policy::Policy> chain;
  std::set<std::string> seen;
  std::string next(name);
  while (!next.empty()) {
    const auto wanted_by =
        chain.empty() ? std::string() : fmt::format("{}:1:1: \"inherits\": ", chain.back().file);
    if (!seen.insert(next).second)
      return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::configuration,
                        "{}{} inherits itself", wanted_by, base::printable(next));
    auto found = TRY(find_document(packs, next));
    if (!found) return no_such_policy(packs, next, wanted_by);
    next = found->inherits;
    chain.push_back(std::move(*found));
  }
  std::ranges::reverse(chain);
  return chain;
}

// A component's own pack is never picked by others.
base::Result<std::vector<policy::Policy>> packs_to_pick_from(const Packs& packs) {
  std::vector<policy::Policy> out;
  for (const auto& file : packs.files) {
    auto read = TRY(policy::parse(file.text, file.path));
    if (read.layer != policy::Layer::component) out.push_back(std::move(read));
  }
  return out;
}

std::string text_of_document(const Packs& packs, const policy::Policy& policy) {
  for (const auto& file : packs.files)
    if (file.path == policy.file) return file.text;
  return shipped_text(policy.name);
}

policy::LintProblem problem_of(const base::Error& error, const std::string& file) {
  const auto text = error.text();
  const bool has_place = text.starts_with(file + ":");
  return {policy::Grade::error, has_place ? "" : file + ":1:1", "", text};
}

PolicyChecked checked(base::Context& context, const Packs& packs, const Packs::File& file,
                      base::Instant now) {
  PolicyChecked out{file.path, "", {}, {}};
  auto parsed = policy::parse(file.text, file.path);
  if (!parsed) {
    out.problems.push_back(problem_of(parsed.error(), file.path));
    return out;
  }
  out.name = parsed->name;
  const bool is_shipped = shipped_text(parsed->name) == file.text;
  auto combined = effective_policy(packs, parsed->name, now);
  if (!combined) {
    out.problems.push_back(problem_of(combined.error(), file.path));
    return out;
  }
  const auto author = is_shipped ? policy::Author::us : policy::Author::others;
  out.problems = policy::lint(combined->policy, author);
  for (const auto& note : combined->notes)
    out.problems.push_back({policy::Grade::warning, "", "", note});
  for (auto& problem : unsimulated(context, *parsed)) out.problems.push_back(std::move(problem));
  out.tests = policy::run_tests(combined->policy);
  return out;
}

std::string stage_text(const policy::Stage& stage) {
  if (stage.is_done()) return "done";
  if (stage.is.is_string()) return fmt::format("{} is {}", stage.property, stage.is.text_or());
  return fmt::format("{}{}", stage.is.boolean_or(true) ? "" : "not ", stage.property);
}

PolicyShown::Row row_of(const policy::Policy& policy, const policy::Rule& rule,
                        const base::Value& facts) {
  const auto now = policy::force(rule, facts);
  PolicyShown::Row row;
  row.rule = rule.id;
  row.title = rule.title;
  row.stage = stage_text(rule.stage);
  const auto layer = rule.origin ? rule.origin->layer : policy.layer;
  row.layer = words(layer)[static_cast<std::size_t>(layer)];
  row.place = rule.origin ? fmt::format("{}:{}", rule.origin->file, rule.origin->line)
                          : fmt::format("{}:{}", policy.file, rule.line);
  row.effect = now.lifecycle == policy::Lifecycle::draft
                   ? "not asked"
                   : std::string(words(now.effect)[static_cast<std::size_t>(now.effect)]);
  row.why = now.why;
  if (now.lifecycle == policy::Lifecycle::audited) row.why = "counts only what is proven";
  row.serves = rule.serves;
  return row;
}

}  // namespace

std::vector<std::string> shipped_policies() {
  std::vector<std::string> out;
  for (const auto& file : base::embedded_policies()) {
    std::string_view path = file.path;
    path.remove_prefix(path.rfind('/') + 1);
    out.emplace_back(path.substr(0, path.rfind('.')));
  }
  return out;
}

base::Result<Packs> read_packs(base::Context& context, const std::string& path) {
  Packs out;
  auto& files = context.world.files();
  TRY(files.target_status(path), "looking at {}", path);
  if (!is_folder(context, path)) {
    // What it inherits stands beside it; what may loosen it, in the source around it.
    const auto slash = path.rfind('/');
    const auto folder = slash == std::string::npos ? std::string(".") : path.substr(0, slash);
    auto text = TRY(files.read(path, base::limits::configuration_bytes));
    out.files.push_back({path, std::move(text)});
    for (auto& file : TRY(yaml_files(context, folder)))
      if (file.path != path && file.path != "./" + path) out.files.push_back(std::move(file));
    if (is_folder(context, folder + "/../waivers"))
      for (const auto& file : TRY(yaml_files(context, folder + "/../waivers")))
        out.waivers.push_back(TRY(governance::parse_waiver(file.text, file.path)));
    return out;
  }
  const bool is_source = is_folder(context, path + "/packs");
  out.files = TRY(yaml_files(context, is_source ? path + "/packs" : path));
  const auto waivers = is_source ? path + "/waivers" : path + "/../waivers";
  if (is_folder(context, waivers))
    for (const auto& file : TRY(yaml_files(context, waivers)))
      out.waivers.push_back(TRY(governance::parse_waiver(file.text, file.path)));
  return out;
}

base::Result<policy::Combined> effective_policy(const Packs& packs, std::string_view name,
                                                base::Instant now) {
  auto chain = TRY(chain_of(packs, name));
  if (chain.size() > 1) return policy::combine(std::move(chain), packs.waivers, now);
  policy::Combined out;
  out.text = text_of_document(packs, chain.front());
  out.policy = std::move(chain.front());
  return out;
}

base::Result<policy::Combined> layered_policy(const Packs& packs, std::string_view name,
                                              const Packs::File* own, base::Instant now) {
  if (!own) return effective_policy(packs, name, now);
  auto chain = TRY(chain_of(packs, name));
  auto last = TRY(policy::parse(own->text, own->path));
  if (last.inherits != name || last.layer != policy::Layer::component)
    return base::fail(base::ErrorKind::denied, base::ErrorOrigin::configuration,
                      "{}:1:1: the pack of a component states \"layer: component\" and \"inherits: "
                      "{}\", which applies here",
                      own->path, name);
  chain.push_back(std::move(last));
  return policy::combine(std::move(chain), packs.waivers, now);
}

base::Result<policy::Combined> governing_policy(const Packs& packs, const policy::Subject& subject,
                                                const Packs::File* own, base::Instant now) {
  const auto known = TRY(packs_to_pick_from(packs));
  const auto* picked = TRY(policy::choose_pack(known, subject));
  return layered_policy(packs, picked ? picked->name : "default", own, now);
}

base::Result<std::string> why_picked(const Packs& packs, const policy::Subject& subject) {
  const auto known = TRY(packs_to_pick_from(packs));
  const auto* picked = TRY(policy::choose_pack(known, subject));
  if (!picked) return "none of its packs applies, the shipped default serves";
  const auto& extent = picked->extent;
  std::vector<std::string> named;
  if (!extent.components.empty()) named.push_back("this component");
  if (!extent.products.empty()) named.push_back("the product " + subject.product);
  if (!extent.tiers.empty()) named.push_back("the tier " + subject.tier);
  if (extent.is_public)
    named.push_back(*extent.is_public ? "what the public reaches"
                                      : "what the public does not reach");
  if (named.empty()) return "it applies to all";
  return "it names " + base::printable(base::join(named, " and "));
}

base::Result<std::vector<PolicyChecked>> check_policies(base::Context& context,
                                                        const std::vector<std::string>& paths) {
  const auto now = context.world.clock().now();
  std::vector<PolicyChecked> out;
  for (const auto& path : paths) {
    const auto packs = TRY(read_packs(context, path));
    const bool is_one = !is_folder(context, path);
    for (const auto& file : packs.files) {
      if (is_one && file.path != path) continue;
      out.push_back(checked(context, packs, file, now));
    }
  }
  return out;
}

namespace {

struct PolicyFound {
  policy::Combined combined;
  std::string why, team;
  base::Value given;  // parameters, and the file that gives them
  std::string file;
};

// By name, of these packs; who asks so is asked for nothing else.
base::Result<PolicyFound> find_named(const Packs& packs, const std::string& name,
                                     std::string_view source, base::Instant now) {
  PolicyFound out;
  out.combined = TRY(effective_policy(packs, name, now));
  out.why = source.empty() ? "asked for by its name"
                           : fmt::format("asked for by its name, of {}", source);
  return out;
}

base::Result<PolicyFound> find_policy(base::Context& context, const PolicyWanted& wanted,
                                      base::Instant now) {
  Packs packs;
  if (!wanted.source.empty()) packs = TRY(read_packs(context, wanted.source));
  if (!wanted.source.empty() && !wanted.name.empty())
    return find_named(packs, wanted.name, wanted.source, now);
  const auto workspace = TRY(open_workspace(context, {.path = wanted.path}));
  TRY(governance_at_hand(workspace.judging));
  if (!wanted.name.empty()) return find_named(packs_of(workspace.judging), wanted.name, {}, now);
  const auto& settings = workspace.judging.settings;
  base::Value given;
  for (const auto& [key, value] : settings.parameters) given.set(key, value);
  auto team = team_of(workspace, workspace.judging);
  if (!wanted.source.empty()) {
    auto why =
        fmt::format("of {}, by the name that {} picks", wanted.source,
                    settings.policy.origin == "default" ? "the default" : settings.policy.origin);
    auto combined = TRY(effective_policy(packs, settings.policy.value, now));
    return PolicyFound{std::move(combined), std::move(why), std::move(team), std::move(given),
                       settings.file};
  }
  auto applied = TRY(applied_policy(workspace, workspace.judging, now));
  return PolicyFound{std::move(applied.combined), std::move(applied.why), std::move(team),
                     std::move(given), settings.file};
}

}  // namespace

base::Result<PolicyShown> show_policy(base::Context& context, const PolicyWanted& wanted) {
  const auto now = context.world.clock().now();
  const auto found = TRY(find_policy(context, wanted, now));
  const auto& combined = found.combined;
  base::Value facts{base::Map{}};
  facts.set("now", base::to_text(now));
  base::Value component{base::Map{}};
  component.set("team", wanted.team.empty() ? found.team : wanted.team);
  facts.set("components", base::List{std::move(component)});
  PolicyShown out;
  out.name = combined.policy.name;
  out.title = combined.policy.title;
  out.why = found.why;
  out.notes = combined.notes;
  for (const auto& rule : combined.policy.rules)
    out.rules.push_back(row_of(combined.policy, rule, facts));
  const auto parameters = TRY(policy::parameters(combined.policy, found.given, found.file));
  for (const auto& parameter : combined.policy.parameters)
    out.parameters.emplace_back(parameter.name, base::json::write_line(parameters[parameter.name]));
  return out;
}

base::Result<policy::Combined> named_policy(base::Context& context, const std::string& what) {
  const auto now = context.world.clock().now();
  const auto shipped = shipped_policies();
  if (std::ranges::find(shipped, what) != shipped.end() &&
      !context.world.files().target_status(what))
    return effective_policy({}, what, now);
  const auto packs = TRY(read_packs(context, what));
  if (packs.files.empty() || is_folder(context, what))
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::usage,
                      "{}: name one policy document, or one of {}", base::printable(what),
                      base::join(shipped, ", "));
  const auto read = TRY(policy::parse(packs.files.front().text, what));
  return effective_policy(packs, read.name, now);
}

base::Result<std::vector<policy::Difference>> compare_policies(base::Context& context,
                                                               const std::string& before,
                                                               const std::string& after) {
  const auto old = TRY(named_policy(context, before));
  const auto now = TRY(named_policy(context, after));
  return policy::differences(old.policy, now.policy);
}

}  // namespace andon::flow
