// What runs where: openings and closings, artifacts and product releases, recorded; and told.
#pragma once
#include <string>
#include <vector>

#include "base/context.h"
#include "base/value.h"

namespace andon::flow {

struct OpeningRequest {
  std::string path = ".";
  std::string environment;
  std::string digest;  // of the artifact; "" = the tree at PATH
  std::string tree;    // instead, to close: the id of the tree that is open there, or its beginning
  std::string audience;
  std::string signing_key;
};
struct Recorded {
  std::string record;
  std::string text;  // for people, ends in a newline
};
// Records that it runs there now; says loudly when the gate did not grant it.
base::Result<Recorded> opened(base::Context& context, const OpeningRequest& request);
// not_found (usage) when nothing of the kind is open there.
base::Result<Recorded> closed(base::Context& context, const OpeningRequest& request);

struct ArtifactRequest {
  std::string path = ".";
  std::vector<std::string> artifacts;  // files, or digests
  std::string signing_key;
};
// Ties artifacts to the tree at PATH, which must be a commit.
base::Result<Recorded> record_artifacts(base::Context& context, const ArtifactRequest& request);

struct ProductReleaseRequest {
  std::string path = ".";
  std::string product;
  std::string name;
  std::vector<std::string> components;  // "ID=TREE", or "ID" for what its last recorded gate judged
  std::string signing_key;
};
base::Result<Recorded> set_product_release(base::Context& context,
                                           const ProductReleaseRequest& request);

struct StatusRow {
  std::string environment, level, product, component, digest, tree, opened_at, until, actor;
  std::string standing;  // "granted", "ended", "without a grant", "not believed"
};
struct Status {
  std::vector<StatusRow> open;
  std::vector<std::string> signals;   // stopped lines, broken glass
  std::vector<std::string> products;  // "shop 2026.11: pilot, the level of shop-api"
};
base::Result<Status> status(base::Context& context, const std::string& path);
std::string status_text(const Status& status);
base::Value status_value(const Status& status);

}  // namespace andon::flow
