#include "flow/init.h"

#include <algorithm>

#include "base/text.h"
#include "base/yaml.h"
#include "flow/looking.h"
#include "flow/practice.h"
#include "governance/waivers.h"
#include "records/check.h"

namespace andon::flow {
namespace {

std::string settings_text(const Workspace& workspace) {
  base::Value settings{base::Map{}};
  settings.set("component", component_id(workspace));
  return "# What andon is told about this component; every default serves.\n" +
         base::yaml::write(settings);
}

struct IgnoreEntry {
  std::string path, rule;
  std::uint32_t line = 0;
};

// `path:rule:line` of .gitleaksignore; an entry with a commit
// speaks of history, which is not scanned.
std::vector<IgnoreEntry> ignore_entries(std::string_view text, std::size_t& with_commit) {
  std::vector<IgnoreEntry> out;
  for (auto line : base::lines(text)) {
    line = base::trim(line.substr(0, line.starts_with('#') ? 0 : line.size()));
    if (line.empty()) continue;
    const auto parts = base::split(line, ':');
    const auto is_commit = [](std::string_view part) {
      return part.size() == 40 &&
             part.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    };
    if (parts.size() >= 4 && is_commit(parts[0])) {
      ++with_commit;
      continue;
    }
    if (parts.size() < 3) continue;
    IgnoreEntry entry;
    entry.path = std::string(
        line.substr(0, line.size() - parts.back().size() - parts[parts.size() - 2].size() - 2));
    std::replace(entry.path.begin(), entry.path.end(), '\\', '/');
    entry.rule = parts[parts.size() - 2];
    entry.line =
        static_cast<std::uint32_t>(std::strtoul(std::string(parts.back()).c_str(), nullptr, 10));
    out.push_back(std::move(entry));
  }
  return out;
}

class Initiator {
 public:
  Initiator(base::Context& context, Workspace& workspace, const InitRequest& request)
      : context_(context), workspace_(workspace), request_(request) {}

  base::Result<InitOutcome> init() {
    out_.practice = present_practice(context_, workspace_);
    TRY(write_settings());
    if (workspace_.mine.has_gitleaks_ignore || request_.adopts) TRY(look_once());
    if (workspace_.mine.has_gitleaks_ignore) TRY(import_ignores());
    if (request_.adopts) TRY(adopt());
    out_.next.push_back("commit " + (out_.written.empty() ? "nothing: all was there already"
                                                          : base::join(out_.written, " ")));
    out_.next.push_back(request_.adopts
                            ? "andon check    # from now on only what is new blocks"
                            : "andon init --adopt    # today's findings become known debt");
    return std::move(out_);
  }

 private:
  base::Result<void> write(const std::string& relative, const std::string& text) {
    auto& files = context_.world.files();
    const auto path = workspace_.root() + "/" + relative;
    const auto slash = path.rfind('/');
    TRY(files.make_folders(path.substr(0, slash)));
    TRY(files.write_atomically(path, text), "writing {}", relative);
    out_.written.push_back(relative);
    return {};
  }

  base::Result<void> write_settings() {
    if (!workspace_.mine.settings.file.empty()) return {};
    return write("andon.yaml", settings_text(workspace_));
  }

  base::Result<void> look_once() {
    auto folder = TRY(state_folder(context_, workspace_.root()));
    auto key = TRY(identity_key(context_, folder));
    auto engine = TRY(make_engine(context_, workspace_, {}, key.key));
    TRY(look(context_, workspace_, engine, {}, looked_));
    return {};
  }

  // Each entry a waiver of its own finding: imported, claimed, 90 days.
  base::Result<void> import_ignores() {
    std::size_t with_commit = 0, unmatched = 0;
    const auto now = context_.world.clock().now();
    for (const auto& entry : ignore_entries(workspace_.mine.gitleaks_ignore, with_commit)) {
      const auto* finding = find(entry);
      if (!finding) {
        ++unmatched;
        continue;
      }
      model::Waiver waiver;
      waiver.reason =
          fmt::format("was in .gitleaksignore ({}:{}:{})", entry.path, entry.rule, entry.line);
      waiver.findings = {
          {finding->id, finding->check, finding->rule, finding->path, finding->identity}};
      waiver.owner = request_.owner.empty() ? context_.actor.name : request_.owner;
      waiver.approver = "unknown";
      waiver.label = "imported";
      waiver.standing = "claimed";
      waiver.created = now;
      waiver.expires = {now.ms + governance::waiver_days * base::day_ms};
      waiver.id = governance::waiver_id(waiver);
      TRY(write(".andon/waivers/" + waiver.id + ".yaml", governance::write_waiver(waiver)));
    }
    if (with_commit)
      out_.next.push_back(
          fmt::format(".gitleaksignore: {} with a commit speak of history, which is "
                      "not scanned here; left out",
                      base::counted(with_commit, "entry", "entries")));
    if (unmatched)
      out_.next.push_back(fmt::format(".gitleaksignore: {} no finding of today; left out",
                                      base::counted(unmatched, "entry matches", "entries match")));
    return {};
  }

  const model::Finding* find(const IgnoreEntry& entry) const {
    for (const auto& run : looked_.runs)
      for (const auto& finding : run.findings)
        if (finding.path == entry.path && finding.rule == entry.rule &&
            finding.region.start_line == entry.line)
          return &finding;
    return nullptr;
  }

  base::Result<void> adopt() {
    model::Adoption adoption;
    adoption.adopted_at = context_.world.clock().now();
    for (const auto& run : looked_.runs) {
      if (run.outcome == model::Outcome::partial || run.outcome == model::Outcome::failed)
        return base::fail(base::ErrorKind::unavailable, base::ErrorOrigin::input,
                          "{} is {}: {}; debt is adopted from complete runs only", run.check,
                          words(run.outcome)[static_cast<std::size_t>(run.outcome)], run.reason);
      for (const auto& finding : run.findings)
        if (!finding.suppression && !is_known(finding))
          adoption.findings.push_back(
              {finding.id, finding.check, finding.rule, finding.path, finding.identity});
    }
    if (adoption.findings.empty() && !workspace_.mine.adoptions.empty()) return {};
    adoption.id = base::to_date(adoption.adopted_at);
    // Two on one day: the second beside the first.
    for (int n = 2; context_.world.files().status(workspace_.root() + "/.andon/adopted/" +
                                                  adoption.id + ".jsonl");
         ++n)
      adoption.id = fmt::format("{}-{}", base::to_date(adoption.adopted_at), n);
    TRY(write(".andon/adopted/" + adoption.id + ".jsonl", governance::write_adoption(adoption)));
    out_.next.push_back(
        fmt::format("adopted {}", base::counted(adoption.findings.size(), "finding")));
    return {};
  }

  bool is_known(const model::Finding& finding) const {
    for (const auto& adoption : workspace_.mine.adoptions)
      for (const auto& item : adoption.findings)
        if (item.identity == finding.identity && item.path == finding.path &&
            item.rule == finding.rule && item.check == finding.check)
          return true;
    return false;
  }

  base::Context& context_;
  Workspace& workspace_;
  const InitRequest& request_;
  Looked looked_;
  InitOutcome out_;
};

}  // namespace

base::Result<InitOutcome> init(base::Context& context, const InitRequest& request) {
  auto workspace = TRY(open_workspace(context, {.path = request.path}));
  return Initiator(context, workspace, request).init();
}

}  // namespace andon::flow
