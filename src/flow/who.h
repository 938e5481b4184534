// Who can mend, approve and help, and where that is written.
#pragma once
#include <string>
#include <vector>

#include "base/context.h"

namespace andon::flow {

struct WhoAnswer {
  std::string who;     // an account (with the display name, for people to read), a team, an address
  std::string why;     // "owner of the file", "champion of team web"
  std::string source;  // "CODEOWNERS:3", "governance:organisation/teams.yaml:4"
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("who", self.who, "an account, a team, an address");
    visit("why", self.why, "in which role");
    visit("source", self.source, "file and line that say so");
  }
};

struct Who {
  std::string schema = "andon/who/v1";
  std::string what;  // the path, finding or rule asked about
  std::vector<WhoAnswer> mend, approve, help;
  std::vector<std::string> advice;  // what to do where nobody is named
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("schema", self.schema, "version of this shape");
    visit("what", self.what, "the path, finding or rule asked about");
    visit("mend", self.mend, "who can mend it");
    visit("approve", self.approve, "who can approve living with it");
    visit("help", self.help, "who can help");
    visit("advice", self.advice, "what to do where nobody is named");
  }
};

// A path of the component's tree, the first digits of a finding of the last recorded check, or a
// rule. Answers come from the side that judges.
base::Result<Who> who(base::Context& context, const std::string& path, const std::string& what);
std::vector<std::string> told(const Who& who);
std::string who_json(const Who& who);

}  // namespace andon::flow
