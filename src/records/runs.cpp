#include "records/runs.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "base/json.h"

namespace andon::records {
namespace {

using base::ErrorKind;
using base::ErrorOrigin;

// Bounds on memory: runs, and findings of all of them. Two at least stay: a base and what rests on
// it.
constexpr std::size_t runs_kept = 2 * max_chain;
constexpr std::size_t findings_kept = 100'000;

auto place(const model::Finding& finding) {
  return std::tie(finding.path, finding.region.start_line, finding.region.start_column,
                  finding.check, finding.rule, finding.id);
}

using ById = std::unordered_map<std::string_view, const model::Finding*>;

// Nothing when two findings share an id: a difference could not tell them apart.
std::optional<ById> by_id(const std::vector<model::Finding>& findings) {
  ById map;
  map.reserve(findings.size());
  for (const auto& finding : findings)
    if (finding.id.empty() || !map.emplace(finding.id, &finding).second) return std::nullopt;
  return map;
}

base::Result<std::string> text_of(const model::Finding& finding) {
  return base::json::canonical(model::to_value(finding));
}

struct Difference {
  std::vector<model::Finding> added, changed;
  std::vector<std::string> removed;
  std::size_t size_bytes = 0;   // of its JSON, about
  std::size_t whole_bytes = 0;  // of all findings, about
};

base::Result<Difference> difference(const std::vector<model::Finding>& now, const ById& now_by_id,
                                    const std::vector<model::Finding>& then,
                                    const ById& then_by_id) {
  Difference out;
  for (const auto& finding : now) {
    const auto text = TRY(text_of(finding));
    out.whole_bytes += text.size();
    const auto found = then_by_id.find(finding.id);
    const bool is_added = found == then_by_id.end();
    if (!is_added && TRY(text_of(*found->second)) == text) continue;
    out.size_bytes += text.size();
    (is_added ? out.added : out.changed).push_back(finding);
  }
  for (const auto& finding : then) {
    if (now_by_id.contains(finding.id)) continue;
    out.removed.push_back(finding.id);
    out.size_bytes += finding.id.size() + 3;
  }
  std::ranges::sort(out.removed);
  return out;
}

// The sum of sizes leaves out the name of the base; a difference must pay for it.
constexpr std::size_t base_name_bytes = 128;

}  // namespace

// Stable, without std::stable_sort: with clang and libstdc++ 12 that is a warning about its buffer.
void sort_findings(std::vector<model::Finding>& findings) {
  std::vector<std::size_t> order(findings.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    const auto one = place(findings[a]), other = place(findings[b]);
    return one == other ? a < b : one < other;
  });
  if (std::ranges::is_sorted(order)) return;
  std::vector<model::Finding> sorted;
  sorted.reserve(findings.size());
  for (const auto index : order) sorted.push_back(std::move(findings[index]));
  findings = std::move(sorted);
}

base::Result<model::RunBody> run_body(const model::Run& run, const WholeRun* base) {
  model::RunBody body;
  body.run = run;
  body.run.findings.clear();
  auto findings = run.findings;
  sort_findings(findings);
  const bool may_have_base = base && base->depth < max_chain && base->run.check == run.check &&
                             base->run.release.component == run.release.component;
  const auto now = may_have_base ? by_id(findings) : std::nullopt;
  const auto then = now ? by_id(base->run.findings) : std::nullopt;
  if (then) {
    auto change = TRY(difference(findings, *now, base->run.findings, *then));
    if (change.size_bytes + base_name_bytes < change.whole_bytes) {
      body.base = base->digest;
      body.depth = base->depth + 1;
      body.added = std::move(change.added);
      body.changed = std::move(change.changed);
      body.removed = std::move(change.removed);
      return body;
    }
  }
  body.added = std::move(findings);
  return body;
}

