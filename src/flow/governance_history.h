// The history of a governance source, as far as signed commits in it prove anything: taken out of
// git when the source is locked, kept beside it, and judged anew at each use. What is kept names
// itself by its digest, so that nothing in it can be made up.
#pragma once
#include <string>
#include <vector>

#include "base/context.h"
#include "governance/commit_history.h"
#include "governance/source.h"
#include "model/organisation.h"

namespace andon::git {
class Repository;
}

namespace andon::flow {

// Files whose signatures speak for somebody: waivers, plans, answers.
bool is_signed_kind(std::string_view path);

// The objects that show which signed commits gave those files their bytes; none where none did.
base::Result<governance::GitObjects> collect_history(
    base::Context& context, const git::Repository& repository, const std::string& commit,
    const std::vector<governance::SourceFile>& files);

// Beside the kept source, in each of its folders (flow/governance_source.h).
base::Result<void> keep_history(base::Context& context, const std::string& folder,
                                const std::string& commit, const governance::GitObjects& objects);
// What is kept begins at that commit, or says that nothing in it is signed.
bool holds_history(base::Context& context, const std::string& root, const std::string& commit);
// Of all kept copies together; nothing where there is none.
std::optional<governance::GitObjects> read_history(base::Context& context, const std::string& root,
                                                   const std::string& commit);

}  // namespace andon::flow
