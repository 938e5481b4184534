// One thread: 200 rules decided on 10,000 findings, 20 asked of each and 180 once, beside a plain
// loop in C++ that asks the same of the same facts; CPU time, the best of some rounds. Prints
// "name: milliseconds" lines to stderr for bench/run.py; both must find the same.
#include <cstdio>
#include <ctime>

#include "policy/facts.h"
#include "policy/policy.h"

namespace andon {
namespace {

constexpr std::size_t finding_count = 10'000;
constexpr std::size_t each_rules = 20;
constexpr std::size_t once_rules = 180;
constexpr std::size_t rounds = 30;

std::string policy_text() {
  std::string out =
      "policy: bench\nparameters:\n  severity: {type: severity, stricter: lower, default: high}\n"
      "rules:\n";
  const auto add = [&](std::size_t k, std::string_view each, const std::string& deny) {
    out += fmt::format("  - {{id: {}{}, each: {}, fix: Mend it, deny: \"{}\"}}\n", each, k, each,
                       deny);
  };
  for (std::size_t k = 0; k < each_rules; ++k) switch (k % 5) {
      case 0:
        add(k, "finding",
            fmt::format("finding.severity_rank >= parameters.severity_rank && "
                        "finding.confidence_rank >= 1 && finding.state == 'new' && "
                        "!finding.in_baseline && finding.rule == 'rule-{}'",
                        k));
        break;
      case 1:
        add(k, "finding",
            fmt::format("finding.check == 'secrets' && finding.state != 'fixed' && "
                        "finding.path.startsWith('vendor/{}/')",
                        k));
        break;
      case 2:
        add(k, "finding",
            fmt::format("finding.severity == 'critical' && finding.waiver == null && "
                        "'CWE-{}' in finding.weaknesses",
                        k));
        break;
      case 3:
        add(k, "finding",
            fmt::format("!finding.is_waived && finding.severity_rank >= 3 && "
                        "finding.region.start_line > {}",
                        990 + k / 5));
        break;
      default:
        add(k, "finding",
            fmt::format("finding.rule == 'rule-{}' && finding.state == 'returned'", k));
    }
  for (std::size_t k = 0; k < once_rules; ++k) switch (k % 3) {
      case 0:
        add(k, "once",
            fmt::format("!runs.exists(r, r.check == 'check-{}' && r.outcome == 'complete')",
                        k % 10));
        break;
      case 1:
        add(k, "once", fmt::format("slope.remaining > {} || release.branch == 'b{}'", 100 + k, k));
        break;
      default:
        add(k, "once", fmt::format("findings.size() > {} && is_first_look", 20'000 + k));
    }
  return out;
}

base::Value make_facts() {
  std::vector<model::Finding> findings(finding_count);
  for (std::size_t i = 0; i < findings.size(); ++i) {
    auto& finding = findings[i];
    finding.id = fmt::format("{:016x}", i);
    finding.check = i % 4 == 0 ? "secrets" : "semgrep";
    finding.rule = fmt::format("rule-{}", i % 97);
    finding.title = "something that a check has found";
    finding.message = "and what it has to say about it";
    finding.severity = static_cast<model::Severity>(i % 5);
    finding.confidence = static_cast<model::Confidence>(i % 3);
    finding.path = fmt::format("{}/{}/file-{}.c", i % 50 == 0 ? "vendor" : "src", i % 31, i);
    finding.region.start_line = static_cast<std::uint32_t>(i % 1000);
    finding.weaknesses = {fmt::format("CWE-{}", i % 400)};
    finding.state = i % 10 == 0 ? model::FindingState::new_ : model::FindingState::existing;
  }
  std::vector<model::Run> runs(10);
  for (std::size_t i = 0; i < runs.size(); ++i) runs[i].check = fmt::format("check-{}", i);
  model::Release release;
  release.branch = "main";
  model::Baseline baseline;
  baseline.kind = "merge_base";
  const model::Slope slope;
  return policy::facts({base::Instant{}, release, baseline, runs, findings, {}, {}, slope});
}

bool contains(const base::Value& list, std::string_view text) {
  for (const auto& item : *list.list())
    if (item.text_or() == text) return true;
  return false;
}

// The denials of one finding by the rules of policy_text(), as one would write them by hand.
std::size_t plain_each(const base::Value& f, std::span<const std::string> words) {
  std::size_t denied = 0;
  for (std::size_t k = 0; k < each_rules; ++k) {
    bool is_denied = false;
    switch (k % 5) {
      case 0:
        is_denied = f["severity_rank"].integer_or(0) >= 3 &&
                    f["confidence_rank"].integer_or(0) >= 1 && f["state"].text_or() == "new" &&
                    !f["in_baseline"].boolean_or(false) && f["rule"].text_or() == words[k];
        break;
      case 1:
        is_denied = f["check"].text_or() == "secrets" && f["state"].text_or() != "fixed" &&
                    f["path"].text_or().starts_with(words[k]);
        break;
      case 2:
        is_denied = f["severity"].text_or() == "critical" && f["waiver"].is_null() &&
                    contains(f["weaknesses"], words[k]);
        break;
      case 3:
        is_denied =
            !f["is_waived"].boolean_or(false) && f["severity_rank"].integer_or(0) >= 3 &&
            f["region"]["start_line"].integer_or(0) > static_cast<std::int64_t>(990 + k / 5);
        break;
      default:
        is_denied = f["rule"].text_or() == words[k] && f["state"].text_or() == "returned";
    }
    denied += is_denied ? 1 : 0;
  }
  return denied;
}

std::size_t plain_once(const base::Value& facts, std::span<const std::string> words) {
  std::size_t denied = 0;
  for (std::size_t k = 0; k < once_rules; ++k) {
    const auto& word = words[each_rules + k];
    bool is_denied = false;
    switch (k % 3) {
      case 0: {
        bool is_there = false;
        for (const auto& run : *facts["runs"].list())
          is_there = is_there ||
                     (run["check"].text_or() == word && run["outcome"].text_or() == "complete");
        is_denied = !is_there;
        break;
      }
      case 1:
        is_denied =
            facts["slope"]["remaining"].integer_or(0) > static_cast<std::int64_t>(100 + k) ||
            facts["release"]["branch"].text_or() == word;
        break;
      default:
        is_denied = facts["findings"].list()->size() > 20'000 + k &&
                    facts["is_first_look"].boolean_or(false);
    }
    denied += is_denied ? 1 : 0;
  }
  return denied;
}

std::vector<std::string> words_of_rules() {
  std::vector<std::string> out;
  for (std::size_t k = 0; k < each_rules; ++k)
    out.push_back(k % 5 == 1   ? fmt::format("vendor/{}/", k)
                  : k % 5 == 2 ? fmt::format("CWE-{}", k)
                               : fmt::format("rule-{}", k));
  for (std::size_t k = 0; k < once_rules; ++k)
    out.push_back(k % 3 == 0 ? fmt::format("check-{}", k % 10) : fmt::format("b{}", k));
  return out;
}

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

template <class Work>
double best_ms(Work work) {
  double best = 1e9;
  for (std::size_t i = 0; i < rounds; ++i) {
    const auto begin = cpu_ms();
    work();
    best = std::min(best, cpu_ms() - begin);
  }
  return best;
}

int run() {
  const auto policy = policy::parse(policy_text(), "bench");
  if (!policy) return std::fprintf(stderr, "%s\n", policy.error().text().c_str()), 1;
  const auto parameters = *policy::parameters(*policy, {}, "bench");
  const auto facts = make_facts();
  const auto words = words_of_rules();
  std::size_t ours = 0, plain = 0;
  const auto policy_ms = best_ms([&] {
    ours = 0;
    for (const auto& rule : policy::decide(*policy, parameters, facts, {}).rules)
      ours += rule.elements.size();
  });
  const auto plain_ms = best_ms([&] {
    plain = plain_once(facts, words);
    for (const auto& finding : *facts["findings"].list()) plain += plain_each(finding, words);
  });
  std::fprintf(stderr, "decide: %.2f ms, %zu denied\nplain loop: %.2f ms, %zu denied\n", policy_ms,
               ours, plain_ms, plain);
  return ours == plain ? 0 : 1;
}

}  // namespace
}  // namespace andon

int main() { return andon::run(); }
