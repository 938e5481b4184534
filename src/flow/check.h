// The main job: look at a tree, say what is new, decide, and keep the evidence.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/context.h"
#include "base/error.h"
#include "base/secret.h"
#include "model/report.h"

namespace andon::flow {

struct CheckRequest {
  std::string path = ".";
  std::string baseline;            // a ref or a report's file
  std::string since;               // a ref; narrows to what changed since
  bool is_staged = false;          // what is in the index
  std::vector<std::string> rules;  // secret rule files named on the command line
  std::string decode_depth;        // "" from andon.yaml
  std::vector<std::string> tools;  // only these; with has_tools
  bool has_tools = true;
  bool is_kept = true;         // records are written
  bool shows_secrets = false;  // the caller made sure that stdout is a terminal
  std::string signing_key;     // file; "" = ANDON_SIGNING_KEY, where set
};

// Beside the verdict: what the exit code must tell.
struct CheckOutcome {
  model::Report report;
  bool has_applicable_files = true;  // false: exit 3, unless nothing changed since the baseline
  bool has_readable_files = true;    // false: exit 4
  std::string record;                // digest of the decision record, "" when not kept
  std::string signing;               // who signed the records, and whether it counts; "" = nobody
  // An error after the verdict, e.g. a full disk: the report stands, the evidence does not.
  std::optional<base::Error> trouble;
  std::map<std::string, base::Secret> secrets;  // by finding id, with shows_secrets only
};

base::Result<CheckOutcome> check(base::Context& context, const CheckRequest& request);

}  // namespace andon::flow
