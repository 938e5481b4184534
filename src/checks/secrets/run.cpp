#include "checks/secrets/run.h"

#include <algorithm>

#include "base/text.h"
#include "checks/secrets/cache.h"
#include "crypto/digest.h"

namespace andon::checks::secrets {

namespace {

constexpr std::size_t value_key_digits = 32;
// In the cache: the file is left out by a global allowlist.
constexpr std::uint32_t left_out = 0xFFFFFFFF;
// In the cache, before what rules say of the path: the file is binary.
constexpr std::uint32_t binary = 0xFFFFFFFE;

// What was found in one file, without values.
struct Result {
  std::size_t file = 0;
  std::vector<KeptHit> hits;
  std::vector<std::string> reasons;  // beside hits: of their comments
  std::vector<std::string> problems;
  bool may_be_kept = true;
  bool is_binary = false;
};

class Runner {
 public:
  Runner(base::Context& context, const tree::Tree& tree, const Settings& settings,
         const Loaded& loaded, const IgnoreFile& ignored)
      : context_(context),
        tree_(tree),
        settings_(settings),
        engine_(loaded.engine),
        digest_(loaded.rule_digest),
        ignored_(ignored),
        threads_(context.pool.threads()) {
    configuration_ = configuration_digest(settings);
    // Kept value keys belong to one identity key.
    const auto key_name =
        crypto::hmac_sha256_hex(settings.identity_key.reveal(), "andon secrets cache");
    const auto about = fmt::format("{} {} {}", digest_, settings.decode_depth, key_name);
    const auto path = settings.cache_folder.empty() ? std::string()
                                                    : settings.cache_folder + "/secrets-" +
                                                          crypto::sha256_hex(about).substr(0, 32) +
                                                          std::string(results_suffix);
    cache_ = ResultCache::open(context.world.files(), path, about);
  }

  model::Run run() {
    auto& clock = context_.world.clock();
    const auto started_ns = clock.monotonic_ns();
    model::Run out;
    out.check = "secrets";
    out.kind = "built-in";
    out.tool = "andon";
    out.started = clock.now();
    out.scope.is_whole = !tree_.is_narrowed();
    out.scope.rule_digest = digest_;
    out.scope.configuration_digest = configuration_;
    collect(out);
    const auto coverage = tree_.read_each(
        context_, wanted_, [this](std::size_t file, std::string_view bytes, std::size_t thread) {
          threads_[thread].results.push_back(scan(file, bytes, threads_[thread].workspace));
        });
    out.files_read = coverage.files_read + from_cache_;
    out.bytes_read = coverage.bytes_read + cached_bytes_;
    out.problems.insert(out.problems.end(), coverage.problems.begin(), coverage.problems.end());
    for (const auto file : coverage.binary) {
      auto result = path_result(file);
      result.is_binary = true;
      remember(std::move(result));
    }
    finish(out);
    out.duration_ms = (clock.monotonic_ns() - started_ns) / 1'000'000;
    return out;
  }

 private:
  struct Thread {
    Workspace workspace;
    std::vector<Result> results;
  };

  // Which files to read, which are known, which are left out.
  void collect(model::Run& out) {
    const auto& files = tree_.files();
    std::size_t allowed = 0;
    auto& workspace = threads_[0].workspace;
    for (std::size_t i = 0; i < files.size(); ++i) {
      const auto& file = files[i];
      // Left out by a stated rule of andon's own: listed, still complete (domain.md 1, outcome).
      if (file.reason.starts_with("larger than") || file.reason.starts_with("a link out of"))
        out.problems.push_back({base::path_text(file.path), file.reason, true});
      if (!file.is_read) continue;
      if (!file.blob.empty()) {
        if (auto known = cache_.find(ResultCache::key(file.blob, file.path))) {
          if (known->size() == 1 && known->front().rule == left_out) {
            ++allowed;
            continue;
          }
          if (!known->empty() && known->front().rule == binary) {
            known->erase(known->begin());
          } else {
            ++from_cache_;
            cached_bytes_ += file.size_bytes;
          }
          results_.push_back({.file = i, .hits = *std::move(known), .reasons = {}, .problems = {}});
          continue;
        }
      }
      if (engine_.is_path_allowed(file.path, workspace)) {
        ++allowed;
        if (!file.blob.empty())
          cache_.add(ResultCache::key(file.blob, file.path), {KeptHit{.rule = left_out}});
        continue;
      }
      wanted_.push_back(i);
    }
    if (allowed > 0)
      out.problems.push_back({"",
                              fmt::format("{} left out by a global allowlist of the rules",
                                          base::counted(allowed, "file")),
                              true});
    for (const auto& problem : tree_.problems()) out.problems.push_back(problem);
    for (const auto& problem : engine_.rules().problems) out.problems.push_back(problem);
    for (const auto& note : engine_.rules().notes) out.problems.push_back({"", note, true});
    for (const auto& note : ignored_.notes()) out.problems.push_back({"", note, true});
  }

  Result path_result(std::size_t file) const {
    Result out{.file = file, .hits = {}, .reasons = {}, .problems = {}};
    for (auto& hit : engine_.look_at_path(tree_.files()[file].path)) add(out, hit, {});
    return out;
  }

