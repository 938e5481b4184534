// Compaction: one record in the place of many run records, with the dates of what they saw. It
// names what it replaces; union then drops that, whoever brings it. It keeps every run that a
// decision cites or that is signed, and is accepted only when the records at hand give the same
// compaction.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "records/runs.h"

namespace andon::records {

struct Compacted {
  std::string digest;                // of the compaction
  std::vector<std::string> dropped;  // runs that it stands for
};
// Replaces the runs of `component` that started before `before` and that no decision cites. A run
// that stays and rests on one that goes is first restated whole. Nothing when there is nothing to
// replace. Killed in between, the next apply_compactions goes on.
base::Result<std::optional<Compacted>> compact(base::Context& context, const Folder& folder,
                                               std::string_view component, base::Instant before);

struct Applied {
  std::vector<std::string> dropped;
  std::vector<model::Problem> problems;  // compactions that were not accepted, and why
};
// Tries those compactions of the folder that are not accepted yet, and drops what the accepted ones
// replace.
base::Result<Applied> apply_compactions(base::Context& context, const Folder& folder);
// What accepted compactions replace, sorted.
base::Result<std::vector<std::string>> replaced_digests(base::Context& context,
                                                        const Folder& folder);

// What the compaction of these runs says, and nothing else: its body follows from them alone.
base::Result<model::CompactionBody> compaction_of(base::Context& context, RunLoader& loader,
                                                  std::vector<std::string> runs);

}  // namespace andon::records
