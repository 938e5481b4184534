// The cord: stopping the line for a target and releasing it again; and breaking the glass.
#pragma once
#include "flow/opening.h"

namespace andon::flow {

struct LineRequest {
  std::string path = ".";
  std::string target;  // product:ID, component:ID, environment:ID; "" = this component
  std::string reason;
  std::string owner;  // who answers; "" = the team's champion, else its lead
  std::string rung;   // where it begins; "" = team
  std::string signing_key;
};
// Every gate that the target concerns grants nothing new until it is resumed.
base::Result<Recorded> pull(base::Context& context, const LineRequest& request);
base::Result<Recorded> resume(base::Context& context, const LineRequest& request);

struct GlassRequest {
  std::string path = ".";
  std::string environment;
  std::string reason;
  std::string by;       // the person's account
  std::string confirm;  // id of a broken glass to confirm
  std::string review;   // id of a broken glass to review
  std::string signing_key;
};
// Opens the tree at PATH to an environment against the gate: two persons, the second within 12 h,
// 24 h at most.
base::Result<Recorded> break_glass(base::Context& context, const GlassRequest& request);

}  // namespace andon::flow