base::Result<model::Run> resolved(model::RunBody body, const WholeRun* base,
                                  std::string_view name) {
  const auto refuse = [&](std::string_view why) {
    return base::fail(ErrorKind::invalid, ErrorOrigin::input, "{}: {}", name, why);
  };
  auto run = std::move(body.run);
  if (!run.findings.empty()) return refuse("lists findings twice");
  if (!base) {
    if (!body.changed.empty() || !body.removed.empty() || body.depth != 0)
      return refuse("is a difference without a base");
    run.findings = std::move(body.added);
    sort_findings(run.findings);
    return run;
  }
  if (body.depth != base->depth + 1 || body.depth > max_chain)
    return refuse("states a wrong length of its chain");
  if (base->run.check != run.check) return refuse("its base is a run of another check");
  const auto then = by_id(base->run.findings);
  const auto changed = by_id(body.changed);
  const auto added = by_id(body.added);
  if (!then || !changed || !added) return refuse("names a finding twice");
  std::unordered_map<std::string_view, bool> removed;
  for (const auto& id : body.removed)
    if (!then->contains(id) || !removed.emplace(id, true).second)
      return refuse("removes a finding that its base has not");
  for (const auto& finding : base->run.findings) {
    if (removed.contains(finding.id)) continue;
    if (added->contains(finding.id)) return refuse("adds a finding that its base has");
    const auto found = changed->find(finding.id);
    run.findings.push_back(found == changed->end() ? finding : *found->second);
  }
  for (const auto& finding : body.changed)
    if (!then->contains(finding.id) || removed.contains(finding.id))
      return refuse("changes a finding that its base has not");
  run.findings.insert(run.findings.end(), body.added.begin(), body.added.end());
  sort_findings(run.findings);
  return run;
}

const WholeRun* RunLoader::kept(std::string_view digest) {
  const auto found = std::ranges::find(kept_, digest, &WholeRun::digest);
  if (found == kept_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found);
  return &kept_.front();
}

const WholeRun* RunLoader::keep(WholeRun run) {
  kept_.push_front(std::move(run));
  std::size_t findings = 0;
  for (const auto& one : kept_) findings += one.run.findings.size();
  while (kept_.size() > 2 && (kept_.size() > runs_kept || findings > findings_kept)) {
    findings -= kept_.back().run.findings.size();
    kept_.pop_back();
  }
  return &kept_.front();
}

base::Result<model::RunRecord> RunLoader::link(base::Context& context,
                                               std::string_view digest) const {
  const auto name = folder_.file_of(digest);
  const auto sealed = TRY(folder_.read_bytes(context, digest));
  auto read = model::run_record_from(sealed.bytes);
  if (!read) {  // mostly to say why
    auto record = TRY(unseal_checked(sealed.bytes, name));
    if (record.schema != "andon/run/v1")
      return base::fail(ErrorKind::invalid, ErrorOrigin::input,
                        "{}: is a {}, not a run this version reads", name, record.schema);
    auto body = TRY(model::run_body_from(record.body), "reading {}", name);
    read = {std::move(record.schema), std::move(record.kind), record.made_at,
            std::move(record.component), std::move(body)};
  }
  if (!read->body.base.empty() && !is_digest(read->body.base))
    return base::fail(ErrorKind::invalid, ErrorOrigin::input, "{}: its base is no digest", name);
  return std::move(*read);
}

base::Result<const WholeRun*> RunLoader::load(base::Context& context, std::string_view digest) {
  std::vector<std::pair<std::string, model::RunRecord>>
      links;  // from the one wanted towards the whole one
  const WholeRun* base = nullptr;
  for (std::string next(digest); !next.empty();) {
    base = kept(next);
    if (base) break;
    if (links.size() > max_chain)
      return base::fail(ErrorKind::invalid, ErrorOrigin::input,
                        "{}: its chain of bases is longer than {}", folder_.file_of(digest),
                        max_chain);
    auto read = TRY(link(context, next), "following the bases of run {}", digest.substr(0, 12));
    auto before = read.body.base;
    links.emplace_back(std::move(next), std::move(read));
    next = std::move(before);
  }
  for (auto at = links.rbegin(); at != links.rend(); ++at) {
    WholeRun whole;
    whole.digest = at->first;
    whole.depth = at->second.body.depth;
    whole.component = at->second.component;
    whole.made_at = at->second.made_at;
    whole.run = TRY(resolved(std::move(at->second.body), base, folder_.file_of(at->first)));
    if (base) {
      whole.chain.push_back(base->digest);
      whole.chain.insert(whole.chain.end(), base->chain.begin(), base->chain.end());
    }
    base = keep(std::move(whole));
  }
  return base;
}

base::Result<model::Run> RunLoader::take(base::Context& context, std::string_view digest) {
  (void)TRY(load(context, digest));
  auto run = std::move(kept_.front().run);  // the one loaded last
  kept_.pop_front();
  return run;
}

}  // namespace andon::records
