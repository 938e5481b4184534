// Signed commits of the governance source: which commit gave a file its present bytes, and what was
// signed of it. Works on git objects whose ids are checked against their bytes, so that it does not
// matter who kept them; opens no file, and knows no keys.
#pragma once
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace andon::governance {

struct GitObject {
  std::string type;  // "commit", "tree"
  std::string bytes;
};
// By id, 40 hex digits: repositories with SHA-256 ids are not read.
using GitObjects = std::map<std::string, GitObject, std::less<>>;

std::string git_object_id(std::string_view type, std::string_view bytes);
// Objects as one run of bytes, and back: what does not have its form is refused.
std::string pack_objects(const GitObjects& objects);
base::Result<GitObjects> unpack_objects(std::string_view bytes, const std::string& name);

// A commit as gitformat-signature(5) has it: the signature of its gpgsig header, and what it signs,
// which is the object without that header.
struct CommitParts {
  std::string tree;
  std::vector<std::string> parents;
  std::string signature;  // armored; "" when there is none
  std::string payload;
};
// invalid on an object that git would not have written, two signatures in one included.
base::Result<CommitParts> parse_commit_object(std::string_view bytes);

struct SignedCommit {
  std::string id, payload, signature;
};
struct Givers {
  std::vector<SignedCommit> commits;
  std::string problem;  // why there are none, where there could be: objects that are not at hand
};

class CommitHistory {
 public:
  // Nothing where an object is not at hand.
  using Lookup = std::function<const GitObject*(std::string_view id)>;
  CommitHistory(Lookup lookup, std::string commit);
  ~CommitHistory();
  CommitHistory(const CommitHistory&) = delete;
  CommitHistory& operator=(const CommitHistory&) = delete;

  // The signed commits that gave the file at `path` these bytes, which it has at the commit: it has
  // others, or none, in each of their parents. Of every commit that comes after one of them, up to
  // the locked one, the file has these bytes too: what was changed or withdrawn since, and put back
  // by somebody, is not what was signed.
  Givers givers(std::string_view path, std::string_view bytes);

 private:
  struct Known;
  std::unique_ptr<Known> known_;
};

}  // namespace andon::governance
