#include "flow/baseline.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "git/git.h"

namespace andon::flow {
namespace {

using base::ErrorKind;
using base::ErrorOrigin;

std::string short_id(std::string_view commit) { return std::string(commit.substr(0, 9)); }

class Chooser {
 public:
  Chooser(base::Context& context, const tree::Tree& tree, const CiFacts& ci,
          const BaselineRequest& request)
      : context_(context), tree_(tree), ci_(ci), request_(request) {}

  base::Result<ChosenBaseline> choose() {
    if (!request_.named.empty()) return named(request_.named, "--baseline");
    if (!request_.since.empty()) return named(request_.since, "--since");
    if (!tree_.git() || tree_.git()->commit.empty()) return ChosenBaseline{};
    if (request_.is_staged)
      return at(tree_.git()->commit, "HEAD", "ref", "the staged change compared with HEAD");
    TRY(contradiction());
    if (!ci_.target_branch.empty()) return merge_request();
    const auto target = target_branch();
    const auto branch = ci_.branch.empty() ? tree_.git()->branch : ci_.branch;
    if (request_.is_release && !target.empty())
      if (auto tip = TRY(tip_above(target))) return std::move(*tip);
    if (target.empty() || branch == target) {
      auto chosen = at(tree_.git()->commit, "HEAD", "adopted", "the adopted debt in HEAD");
      return chosen;
    }
    auto chosen = TRY(merge_base_with("origin/" + target));
    // A detached HEAD that the target branch holds already is the target branch.
    if (branch.empty() && chosen.treeish == tree_.git()->commit && !tree_.git()->is_dirty)
      return at(tree_.git()->commit, "HEAD", "adopted", "the adopted debt in HEAD");
    return chosen;
  }

 private:
  ChosenBaseline at(const std::string& commit, const std::string& name, std::string_view kind,
                    const std::string& what) const {
    ChosenBaseline chosen;
    chosen.baseline.kind = kind;
    chosen.baseline.name = name;
    chosen.baseline.commit = commit;
    chosen.baseline.sentence = fmt::format("{} ({})", what, short_id(commit));
    chosen.treeish = commit;
    return chosen;
  }

  // The tip of the target branch, where it holds HEAD and goes beyond it; nothing else.
  base::Result<std::optional<ChosenBaseline>> tip_above(const std::string& target) {
    const auto& head = tree_.git()->commit;
    const auto* repository = tree_.repository();
    const auto ref = tree_.git()->remote.empty() ? target : "origin/" + target;
    const auto tip = repository->resolve(context_, ref);
    if (!tip || *tip == head) return std::optional<ChosenBaseline>();
    const auto base = tree::merge_base(context_, tree_, ref);
    if (!base || *base != head) return std::optional<ChosenBaseline>();
    return std::optional(at(*tip, ref, "adopted", "the adopted debt in " + ref));
  }

  // The branch that changes are merged into; empty when there is none but HEAD's own. What the tree
  // says of it comes last: a change must not name itself the target (law 9).
  std::string target_branch() const {
    if (!ci_.default_branch.empty()) return ci_.default_branch;
    if (!tree_.git()->default_branch.empty()) return tree_.git()->default_branch;
    return request_.target_branch;
  }

  base::Result<ChosenBaseline> named(const std::string& name, std::string_view option) {
    if (option == "--baseline") {
      auto status = context_.world.files().target_status(name);
      if (status && status->kind == base::FileKind::file) return report(name);
    }
    if (!tree_.git())
      return base::fail(ErrorKind::not_found, ErrorOrigin::usage,
                        "{} {}: no such file, and {} is not in a git repository", option, name,
                        tree_.root());
    const auto* repository = tree_.repository();
    auto commit = repository->resolve(context_, name);
    if (!commit && tree_.git()->is_shallow)
      return base::fail(ErrorKind::unavailable, ErrorOrigin::input,
                        "{} {}: not in this shallow clone; mend it with: git fetch --unshallow",
                        option, name);
    if (!commit)
      return base::fail(ErrorKind::not_found, ErrorOrigin::usage,
                        "{} {}: no such ref, and no such file", option, name);
    return at(*commit, name, "ref", "compared with " + name);
  }

