#include "flow/who.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "flow/catalogue.h"
#include "flow/governance_facts.h"
#include "flow/governance_owners.h"
#include "flow/governance_source.h"
#include "flow/render.h"
#include "flow/workspace.h"
#include "model/describe_writing.h"

namespace andon::flow {
namespace {

// What was asked about: files, and the check where a rule or finding is meant.
struct Subject {
  std::string what;
  std::vector<std::string> paths;
  std::string check;
};

bool is_finding_id(std::string_view text) {
  return text.size() >= 4 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

void add_path(std::vector<std::string>& paths, const std::string& path) {
  if (!path.empty() && std::ranges::find(paths, path) == paths.end()) paths.push_back(path);
}

// The path as the tree has it: below the component, or below its root.
std::string path_in_tree(const Workspace& workspace, const std::string& what) {
  auto path = what;
  while (path.starts_with("./")) path.erase(0, 2);
  while (path.ends_with('/')) path.pop_back();
  const auto has = [&](const std::string& wanted) {
    return std::ranges::any_of(workspace.tree.files(), [&](const tree::File& file) {
      return file.path == wanted || file.path.starts_with(wanted + "/");
    });
  };
  const auto below = workspace.folder.empty() ? path : workspace.folder + "/" + path;
  if (has(below)) return below;
  return has(path) ? path : std::string();
}

base::Result<Subject> find_subject(base::Context& context, const Workspace& workspace,
                                   const std::string& path, const std::string& what) {
  Subject out;
  out.what = what;
  if (const auto found = path_in_tree(workspace, what); !found.empty()) {
    out.paths.push_back(base::path_text(found));
    return out;
  }
  const auto report = recorded_report(context, path, "");
  if (report)
    for (const auto& finding : report->findings) {
      const bool is_meant =
          finding.rule == what || (is_finding_id(what) && finding.id.starts_with(what));
      if (!is_meant) continue;
      add_path(out.paths, finding.path);
      out.check = finding.check;
    }
  if (!out.paths.empty()) return out;
  const auto known = TRY(catalogue(context, path, {}));
  for (const auto& rule : known.rules)
    if (rule.id == what) {
      out.check = rule.check;
      return out;
    }
  return base::fail(base::ErrorKind::not_found, base::ErrorOrigin::usage,
                    "{}: no path of this component, no finding of the last check and no rule is "
                    "called so",
                    base::printable(what));
}

class Answerer {
 public:
  Answerer(base::Context& context, const Workspace& workspace, Subject subject)
      : context_(context),
        workspace_(workspace),
        subject_(std::move(subject)),
        organisation_(organisation_facts(context, workspace, {}, context.world.clock().now())),
        owners_(read_owners(context, workspace, context.world.clock().now())) {}

  Who answer() {
    out_.what = subject_.what;
    mend();
    approve();
    help();
    advise();
    return std::move(out_);
  }

 private:
  // With the display name that people.yaml has, and a mark on those who left.
  std::string shown(const std::string& account) const {
    const auto* source = workspace_.judging.governance.empty()
                             ? nullptr
                             : &workspace_.judging.governance.front().source;
    std::string_view plain = account;
    if (plain.starts_with('@')) plain.remove_prefix(1);
    const auto* person = source ? source->person(plain) : nullptr;
    if (!person) return base::printable(account);
    auto text = base::printable(account);
    if (!person->name.empty()) text += " (" + base::printable(person->name) + ")";
    if (person->left && *person->left <= context_.world.clock().now())
      text += ", who left on " + base::to_date({person->left->ms - 1});
    return text;
  }

  void add(std::vector<WhoAnswer>& into, const std::string& account, std::string why,
           std::string source) {
    if (account.empty()) return;
    WhoAnswer answer{shown(account), std::move(why), base::printable(source)};
    const auto same = [&](const WhoAnswer& known) {
      return known.who == answer.who && known.why == answer.why;
    };
    if (std::ranges::none_of(into, same)) into.push_back(std::move(answer));
  }

  static std::string place(const std::string& file, std::uint32_t line) {
    return fmt::format("{}:{}", file, line);
  }

  void mend() {
    for (const auto& path : subject_.paths) {
      const auto* rule = owner_rule_of(owners_, path);
      if (!rule) continue;
      for (const auto& owner : rule->owners)
        add(out_.mend, owner, "owner of " + path, place(owners_.codeowners_file, rule->line));
    }
    if (const auto& team = organisation_.team)
      for (const auto& member : team->members)
        add(out_.mend, member, "member of team " + team->id,
            place("governance:" + team->file, team->line));
    for (const auto& entity : owners_.catalog)
      if (entity.kind == "Component")
        add(out_.mend, entity.owner, "owner of " + entity.name,
            place(owners_.catalog_file, entity.line));
    if (const auto& product = organisation_.product)
      add(out_.mend, product->responsibilities.component_development,
          "component development of product " + product->id,
          place("governance:" + product->file, product->line));
  }

  // A waiver needs somebody other than its owner.
  void approve() {
    if (const auto& product = organisation_.product) {
      const auto where = place("governance:" + product->file, product->line);
      const auto& all = product->responsibilities;
      add(out_.approve, all.product, "product responsibility of " + product->id, where);
      add(out_.approve, all.quality_and_testing, "quality and testing of " + product->id, where);
    }
    for (const auto& account : organisation_.security_team)
      add(out_.approve, account, "security team", "governance:organisation/security.yaml:1");
    if (out_.approve.empty() && organisation_.team)
      add(out_.approve, organisation_.team->lead, "lead of team " + organisation_.team->id,
          place("governance:" + organisation_.team->file, organisation_.team->line));
  }

  void help() {
    const auto with = [&](std::string_view about, std::string_view why) {
      for (const auto& contact : organisation_.contacts)
        if (contact.about == about)
          add(out_.help, contact.who, std::string(why), place(contact.file, contact.line));
    };
    if (const auto& team = organisation_.team)
      add(out_.help, team->champion, "champion of team " + team->id,
          place("governance:" + team->file, team->line));
    for (const auto& name : owners_.insights.champions)
      add(out_.help, name, "champion", owners_.insights_file + ":1");
    for (const auto& tool : organisation_.tools)
      if (tool.id == subject_.check) {
        const auto where = place("governance:" + tool.file, tool.line);
        add(out_.help, tool.owner, "cares for " + tool.id, where);
        add(out_.help, tool.deputy, "stands in for " + tool.id, where);
      }
    with("advocate", "security advocate");
    with("security_team", "security team");
    if (const auto& team = organisation_.team)
      add(out_.help, team->contact, "contact of team " + team->id,
          place("governance:" + team->file, team->line));
    for (const auto& name : owners_.insights.contacts)
      add(out_.help, name, "contact", owners_.insights_file + ":1");
    for (const auto& name : owners_.security.contacts)
      add(out_.help, name, "contact", place(owners_.security_file, owners_.security.contact_line));
    if (!owners_.policy_file.empty())
      out_.help.push_back(
          {"see " + owners_.policy_file, "how to tell of a weakness", owners_.policy_file + ":1"});
  }

  void advise() {
    const bool has_source = !workspace_.judging.governance.empty();
    if (out_.mend.empty())
      out_.advice.push_back(
          subject_.paths.empty()
              ? "nobody is named: put the component and its team into the governance source"
              : fmt::format("nobody owns {}: add a line to CODEOWNERS, or a team in the governance "
                            "source",
                            subject_.paths.front()));
    if (out_.approve.empty())
      out_.advice.emplace_back(
          has_source
              ? "nobody is named who approves: state the responsibilities of the product in the "
                "governance source"
              : "nobody is named who approves: anybody but the owner of a waiver may; a governance "
                "source says who (andon governance init)");
    if (out_.help.empty())
      out_.advice.emplace_back(
          "nobody is named who helps: name a champion in the governance source, or a contact in "
          "SECURITY.md, security-insights.yml or .well-known/security.txt");
    if (workspace_.judging.governance_trouble)
      out_.advice.push_back(workspace_.judging.governance_trouble->text());
  }

  base::Context& context_;
  const Workspace& workspace_;
  Subject subject_;
  model::Organisation organisation_;
  OwnersFiles owners_;
  Who out_;
};

void tell(std::vector<std::string>& out, std::string_view title,
          const std::vector<WhoAnswer>& answers) {
  out.emplace_back(title);
  if (answers.empty()) out.emplace_back("  nobody is named");
  for (const auto& answer : answers)
    out.push_back(fmt::format("  {:<24} {} ({})", answer.who, answer.why, answer.source));
}

}  // namespace

base::Result<Who> who(base::Context& context, const std::string& path, const std::string& what) {
  const auto workspace = TRY(open_workspace(context, {.path = path}));
  auto subject = TRY(find_subject(context, workspace, path, what));
  return Answerer(context, workspace, std::move(subject)).answer();
}

std::vector<std::string> told(const Who& who) {
  std::vector<std::string> out;
  tell(out, "Can mend it", who.mend);
  tell(out, "Can approve living with it", who.approve);
  tell(out, "Can help", who.help);
  if (!who.advice.empty()) out.emplace_back("What to do");
  for (const auto& line : who.advice) out.push_back("  " + line);
  return out;
}

std::string who_json(const Who& who) {
  return base::json::write(model::to_value(who, model::Empty::kept)) + "\n";
}

}  // namespace andon::flow
