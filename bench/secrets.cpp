// The secrets engine beside a bare pass of its own pattern database over the same preloaded files:
//   bench_secrets RULES.toml|- TREE [--findings] [--depth N]
// Prints MB/s of both (one thread, CPU time of the process) and,
// on demand, a line for each finding.
#include <fmt/core.h>
#include <sys/resource.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "checks/secrets/engine.h"
#include "checks/secrets/rule_file.h"

namespace {

using namespace andon;
namespace secrets = andon::checks::secrets;

struct Loaded {
  std::string path, bytes;
};

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<Loaded> load_tree(const std::filesystem::path& root) {
  std::vector<Loaded> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file() || entry.is_symlink()) continue;
    auto bytes = read_file(entry.path());
    if (bytes.empty() || std::memchr(bytes.data(), 0, std::min<std::size_t>(bytes.size(), 8000)))
      continue;
    out.push_back({entry.path().lexically_relative(root).string(), std::move(bytes)});
  }
  std::sort(out.begin(), out.end(),
            [](const Loaded& a, const Loaded& b) { return a.path < b.path; });
  return out;
}

base::Result<secrets::RuleSet> load_rules(const std::string& name) {
  if (name == "-") return secrets::own_pack();
  const checks::RuleFile file{name, read_file(name)};
  return secrets::read_rules({&file, 1}, [](const checks::RuleFile&, std::string_view path) {
    return base::Result<checks::RuleFile>(
        base::fail(base::ErrorKind::not_found, base::ErrorOrigin::configuration, "{}", path));
  });
}

void print_line(double megabytes, double seconds, std::string_view what) {
  fmt::print(stderr, "{:<22} {:8.3f} CPU s {:8.1f} MB/s\n", what, seconds, megabytes / seconds);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  bool prints_findings = false;
  std::size_t depth = 5;
  for (int i = 3; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--findings") prints_findings = true;
    if (std::string_view(argv[i]) == "--depth") depth = std::stoul(argv[i + 1]);
  }
  auto start = cpu_seconds();
  auto rules = load_rules(argv[1]);
  if (!rules) return fmt::print(stderr, "{}\n", rules.error().text()), 2;
  print_line(0, cpu_seconds() - start, "rules read");
  start = cpu_seconds();
  auto bare = secrets::Database::build(*rules);
  if (!bare) return fmt::print(stderr, "{}\n", bare.error().text()), 2;
  print_line(0, cpu_seconds() - start, "database built");
  start = cpu_seconds();
  const auto kept = bare->serialise();
  if (!kept) return 2;
  auto again = secrets::Database::load(*kept, rules->rules.size());
  print_line(static_cast<double>(kept->size()) / 1e6, cpu_seconds() - start,
             "database kept, loaded");
  if (!again) return 2;
  std::size_t ways[4] = {};
  for (std::size_t i = 0; i < rules->rules.size(); ++i)
    ++ways[static_cast<std::size_t>(bare->way(i))];
  fmt::print(stderr, "rules: {} exact, {} hinted, {} searched, {} by path\n", ways[0], ways[1],
             ways[2], ways[3]);

  const auto files = load_tree(argv[2]);
  double megabytes = 0;
  for (const auto& file : files) megabytes += 1e-6 * static_cast<double>(file.bytes.size());
  fmt::print(stderr, "{} files, {:.1f} MB\n", files.size(), megabytes);

  secrets::Workspace workspace;
  for (int round = 0; round < 2; ++round) {
    start = cpu_seconds();
    std::size_t ends = 0;
    for (const auto& file : files) {
      (void)bare->scan(file.bytes, workspace.scan);
      ends += workspace.scan.rules().size();
    }
    print_line(megabytes, cpu_seconds() - start, "bare pass");
  }
  const secrets::Engine engine(*std::move(rules), *std::move(again), depth);
  std::size_t hits = 0;
  for (int round = 0; round < 2; ++round) {
    start = cpu_seconds();
    hits = 0;
    for (const auto& file : files) {
      if (engine.is_path_allowed(file.path, workspace)) continue;
      auto found = engine.look_at_path(file.path);
      auto scanned = engine.look_at(file.path, file.bytes, workspace);
      std::move(scanned.hits.begin(), scanned.hits.end(), std::back_inserter(found));
      for (const auto& problem : scanned.problems)
        fmt::print(stderr, "{}: {}\n", file.path, problem);
      hits += found.size();
      if (!prints_findings || round > 0) continue;
      for (const auto& hit : found)
        fmt::print("{}\t{}\t{}\t{}\t{}\t{}\n", file.path, engine.rules().rules[hit.rule].id,
                   hit.line, hit.secret, hit.decoded_from, hit.allowed_by);
    }
    print_line(megabytes, cpu_seconds() - start, "whole pipeline");
  }
  fmt::print(stderr, "{} findings\n", hits);
  return 0;
}
