#include "flow/practice.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "flow/state.h"
#include "governance/owners.h"
#include "tools/tools.h"

namespace andon::flow {
namespace {

struct Word {
  std::string_view needle;
  std::string_view name;
};

// How a scanner shows in a CI file or a hook configuration.
constexpr std::array scanners{
    Word{"gitleaks", "gitleaks"},
    Word{"trufflehog", "trufflehog"},
    Word{"semgrep", "semgrep"},
    Word{"bandit", "bandit"},
    Word{"cppcheck", "cppcheck"},
    Word{"codeql", "CodeQL"},
    Word{"trivy", "trivy"},
    Word{"grype", "grype"},
    Word{"snyk", "snyk"},
    Word{"dependabot", "dependabot"},
    Word{"renovate", "renovate"},
    Word{"sonar", "SonarQube"},
    Word{"osv-scanner", "osv-scanner"},
    Word{"npm audit", "npm audit"},
    Word{"pip-audit", "pip-audit"},
    Word{"gosec", "gosec"},
    Word{"checkov", "checkov"},
    Word{"hadolint", "hadolint"},
    Word{"zap", "ZAP"},
    Word{"andon", "andon"},
};

bool is_ci_file(std::string_view path) {
  return path == ".gitlab-ci.yml" || path == "Jenkinsfile" || path == "azure-pipelines.yml" ||
         path == "bitbucket-pipelines.yml" || path == ".travis.yml" ||
         path == ".circleci/config.yml" || path == ".drone.yml" ||
         path == ".pre-commit-config.yaml" || path == ".github/dependabot.yml" ||
         path == "renovate.json" ||
         (path.starts_with(".github/workflows/") &&
          (path.ends_with(".yml") || path.ends_with(".yaml")));
}

bool holds_word(std::string_view text, std::string_view word) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const bool before = at > 0 && is_letter(text[at - 1]);
    const bool after = at + word.size() < text.size() && is_letter(text[at + word.size()]);
    if (!before && !after) return true;
  }
  return false;
}

class Practice {
 public:
  Practice(base::Context& context, const Workspace& workspace)
      : context_(context), workspace_(workspace) {}

  std::vector<std::string> lines() {
    ci();
    installed();
    owners();
    contacts();
    ignores();
    missing();
    if (lines_.size() > 10) lines_.resize(10);
    return std::move(lines_);
  }

 private:
  std::string text(const std::string& path) {
    if (!workspace_.tree.holds(path)) return {};
    auto read = workspace_.tree.read(context_, path);
    return read ? std::move(*read) : std::string();
  }

  void ci() {
    std::vector<std::string> files;
    std::vector<std::string> found;
    for (const auto& file : workspace_.tree.files()) {
      if (!is_ci_file(file.path)) continue;
      files.push_back(base::path_text(file.path));
      const auto lowered = base::lower_ascii(text(file.path));
      for (const auto& scanner : scanners)
        if (holds_word(lowered, scanner.needle)) {
          const auto line = fmt::format("{} ({})", scanner.name, base::path_text(file.path));
          if (std::find(found.begin(), found.end(), line) == found.end()) found.push_back(line);
        }
    }
    if (files.size() > 4) {
      const auto more = files.size() - 4;
      files.resize(4);
      files.push_back(fmt::format("{} more", more));
    }
    lines_.push_back("CI files       " + (files.empty() ? "none" : base::join(files, ", ")));
    runs_andon_ = std::any_of(found.begin(), found.end(),
                              [](const auto& line) { return line.starts_with("andon "); });
    has_scanner_ = !found.empty();
    lines_.push_back("they run       " +
                     (found.empty() ? "no scanner that andon knows" : base::join(found, ", ")));
  }

  void installed() {
    std::vector<std::string> here, absent;
    for (const auto& tool :
         tools::installed(context_, workspace_.tree.root(), cache_folder(context_)))
      (tool.program.empty() ? absent : here)
          .push_back(tool.program.empty() ? tool.name : tool.name + " " + tool.version);
    lines_.push_back("installed      " +
                     (here.empty() ? "none of the tools" : base::join(here, ", ")) +
                     (absent.empty() ? "" : "; not here: " + base::join(absent, ", ")));
  }

  void owners() {
    for (const auto* path :
         {"CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"}) {
      const auto rules = governance::parse_codeowners(text(path));
      if (rules.empty()) continue;
      std::set<std::string> names;
      for (const auto& rule : rules) names.insert(rule.owners.begin(), rule.owners.end());
      std::vector<std::string> list(names.begin(), names.end());
      if (list.size() > 5) {
        list.resize(5);
        list.push_back("...");
      }
      lines_.push_back(fmt::format("owners         {} ({})", base::join(list, ", "), path));
      return;
    }
    lines_.push_back("owners         nobody is named: add a CODEOWNERS file");
  }

  void contacts() {
    for (const auto* path :
         {"SECURITY-INSIGHTS.yml", "security-insights.yml", ".github/security-insights.yml"}) {
      if (!workspace_.tree.holds(path)) continue;
      auto read = governance::parse_security_insights(text(path), path);
      lines_.push_back(
          read ? fmt::format("contact        {} ({})", base::join(read->contacts, ", "), path)
               : "contact        " + read.error().text());
      return;
    }
    for (const auto* path : {"SECURITY.md", ".github/SECURITY.md", "docs/SECURITY.md"})
      if (workspace_.tree.holds(path)) {
        lines_.push_back(fmt::format("contact        see {}", path));
        return;
      }
    lines_.push_back("contact        nobody is named: add a SECURITY.md or security-insights.yml");
  }

  void ignores() {
    std::vector<std::string> found;
    for (const auto* path : {".gitleaksignore", ".gitleaks.toml", ".semgrepignore", ".bandit",
                             ".trivyignore", ".snyk"})
      if (workspace_.tree.holds(path)) found.emplace_back(path);
    if (!found.empty()) lines_.push_back("ignore files   " + base::join(found, ", "));
  }

  void missing() {
    std::vector<std::string> missing;
    if (!runs_andon_) missing.emplace_back("andon in CI");
    if (!has_scanner_) missing.emplace_back("any scanner in CI");
    if (workspace_.judging.adoptions.empty())
      missing.emplace_back("a known debt (andon init --adopt)");
    if (!missing.empty()) lines_.push_back("missing        " + base::join(missing, ", "));
  }

  base::Context& context_;
  const Workspace& workspace_;
  std::vector<std::string> lines_;
  bool runs_andon_ = false;
  bool has_scanner_ = false;
};

}  // namespace

std::vector<std::string> present_practice(base::Context& context, const Workspace& workspace) {
  return Practice(context, workspace).lines();
}

}  // namespace andon::flow
