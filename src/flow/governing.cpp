#include "flow/governing.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "flow/governance_source.h"
#include "git/git.h"
#include "governance/lock.h"
#include "governance/trust.h"
#include "governance/waivers.h"

namespace andon::flow {
namespace {

std::string under(const std::string& folder, std::string_view name) {
  return folder.empty() ? std::string(name) : folder + "/" + std::string(name);
}

// The text of a file of the tree; nothing when it has none.
base::Result<std::optional<std::string>> text_of(base::Context& context, const tree::Tree& tree,
                                                 const std::string& path) {
  auto text = tree.read(context, path);
  if (!text && text.error().kind == base::ErrorKind::not_found) return std::optional<std::string>();
  if (!text) return std::unexpected(std::move(text).error());
  return std::optional<std::string>(std::move(*text));
}

base::Result<checks::RuleFile> rule_file(base::Context& context, const tree::Tree& tree,
                                         const Governing& governing, const std::string& folder,
                                         const std::string& name, std::string_view origin) {
  auto path = under(folder, name);
  if (path.starts_with("./")) path.erase(0, 2);
  auto text = TRY(text_of(context, tree, path));
  if (!text)
    return base::fail(base::ErrorKind::not_found, base::ErrorOrigin::configuration,
                      "{}: {}: no such rule file",
                      origin.empty() ? governing.settings.file : origin, name);
  return checks::RuleFile{path, std::move(*text)};
}

base::Result<void> read_waivers(base::Context& context, const tree::Tree& tree, Governing& out) {
  constexpr std::string_view suffix = ".sig";
  auto files = TRY(tree.own_files(context, "waivers"));
  for (auto& file : files) {
    if (!file.path.ends_with(".yaml")) continue;
    const auto name = base::path_text(file.path);
    out.waivers.push_back(TRY(governance::parse_waiver(file.bytes, name)));
    out.waiver_files[name].bytes = std::move(file.bytes);
  }
  for (auto& file : files) {
    if (!file.path.ends_with(suffix)) continue;
    auto name = base::path_text(file.path);
    name.resize(name.size() - suffix.size());
    const auto signed_file = out.waiver_files.find(name);
    if (signed_file == out.waiver_files.end())
      out.notes.push_back(fmt::format("{}.sig signs no waiver that is there", name));
    else
      signed_file->second.signature = std::move(file.bytes);
  }
  return {};
}

// One person in organisation/ or, without governance, one author in git (domain.md 1, "waiver").
base::Result<bool> has_one_person(base::Context& context, const tree::Tree& tree,
                                  const Governing& governing) {
  if (governing.governance.empty()) return has_one_author(context, tree);
  return governance::has_one_person(governing.governance.front().source);
}

// A waiver that its owner approved counts in a one-person project only.
base::Result<void> drop_self_approved(base::Context& context, const tree::Tree& tree,
                                      Governing& governing) {
  const auto is_self = [](const model::Waiver& waiver) { return waiver.label == "self"; };
  if (std::none_of(governing.waivers.begin(), governing.waivers.end(), is_self)) return {};
  if (TRY(has_one_person(context, tree, governing), "counting the authors")) return {};
  for (const auto& waiver : governing.waivers)
    if (is_self(waiver))
      governing.notes.push_back(
          fmt::format("waiver {} does not count: {} approved their own, and this project has more "
                      "than one author",
                      waiver.id, waiver.owner));
  std::erase_if(governing.waivers, is_self);
  return {};
}

// The source that andon.yaml names, as the lock of the same side pins it.
base::Result<void> read_governance(base::Context& context, const tree::Tree& tree,
                                   const std::string& folder, Governing& out) {
  const auto& wanted = out.settings.governance_source;
  if (wanted.value.empty()) return {};
  const auto root = folder.empty() ? tree.root() : tree.root() + "/" + folder;
  const auto lock = TRY(read_lock(context, tree));
  const auto ref = out.settings.governance_ref.value;
  if (!lock || lock->source != wanted.value ||
      (!lock->ref.empty() && lock->ref != (ref.empty() ? "main" : ref))) {
    out.governance_trouble = base::Error{
        base::ErrorKind::invalid,
        base::ErrorOrigin::configuration,
        fmt::format("{}: the governance source {} is not locked{}; lock it and commit "
                    ".andon/andon.lock: andon governance update",
                    wanted.origin, base::printable(wanted.value),
                    lock ? ", the lock is of " + base::printable(lock->source) +
                               (lock->ref.empty() ? "" : " " + base::printable(lock->ref))
                         : ""),
        {}};
    return {};
  }
  out.lock_text = governance::write_lock(*lock);
  auto locked = open_locked(context, root, *lock);
  if (locked)
    out.governance.push_back(std::move(*locked));
  else
    out.governance_trouble = std::move(locked).error();
  return {};
}

void read_source_trust(Governing& out) {
  const auto& trust = out.governance.front().source.trust;
  out.trust_file = "governance:trust.yaml";
  out.trust = trust ? trust->text : "";
  if (auto parsed = governance::parse_trust(*out.trust, out.trust_file); !parsed) {
    out.trust = "";  // nobody is trusted, and nothing is judged by it
    if (!out.governance_trouble) out.governance_trouble = std::move(parsed).error();
  }
}

// The one place that says whose keys count: trust.yaml of the governance source that this side
// locks; where there is none, .andon/trust.yaml of this side.
base::Result<void> read_trust(base::Context& context, const tree::Tree& tree, Governing& out) {
  if (!out.governance.empty()) {
    read_source_trust(out);
    return {};
  }
  for (const auto& file : TRY(tree.own_files(context, "")))
    if (file.path.ends_with("/trust.yaml")) {
      out.trust_file = base::path_text(file.path);
      TRY(governance::parse_trust(file.bytes, out.trust_file));
      out.trust = file.bytes;
    }
  return {};
}

// Governed or not, a component may tighten what applies to it.
base::Result<void> read_own_pack(base::Context& context, const tree::Tree& tree, Governing& out) {
  for (const auto& file : TRY(tree.own_files(context, "")))
    if (file.path.ends_with("/pack.yaml")) out.own_pack = file.bytes;
  return {};
}

// What stands for the approvals of the source's waivers, beside those of the component's.
void add_governance_signatures(Governing& out) {
  if (out.governance.empty()) return;
  const auto& files = out.governance.front().files;
  for (const auto& file : files)
    if (file.path.starts_with("waivers/") && file.path.ends_with(".yaml"))
      out.waiver_files["governance:" + file.path].bytes = file.text;
  for (const auto& file : files) {
    if (!file.path.starts_with("waivers/") || !file.path.ends_with(".yaml.sig")) continue;
    const auto found =
        out.waiver_files.find("governance:" + file.path.substr(0, file.path.size() - 4));
    if (found != out.waiver_files.end()) found->second.signature = file.text;
  }
}

}  // namespace

Governing::Governing() = default;
Governing::Governing(const Governing&) = default;
Governing::Governing(Governing&&) noexcept = default;
Governing& Governing::operator=(const Governing&) = default;
Governing& Governing::operator=(Governing&&) noexcept = default;
Governing::~Governing() = default;

base::Result<void> governance_at_hand(const Governing& judging) {
  if (judging.governance_trouble) return std::unexpected(*judging.governance_trouble);
  return {};
}

void take_source(Governing& side, const LockedGovernance& source) {
  side.governance = {source};
  std::erase_if(side.waiver_files,
                [](const auto& file) { return file.first.starts_with("governance:"); });
  read_source_trust(side);
  add_governance_signatures(side);
}

namespace {

base::Result<model::Adoption> adoption_of(const tree::OwnFile& file, const Governing* other) {
  auto name = base::path_text(file.path);
  for (std::size_t i = 0; other && i < other->adoptions.size(); ++i)
    if (name.ends_with("/" + other->adoptions[i].id + ".jsonl") &&
        other->adopted_texts[i] == file.bytes)
      return other->adoptions[i];
  return governance::parse_adoption(file.bytes, name);
}

}  // namespace

base::Result<bool> has_one_author(base::Context& context, const tree::Tree& tree) {
  if (!tree.git() || tree.git()->commit.empty()) return true;
  const auto log =
      TRY(tree.repository()->run(context, {"log", "--format=%ae", "-n", "10000", "HEAD"}));
  std::set<std::string> authors;
  for (const auto line : base::lines(log)) authors.insert(base::lower_ascii(line));
  return authors.size() <= 1;
}

base::Result<Governing> read_governing(base::Context& context, const tree::Tree& tree,
                                       const std::string& folder, const Governing* other) {
  Governing out;
  const auto settings_path = under(folder, "andon.yaml");
  if (auto text = TRY(text_of(context, tree, settings_path))) {
    out.settings_text = std::move(*text);
    out.settings = TRY(governance::parse_settings(out.settings_text, settings_path));
  }
  TRY(read_governance(context, tree, folder, out));
  TRY(read_waivers(context, tree, out));
  TRY(read_trust(context, tree, out));
  TRY(read_own_pack(context, tree, out));
  add_governance_signatures(out);
  TRY(drop_self_approved(context, tree, out));
  for (auto& file : TRY(tree.own_files(context, "adopted"))) {
    if (!file.path.ends_with(".jsonl")) continue;
    out.adoptions.push_back(TRY(adoption_of(file, other)));
    out.adopted_texts.push_back(std::move(file.bytes));
  }
  if (auto text = TRY(text_of(context, tree, under(folder, ".gitleaksignore")))) {
    out.gitleaks_ignore = std::move(*text);
    out.has_gitleaks_ignore = true;
  }
  out.andonignore = TRY(text_of(context, tree, under(folder, ".andonignore")));
  for (const auto& name : out.settings.secret_rules.value)
    out.secret_rules.push_back(
        TRY(rule_file(context, tree, out, folder, name, out.settings.secret_rules.origin)));
  for (const auto& tool : out.settings.tools)
    for (const auto& name : tool.rules.value)
      out.tool_rules.push_back(TRY(rule_file(context, tree, out, folder, name, tool.rules.origin)));
  return out;
}

std::vector<std::string> proposals(const Governing& judging, const Governing& mine) {
  std::vector<std::string> out;
  if (judging.trust != mine.trust && mine.governance.empty() && judging.governance.empty())
    out.push_back(".andon/trust.yaml differs from the baseline's: its keys count after the merge");
  if (judging.settings_text != mine.settings_text)
    out.push_back("andon.yaml differs from the baseline's: its settings count after the merge");
  if (judging.lock_text != mine.lock_text)
    out.push_back(
        "the governance source that it names and locks differs from the baseline's: what it says "
        "counts after the merge");
  if (judging.own_pack != mine.own_pack)
    out.push_back(".andon/pack.yaml differs from the baseline's: it counts after the merge");
  if (mine.governance_trouble)
    out.push_back("what it names as governance cannot be read: " + mine.governance_trouble->text());
  for (const auto& waiver : mine.waivers) {
    const bool is_known = std::any_of(
        judging.waivers.begin(), judging.waivers.end(), [&](const model::Waiver& known) {
          return governance::write_waiver(known) == governance::write_waiver(waiver);
        });
    if (!is_known)
      out.push_back(fmt::format("waiver {} ({}) counts after the merge", waiver.id, waiver.file));
  }
  for (const auto& adoption : mine.adoptions) {
    const bool is_known = std::any_of(
        judging.adoptions.begin(), judging.adoptions.end(), [&](const model::Adoption& known) {
          return governance::write_adoption(known) == governance::write_adoption(adoption);
        });
    if (!is_known)
      out.push_back(fmt::format("adopted debt {} ({}) counts after the merge", adoption.id,
                                base::counted(adoption.findings.size(), "finding")));
  }
  if (judging.gitleaks_ignore != mine.gitleaks_ignore)
    out.push_back(".gitleaksignore differs from the baseline's: its lines count after the merge");
  if (judging.andonignore != mine.andonignore)
    out.push_back(".andonignore differs from the baseline's: its lines count after the merge");
  return out;
}

}  // namespace andon::flow