  base::Result<ChosenBaseline> report(const std::string& file) {
    auto text = TRY(context_.world.files().read(file, base::limits::report_bytes),
                    "reading the baseline {}", file);
    auto value = base::json::parse(text, file);
    if (!value) return std::unexpected(std::move(value).error().from(ErrorOrigin::input));
    auto read = model::report_from(*value);
    if (!read)
      return base::fail(ErrorKind::invalid, ErrorOrigin::input,
                        "{}: not a report of andon ({}); make one with: andon check --output "
                        "json=FILE",
                        file, read.error().message);
    ChosenBaseline chosen;
    chosen.baseline.kind = "report";
    chosen.baseline.name = file;
    chosen.baseline.commit = read->release.commit;
    chosen.baseline.tree = read->release.tree;
    chosen.baseline.sentence = "compared with the report " + file;
    chosen.treeish = tree_.git() ? read->release.commit : "";
    chosen.report = std::move(*read);
    return chosen;
  }

  base::Result<void> contradiction() {
    if (ci_.base_commit.empty() && ci_.commit.empty()) return {};
    const auto* repository = tree_.repository();
    if (!ci_.base_commit.empty()) {
      if (!repository->resolve(context_, ci_.base_commit))
        return base::fail(ErrorKind::unavailable, ErrorOrigin::input,
                          "{} names commit {}, which this clone does not have; mend it with: git "
                          "fetch --depth=1 origin {}",
                          ci_.base_variable, short_id(ci_.base_commit), ci_.base_commit);
    }
    if (!ci_.commit.empty() && !ci_.is_merge_commit && ci_.commit != tree_.git()->commit)
      return base::fail(ErrorKind::unavailable, ErrorOrigin::input,
                        "{} says that this job is for commit {}, but HEAD is {}; mend it with: git "
                        "checkout {}",
                        ci_.commit_variable, short_id(ci_.commit), short_id(tree_.git()->commit),
                        ci_.commit);
    return {};
  }

  base::Result<ChosenBaseline> merge_request() {
    if (!ci_.base_commit.empty()) {
      auto chosen = at(ci_.base_commit, ci_.target_branch, "merge_base",
                       fmt::format("compared with the merge-base of HEAD and {}, named by {}",
                                   ci_.target_branch, ci_.service));
      return chosen;
    }
    return merge_base_with("origin/" + ci_.target_branch);
  }

  base::Result<ChosenBaseline> merge_base_with(std::string ref) {
    const auto* repository = tree_.repository();
    const auto branch = ref.substr(ref.find('/') + 1);
    // Without a remote the target branch is a local one.
    if (tree_.git()->remote.empty() && repository->resolve(context_, branch)) ref = branch;
    if (!repository->resolve(context_, ref))
      return base::fail(ErrorKind::unavailable, ErrorOrigin::input,
                        "the target branch {} is not in this clone; mend it with: git fetch "
                        "origin +refs/heads/{}:refs/remotes/origin/{}",
                        ref, branch, branch);
    auto commit = tree::merge_base(context_, tree_, ref);
    if (!commit) {
      auto error = std::move(commit).error();
      error.kind = ErrorKind::unavailable;
      return std::unexpected(std::move(error).from(ErrorOrigin::input));
    }
    return at(*commit, ref, "merge_base", "compared with the merge-base of HEAD and " + ref);
  }

  base::Context& context_;
  const tree::Tree& tree_;
  const CiFacts& ci_;
  const BaselineRequest& request_;
};

}  // namespace

base::Result<ChosenBaseline> choose_baseline(base::Context& context, const tree::Tree& tree,
                                             const CiFacts& ci, const BaselineRequest& request) {
  return Chooser(context, tree, ci, request).choose();
}

}  // namespace andon::flow
