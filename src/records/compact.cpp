#include "records/compact.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"

namespace andon::records {
namespace {

using base::ErrorKind;

constexpr std::string_view accepted_mark = "accepted\n";

struct Runs {
  std::vector<std::string> digests;               // of runs, sorted
  std::map<std::string, std::string> bases;       // run -> its base
  std::map<std::string, std::string> components;  // run -> component
  std::map<std::string, base::Instant> started;
  std::set<std::string> cited;  // by decisions or signed, with all they rest on
};

// Reads every record once. What cannot be read takes no part: it is named where it is indexed.
base::Result<Runs> survey(base::Context& context, const Folder& folder) {
  Runs out;
  std::vector<std::string> cited;
  const auto listing = TRY(folder.list(context));
  for (const auto& digest : listing.digests) {
    const auto record = folder.read(context, digest);
    if (!record) continue;
    if (record->schema == "andon/run/v1") {
      const auto body = model::run_body_from(record->body);
      if (!body) continue;
      out.digests.push_back(digest);
      out.components[digest] = record->component;
      out.started[digest] = body->run.started;
      if (!body->base.empty()) out.bases[digest] = body->base;
    } else if (record->kind == "decision") {
      // A decision of a later version cites as ours do, as far as we can tell.
      if (const auto* runs = record->body["runs"].list())
        for (const auto& run : *runs) cited.emplace_back(run.text_or());
    }
  }
  // A compaction tells dates; what a key stands for would be gone.
  for (const auto& path : listing.signatures) cited.push_back(signed_digest_of(path));
  while (!cited.empty()) {
    auto digest = std::move(cited.back());
    cited.pop_back();
    const auto base = out.bases.find(digest);
    if (out.cited.insert(std::move(digest)).second && base != out.bases.end())
      cited.push_back(base->second);
  }
  return out;
}

bool rests_on(const Runs& runs, std::string digest, const std::set<std::string>& going) {
  for (std::uint32_t depth = 0; depth <= max_chain; ++depth) {
    const auto base = runs.bases.find(digest);
    if (base == runs.bases.end()) return false;
    if (going.contains(base->second)) return true;
    digest = base->second;
  }
  return false;
}

std::string mark_of(const Folder& folder, std::string_view digest) {
  return folder.path() + "/.compactions/" + std::string(digest);
}

base::Result<void> mark_accepted(base::Context& context, const Folder& folder,
                                 std::string_view digest) {
  auto& files = context.world.files();
  TRY(files.make_folders(folder.path() + "/.compactions", 0700));
  return files.write_atomically(mark_of(folder, digest), accepted_mark, 0600);
}

struct Marked {
  std::string digest;
  bool is_accepted = false;
};

base::Result<std::vector<Marked>> marked(base::Context& context, const Folder& folder) {
  std::vector<Marked> out;
  auto entries = context.world.files().list(folder.path() + "/.compactions");
  if (!entries) {
    if (entries.error().kind == ErrorKind::not_found) return out;
    return std::unexpected(std::move(entries).error());
  }
  for (const auto& entry : *entries) {
    if (!is_digest(entry.name)) continue;
    const auto text = TRY(context.world.files().read(mark_of(folder, entry.name), 64));
    out.push_back({entry.name, text == accepted_mark});
  }
  return out;
}

base::Result<model::CompactionBody> body_of(base::Context& context, const Folder& folder,
                                            std::string_view digest) {
  const auto record = TRY(folder.read(context, digest));
  if (record.schema != "andon/compaction/v1")
    return base::fail(ErrorKind::invalid, base::ErrorOrigin::input,
                      "{}: is a {}, not a compaction this version reads", folder.file_of(digest),
                      record.schema);
  return model::compaction_body_from(record.body);
}

// Why it may not be believed; empty when it may.
std::string objection(base::Context& context, const Folder& folder, const Runs& runs,
                      const model::CompactionBody& body) {
  const std::set<std::string> going(body.replaces.begin(), body.replaces.end());
  for (const auto& digest : body.replaces) {
    if (!is_digest(digest)) return "names something that is no digest";
    if (runs.cited.contains(digest))
      return "replaces a run that a decision cites or that is signed";
    if (!std::ranges::binary_search(runs.digests, digest))
      return "cannot be recomputed: run " + digest.substr(0, 12) + " is not at hand";
  }
  for (const auto& digest : runs.digests)
    if (!going.contains(digest) && rests_on(runs, digest, going))
      return "run " + digest.substr(0, 12) + " rests on what it replaces";
  RunLoader loader(folder);
  const auto again = compaction_of(context, loader, body.replaces);
  if (!again) return "cannot be recomputed: " + again.error().text();
  if (!(model::to_value(*again) == model::to_value(body)))
    return "says other dates than the runs that it replaces";
  return {};
}

auto order(const model::SeenDates& seen) {
  const auto& finding = seen.finding;
  return std::tie(finding.check, finding.path, finding.identity.context, finding.identity.ordinal,
                  finding.rule, finding.id);
}

base::Result<void> restate(base::Context& context, const Folder& folder, RunLoader& loader,
                           const std::string& digest) {
  const auto* whole = TRY(loader.load(context, digest), "restating a run whole");
  auto body = TRY(run_body(whole->run, nullptr));
  body.restates = digest;
  auto record = make(context, "run", whole->component, model::to_value(body));
  record.made_at = whole->made_at;  // the same wherever it is restated
  TRY(folder.put(context, record));
  return {};
}

}  // namespace

base::Result<model::CompactionBody> compaction_of(base::Context& context, RunLoader& loader,
                                                  std::vector<std::string> runs) {
  model::CompactionBody body;
  std::ranges::sort(runs);
  const auto [first, last] = std::ranges::unique(runs);
  runs.erase(first, last);
  std::map<std::string, model::SeenDates> seen;
  for (const auto& digest : runs) {
    const auto& run = TRY(loader.load(context, digest))->run;
    for (const auto& finding : run.findings) {
      model::SeenDates dates{{finding.id, run.check, finding.rule, finding.path, finding.identity},
                             run.started,
                             run.started};
      auto key =
          fmt::format("{}\n{}\n{}\n{}\n{}\n{}", run.check, finding.path, finding.identity.context,
                      finding.identity.ordinal, finding.rule, finding.id);
      const auto [at, is_new] = seen.try_emplace(std::move(key), std::move(dates));
      at->second.first_seen = std::min(at->second.first_seen, run.started);
      at->second.last_seen = std::max(at->second.last_seen, run.started);
    }
  }
  body.replaces = std::move(runs);
  for (auto& [key, dates] : seen) body.seen.push_back(std::move(dates));
  std::ranges::sort(body.seen, [](const auto& a, const auto& b) { return order(a) < order(b); });
  return body;
}

base::Result<std::optional<Compacted>> compact(base::Context& context, const Folder& folder,
                                               std::string_view component, base::Instant before) {
  const auto runs = TRY(survey(context, folder));
  RunLoader loader(folder);
  std::set<std::string> going;
  for (const auto& digest : runs.digests)
    if (runs.components.at(digest) == component && runs.started.at(digest) < before &&
        !runs.cited.contains(digest) && loader.load(context, digest))
      going.insert(digest);
  if (going.empty()) return std::nullopt;
  // Those that stay whole in another record may go too: what they saw is told by the restatement.
  std::vector<std::string> replaces(going.begin(), going.end());
  for (const auto& digest : runs.digests) {
    if (going.contains(digest) || !rests_on(runs, digest, going)) continue;
    TRY(restate(context, folder, loader, digest));
    replaces.push_back(digest);
  }
  const auto body = TRY(compaction_of(context, loader, std::move(replaces)));
  Compacted out;
  out.digest =
      TRY(folder.put(context, make(context, "compaction", component, model::to_value(body))));
  auto applied = TRY(apply_compactions(context, folder));
  out.dropped = std::move(applied.dropped);
  return out;
}

base::Result<Applied> apply_compactions(base::Context& context, const Folder& folder) {
  Applied out;
  const auto all = TRY(marked(context, folder));
  std::optional<Runs> runs;
  for (const auto& mark : all) {
    auto body = body_of(context, folder, mark.digest);
    if (!body) {
      out.problems.push_back({path_of(mark.digest), body.error().text() + ": left out", false});
      continue;
    }
    if (!mark.is_accepted) {
      if (!runs) runs = TRY(survey(context, folder));
      const auto why = objection(context, folder, *runs, *body);
      if (!why.empty()) {
        out.problems.push_back(
            {path_of(mark.digest), "a compaction that is not accepted: " + why, true});
        continue;
      }
      TRY(mark_accepted(context, folder, mark.digest));
    }
    for (const auto& digest : body->replaces) {
      if (!context.world.files().status(folder.file_of(digest))) continue;
      TRY(folder.remove(context, digest), "dropping what a compaction replaces");
      out.dropped.push_back(digest);
    }
    if (!out.dropped.empty()) runs.reset();
  }
  return out;
}

base::Result<std::vector<std::string>> replaced_digests(base::Context& context,
                                                        const Folder& folder) {
  std::set<std::string> out;
  for (const auto& mark : TRY(marked(context, folder))) {
    if (!mark.is_accepted) continue;
    const auto body = body_of(context, folder, mark.digest);
    if (body) out.insert(body->replaces.begin(), body->replaces.end());
  }
  return std::vector<std::string>(out.begin(), out.end());
}

}  // namespace andon::records
