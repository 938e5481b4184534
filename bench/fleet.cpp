// Wall time inside flow::fleet: 300 components with 50 runs each, 20 findings a run, two checks;
// the last run of each check, the last answer of the gate and what is open are signed by the
// pipeline. bench_fleet FOLDER makes the records there (an empty folder in a git repository's
// place), by the code that keeps them, and asks for the fleet again and again. Prints
// "name: milliseconds" lines to stderr for bench/run.py. What is signed is signed by ssh-keygen.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "base/context.h"
#include "base/real_world.h"
#include "flow/fleet.h"
#include "flow/state.h"
#include "model/gate_record.h"
#include "model/product_release.h"
#include "records/check.h"
#include "records/events.h"
#include "records/signatures.h"

namespace andon {
namespace {

constexpr int components = 300, runs_each = 50, findings_each = 20, rounds = 30;
constexpr std::int64_t hour_ms = 3'600'000;

class Silent final : public base::Progress, public base::Log {
 public:
  void report(std::string_view, std::uint64_t, std::uint64_t) override {}
  void write(base::LogLevel, std::string_view) override {}
};

[[noreturn]] void die(const std::string& why) {
  std::fprintf(stderr, "bench_fleet: %s\n", why.c_str());
  std::exit(1);
}

template <class T>
T must(base::Result<T> result) {
  if (!result) die(result.error().text());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// A few findings come and go from run to run, as in a component that people work on.
model::Run make_run(const std::string& component, int number, base::Instant now,
                    std::mt19937& dice) {
  model::Run run;
  run.check = number % 2 == 0 ? "secrets" : "semgrep";
  run.kind = number % 2 == 0 ? "built-in" : "tool";
  run.tool = number % 2 == 0 ? "andon" : "semgrep";
  run.tool_version = "1.2.3";
  run.release = {component, fmt::format("{:040x}", dice()), fmt::format("{:040x}", dice()), "main",
                 false};
  run.scope.rule_digest = fmt::format("{:064x}", 7);
  run.scope.configuration_digest = fmt::format("{:064x}", 8);
  run.started.ms = now.ms - (runs_each - number) * 12 * hour_ms;
  run.files_read = 1'200;
  for (int i = 0; i < findings_each; ++i) {
    auto& finding = run.findings.emplace_back();
    const int which = i + (i < 3 ? number / 2 : 0);
    finding.id = fmt::format("{:016x}", which * 7919 + number % 2);
    finding.check = run.check;
    finding.rule = fmt::format("rule-{}", which % 40);
    finding.title = "What a rule of the check is called";
    finding.message = "and what it has to say about the place where it was found, in a sentence";
    finding.severity = static_cast<model::Severity>(which % 4);
    finding.path = fmt::format("src/part_{}/file_{}.py", which % 9, which);
    finding.region.start_line = static_cast<std::uint32_t>(which * 13 % 900 + 1);
    finding.frame = {{finding.region.start_line, "    some_code(of, the, line)"}};
    finding.weaknesses = {"CWE-798"};
    finding.identity.context = fmt::format("{:064x}", which);
  }
  return run;
}

model::GateBody make_gate(const model::Run& run, base::Instant now) {
  model::GateBody body;
  base::List findings;
  for (const auto& finding : run.findings) {
    auto value = model::to_value(finding);
    value.set("is_waived", false);
    findings.push_back(std::move(value));
  }
  body.facts.set("findings", std::move(findings));
  body.policy = "default";
  body.policy_text = std::string(12'000, '#');
  body.engine = "andon 0.1.0";
  body.report.engine = body.engine;
  body.report.release = run.release;
  body.report.environment = "production";
  body.report.asked = body.report.granted = "general";
  body.report.is_met = true;
  body.report.made_at = {now.ms - hour_ms};
  return body;
}

class Maker {
 public:
  Maker(base::Context& context, std::string root, flow::State& state)
      : context_(context),
        root_(std::move(root)),
        state_(state),
        now_(context.world.clock().now()) {}

  void make() {
    for (int i = 0; i < components; ++i) make_component(fmt::format("component-{:03}", i));
    must(state_.index(context_, batch_));
    sign();
  }

 private:
  void make_component(const std::string& name) {
    std::string base[2];
    model::Run last;
    for (int number = 0; number < runs_each; ++number) {
      last = make_run(name, number, now_, dice_);
      auto sealed = must(records::seal_run(context_, state_.records(), last, base[number % 2]));
      // One record stands whole for a while, the others as the difference to it.
      if (number % 10 < 2) base[number % 2] = sealed.digest;
      if (number >= runs_each - 2) signed_.push_back(sealed.digest);
      batch_.push_back(std::move(sealed));
    }
    const auto gate = add(name, "gate", model::to_value(make_gate(last, now_)));
    model::OpeningBody opening;
    opening.environment = "production";
    opening.level = "general";
    opening.release = last.release;
    opening.at = now_;
    opening.decision = gate;
    add(name, "opening", model::to_value(opening));
    if (batch_.size() < 2'000) return;
    must(state_.index(context_, batch_));
    batch_.clear();
  }

  std::string add(const std::string& component, std::string_view kind, base::Value body) {
    auto sealed =
        must(records::seal_event(context_, state_.records(), kind, component, std::move(body)));
    signed_.push_back(sealed.digest);
    batch_.push_back(sealed);
    return sealed.digest;
  }

  // One call of ssh-keygen signs many files.
  void sign() {
    auto& files = context_.world.files();
    const auto folder = root_ + "/to-sign";
    must(files.make_folders(folder));
    for (const auto& digest : signed_)
      must(files.write_atomically(folder + "/" + digest,
                                  must(state_.records().read_sealed(context_, digest)).bytes));
    const auto command =
        fmt::format("cd '{}' && ssh-keygen -q -Y sign -n andon-record -f '{}/key' * 2>/dev/null",
                    folder, root_);
    if (std::system(command.c_str()) != 0) die("ssh-keygen does not sign");
    for (const auto& digest : signed_)
      must(records::put_signature(context_, state_.records(), digest,
                                  must(files.read(folder + "/" + digest + ".sig", 1u << 16))));
    must(files.remove_all(folder));
  }

  base::Context& context_;
  std::string root_;
  flow::State& state_;
  base::Instant now_;
  std::mt19937 dice_{20260101};
  std::vector<model::SealedRecord> batch_;
  std::vector<std::string> signed_;
};

// A governance source in its own folder: every component with a team, one key for all pipelines.
void make_source(base::Context& context, const std::string& root) {
  auto& files = context.world.files();
  if (std::system(
          fmt::format("git init -q '{0}' && ssh-keygen -q -t ed25519 -N '' -f '{0}/key'", root)
              .c_str()) != 0)
    die("git or ssh-keygen is missing");
  std::string product =
      "product: shop\ntier: medium\nresponsibilities: {product: ada, operations: bob, "
      "component_development: ada, development_architecture: bob, quality_and_testing: bob}\n"
      "components:\n";
  for (int i = 0; i < components; ++i)
    product += fmt::format("  - {{id: component-{:03}, team: web}}\n", i);
  must(files.make_folders(root + "/organisation/products"));
  must(files.write_atomically(root + "/governance.yaml", "governance: v1\n"));
  must(files.write_atomically(root + "/levels.yaml", "preset: service\n"));
  must(files.write_atomically(root + "/organisation/products/shop.yaml", product));
  must(files.write_atomically(root + "/organisation/people.yaml",
                              "people:\n  ada: {name: Ada}\n  bob: {name: Bob}\n"));
  must(files.write_atomically(
      root + "/organisation/teams.yaml",
      "teams:\n  - {id: web, members: [ada, bob], champion: bob, lead: ada}\n"));
  auto key = must(files.read(root + "/key.pub", 4096));
  while (key.ends_with('\n')) key.pop_back();
  must(files.write_atomically(
      root + "/trust.yaml",
      fmt::format("keys:\n  - {{id: ci, key: \"{}\", owner: ci, role: [pipeline, operator]}}\n",
                  key)));
}

int run(const std::string& root) {
  const auto world = base::make_real_world();
  Silent silent;
  base::Pool pool;
  base::Context context{*world, {"bench"}, {}, silent, silent, pool};
  // Records that an earlier call made there are used again, for a profiler.
  if (!context.world.files().status(root + "/governance.yaml")) {
    make_source(context, root);
    auto state = must(flow::State::open(context, root));
    Maker(context, root, state).make();
  }
  std::vector<double> times;
  std::size_t asking = 0;
  for (int i = 0; i < rounds; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    const auto fleet = must(flow::fleet(context, {root}));
    times.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
            .count());
    asking = 0;
    for (const auto& row : fleet.components)
      asking += !row.flags.empty() || row.level != "general" || row.findings.empty();
    if (fleet.components.size() != components) die("components are missing");
  }
  // The first call verifies every signature that it needs; the others know them.
  std::fprintf(stderr, "fleet, the first time: %.1f ms\n", times.front());
  times.erase(times.begin());
  std::ranges::sort(times);
  std::fprintf(stderr, "fleet: %.1f ms, the best of %zu: %.1f ms\n", times[times.size() / 2],
               times.size(), times.front());
  if (asking > 0) die(fmt::format("{} components are not as they were recorded", asking));
  return 0;
}

}  // namespace
}  // namespace andon

int main(int argc, char** argv) {
  if (argc != 2) return std::fprintf(stderr, "usage: bench_fleet FOLDER\n"), 2;
  return andon::run(argv[1]);
}
