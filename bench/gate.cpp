// Inside flow::gate, warm index, a signed run of the tree at hand: 500 recorded releases with
// 100,000 findings between them, 1,000 of them open in the release asked for.
//   bench_gate FOLDER    (a git repository and its records are made in it, where it is empty)
// Prints the wall and CPU time of a gate, without and with its answer kept: the middle of 30 of
// each.
#include <fmt/core.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/real_world.h"
#include "flow/check.h"
#include "flow/gate.h"
#include "flow/init.h"
#include "flow/state.h"
#include "records/check.h"

namespace {

using namespace andon;

constexpr int rounds = 33, warm_rounds = 3;
constexpr int releases = 500, open_findings = 1'000, new_each = 198, files = 200;

class Quiet : public base::Progress, public base::Log {
 public:
  void report(std::string_view, std::uint64_t, std::uint64_t) override {}
  void write(base::LogLevel, std::string_view) override {}
};

void shell(const std::string& folder, const std::string& command) {
  const auto whole = fmt::format("cd '{}' && {{ {}; }} >/dev/null 2>&1", folder, command);
  if (std::system(whole.c_str()) != 0) {
    fmt::print(stderr, "bench_gate: failed: {}\n", command);
    std::exit(2);
  }
}

template <class Value>
Value need(base::Result<Value> result) {
  if (!result) {
    fmt::print(stderr, "bench_gate: {}\n", result.error().text());
    std::exit(2);
  }
  return std::move(*result);
}

// 40 base-36 characters that no other number gives: a value that the rules find.
std::string token(int number) {
  constexpr std::string_view digits =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::uint64_t state = 0x9E3779B97F4A7C15ull * static_cast<std::uint64_t>(number + 1);
  std::string out = "ghp_";
  for (int i = 0; i < 36; ++i) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    out += digits[state % digits.size()];
  }
  return out;
}

void write_tree(const std::string& work) {
  for (int i = 0; i < files; ++i) {
    const auto folder = fmt::format("{}/src/{}", work, i % 20);
    std::filesystem::create_directories(folder);
    std::ofstream out(fmt::format("{}/file_{}.py", folder, i));
    for (int k = 0; k < open_findings / files; ++k)
      out << fmt::format("def f_{0}_{1}():\n    return {1}\n\nkey_{1} = \"{2}\"\n\n", i, k,
                         token(i * 100 + k));
  }
}

// What earlier pipelines left: each release has lost some findings of the one before, and got
// others.
void write_history(base::Context& context, const std::string& work) {
  auto state = need(flow::State::open(context, work));
  std::vector<std::string> bases;
  for (int release = 0; release < releases - 1; ++release) {
    model::Run run;
    run.check = "secrets";
    run.kind = "built-in";
    run.tool = "andon";
    run.release = {"shop", fmt::format("{:040x}", release + 1), fmt::format("{:040x}", release + 7),
                   "main", false};
    run.scope.rule_digest = "an older pack";
    run.started.ms = 1'700'000'000'000 + release * 3'600'000ll;
    for (int i = 0; i < open_findings; ++i) {
      const int number = release * new_each + i;
      auto& finding = run.findings.emplace_back();
      finding.id = fmt::format("{:016x}", number * 7919ull);
      finding.check = run.check;
      finding.rule = "github-pat";
      finding.title = "GitHub personal access token";
      finding.message = "GitHub personal access token in a file that came and went";
      finding.path = fmt::format("src/{}/old_{}.py", number % 20, number % 500);
      finding.identity.context = fmt::format("{:064x}", number);
      finding.severity = model::Severity::critical;
    }
    auto sealed = need(records::seal_run(context, state.records(), run,
                                         bases.empty() ? std::string() : bases.back()));
    bases = {sealed.digest};
    if (!state.index(context, {sealed})) std::exit(2);
  }
}

void make_repository(const std::string& folder, const std::string& work) {
  shell(folder,
        "ssh-keygen -q -t ed25519 -N '' -f ci && git init -q --bare origin.git && git clone -q "
        "origin.git work && git -C work checkout -q -b main");
  write_tree(work);
  shell(work,
        "mkdir .andon && echo 'component: shop' > andon.yaml && printf 'keys:\\n  - id: ci\\n    "
        "key: \"%s\"\\n    owner: ci\\n    role: pipeline\\n' \"$(cat ../ci.pub)\" > "
        ".andon/trust.yaml");
  shell(work,
        "git add . && git commit -qm one && git push -q origin main && git remote set-head origin "
        "main");
}

struct Times {
  std::vector<double> wall_ms, cpu_ms;
};

double cpu_ms_now() {
  rusage own{}, children{};
  getrusage(RUSAGE_SELF, &own);
  getrusage(RUSAGE_CHILDREN, &children);
  double out = 0;
  for (const auto& time : {own.ru_utime, own.ru_stime, children.ru_utime, children.ru_stime})
    out += 1e3 * static_cast<double>(time.tv_sec) + 1e-3 * static_cast<double>(time.tv_usec);
  return out;
}

double middle(std::vector<double> times) {
  std::ranges::sort(times);
  return times[times.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  base::sandbox_entry(argc, argv);
  if (argc != 2) return 2;
  const std::string folder = argv[1], work = folder + "/work", key = folder + "/ci";
  ::setenv("HOME", folder.c_str(), 1);
  ::setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
  for (const auto* variable : {"GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"})
    ::setenv(variable, "bench", 1);
  for (const auto* variable : {"GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"})
    ::setenv(variable, "bench@example.org", 1);
  const bool is_made = std::filesystem::exists(work);
  if (!is_made) make_repository(folder, work);
  auto world = base::make_real_world("/proc/self/exe");
  Quiet quiet;
  base::Pool pool(1);
  base::Context context{*world, {"bench"}, {}, quiet, quiet, pool};
  if (!is_made) {
    write_history(context, work);
    need(flow::init(context, {work, true, {}}));
    shell(work, "git add . && git commit -qm adopted && git push -q origin main");
    flow::CheckRequest checking;
    checking.path = work;
    checking.has_tools = false;
    checking.signing_key = key;
    need(flow::check(context, checking));
  }

  for (const bool is_kept : {false, true}) {
    flow::GateRequest asking;
    asking.path = work;
    asking.to = "test";
    asking.is_kept = is_kept;
    Times times;
    for (int round = 0; round < rounds; ++round) {
      const auto begin = std::chrono::steady_clock::now();
      const auto begin_cpu = cpu_ms_now();
      const auto outcome = need(flow::gate(context, asking));
      const std::chrono::duration<double, std::milli> wall =
          std::chrono::steady_clock::now() - begin;
      std::uint64_t open = 0;
      for (const auto& count : outcome.report.open_findings) open += count.count;
      if (open != open_findings || !outcome.report.judged_from.starts_with("the run of secrets")) {
        fmt::print(stderr, "bench_gate: {} open, judged from {}\n", open,
                   outcome.report.judged_from);
        return 2;
      }
      if (round < warm_rounds) continue;  // warm
      times.wall_ms.push_back(wall.count());
      times.cpu_ms.push_back(cpu_ms_now() - begin_cpu);
    }
    fmt::print("{}: {:.2f} ms wall, {:.2f} ms CPU\n", is_kept ? "gate, answer kept" : "gate",
               middle(times.wall_ms), middle(times.cpu_ms));
  }
  return 0;
}