  Result scan(std::size_t file, std::string_view bytes, Workspace& workspace) const {
    auto out = path_result(file);
    auto scanned = engine_.look_at(tree_.files()[file].path, bytes, workspace);
    for (auto& hit : scanned.hits) add(out, hit, bytes);
    out.problems = std::move(scanned.problems);
    out.may_be_kept = out.may_be_kept && out.problems.empty();
    return out;
  }

  // The value ends here: what goes on is its keyed hash.
  void add(Result& out, Hit& hit, std::string_view bytes) const {
    const base::Secret value(std::move(hit.secret));
    KeptHit kept{.rule = hit.rule,
                 .line = hit.line,
                 .match = hit.match,
                 .mask = hit.mask,
                 .decoded_from = std::move(hit.decoded_from),
                 .allowed_by = std::move(hit.allowed_by),
                 .value_key = {}};
    if (!value.empty())
      kept.value_key = crypto::hmac_sha256_hex(settings_.identity_key.reveal(), value.reveal())
                           .substr(0, value_key_digits);
    std::string reason;
    if (hit.reason.end > hit.reason.begin && hit.reason.end <= bytes.size()) {
      reason = redacted(bytes.substr(hit.reason.begin, hit.reason.end - hit.reason.begin));
      out.may_be_kept = false;  // the cache holds no text
    }
    out.hits.push_back(std::move(kept));
    out.reasons.push_back(std::move(reason));
  }

  std::string redacted(std::string_view text) const {
    Workspace workspace;
    const auto scanned = engine_.look_at("", text, workspace);
    return scanned.hits.empty() ? base::shortened(base::printable(text), 200) : "[redacted]";
  }

  void remember(Result result) {
    const auto& file = tree_.files()[result.file];
    if (result.may_be_kept && !file.blob.empty()) {
      auto hits = result.hits;
      if (result.is_binary) hits.insert(hits.begin(), KeptHit{.rule = binary});
      cache_.add(ResultCache::key(file.blob, file.path), hits);
    }
    results_.push_back(std::move(result));
  }

  void finish(model::Run& out) {
    for (auto& thread : threads_)
      for (auto& result : thread.results) remember(std::move(result));
    std::sort(results_.begin(), results_.end(),
              [](const Result& a, const Result& b) { return a.file < b.file; });
    for (const auto& result : results_) {
      for (std::size_t i = 0; i < result.hits.size(); ++i)
        out.findings.push_back(finding(result, i));
      for (const auto& problem : result.problems)
        out.problems.push_back({base::path_text(tree_.files()[result.file].path), problem});
    }
    cache_.save(context_.world.files());
    for (const auto& problem : out.problems) {
      if (problem.is_harmless || out.outcome == model::Outcome::partial) continue;
      out.outcome = model::Outcome::partial;
      out.reason = problem.path.empty() ? problem.text : problem.path + ": " + problem.text;
    }
    if (context_.stop.stop_requested()) {
      out.outcome = model::Outcome::partial;
      out.reason = "interrupted";
    }
  }

  model::Finding finding(const Result& result, std::size_t index) const {
    const auto& hit = result.hits[index];
    const auto& rule = engine_.rules().rules[hit.rule];
    const auto& path = tree_.files()[result.file].path;
    model::Finding out;
    out.check = "secrets";
    out.rule = rule.id;
    out.title = rule.description.empty() ? rule.id : rule.description;
    out.path = base::path_text(path);
    out.message = fmt::format("{} in {}", out.title, out.path);
    if (!hit.decoded_from.empty()) out.message += fmt::format(", encoded as {}", hit.decoded_from);
    out.severity = rule.severity;
    out.confidence = rule.confidence;
    out.weaknesses = rule.weaknesses;
    out.fix = rule.fix;
    out.references = rule.references;
    out.tags = rule.tags;
    out.decoded_from = hit.decoded_from;
    out.value_key = hit.value_key;
    out.match = hit.match;
    if (hit.mask.end > hit.mask.begin) out.masks.push_back(hit.mask);
    if (!hit.allowed_by.empty()) {
      out.suppression =
          model::Suppression{.by = hit.allowed_by,
                             .reason = index < result.reasons.size() ? result.reasons[index] : ""};
    } else if (const auto line = ignored_.line_for(path, rule.id, hit.line)) {
      out.suppression =
          model::Suppression{.by = fmt::format("{}:{}", ignored_.name(), line), .reason = ""};
    }
    return out;
  }

  base::Context& context_;
  const tree::Tree& tree_;
  const Settings& settings_;
  const Engine& engine_;
  std::string digest_, configuration_;
  const IgnoreFile& ignored_;
  ResultCache cache_;
  std::vector<Thread> threads_;
  std::vector<Result> results_;
  std::vector<std::size_t> wanted_;
  std::uint64_t from_cache_ = 0, cached_bytes_ = 0;
};

}  // namespace

std::string configuration_digest(const Settings& settings) {
  return crypto::sha256_hex(fmt::format(
      "decode_depth={} ignore={} andonignore={}", settings.decode_depth,
      crypto::sha256_hex(settings.ignore_file), crypto::sha256_hex(settings.andonignore)));
}

model::Run run(base::Context& context, const tree::Tree& tree, const Settings& settings,
               const Loaded& loaded, const IgnoreFile& ignored) {
  return Runner(context, tree, settings, loaded, ignored).run();
}

}  // namespace andon::checks::secrets
