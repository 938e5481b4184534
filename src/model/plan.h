// Plans and answers: what people promised and said, dated, as files of the governance source.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace andon::model {

// One dated step of a plan.
struct Measure {
  std::string id, title, owner;
  base::Instant due;
  std::string check;
  std::optional<base::Instant> done;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("id", self.id, "the measure's id within its plan");
    visit("title", self.title, "what is done");
    visit("owner", self.owner, "account of who does it");
    visit("due", self.due, "by when");
    visit("check", self.check, "what proves it: a condition over facts, or a rule's id");
    visit("done", self.done, "when it was said to be done");
  }
};

struct Plan {
  std::string id, title, product;
  std::vector<std::string> components;
  std::string owner, approver, level;
  base::Instant created, expires;
  std::vector<Measure> measures;
  std::string standing = "claimed";
  std::string file;
  std::uint32_t line = 0;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("id", self.id, "file name without .yaml");
    visit("title", self.title, "what it is about");
    visit("product", self.product, "id of the product it is for");
    visit("components", self.components, "ids or globs of components; none: all of the product");
    visit("owner", self.owner, "account of who answers for it");
    visit("approver", self.approver, "account of who approved it; not the owner");
    visit("level", self.level, "id of the highest level that it buys");
    visit("created", self.created, "when it was made");
    visit("expires", self.expires, "when it ends");
    visit("measures", self.measures, "its dated steps");
    visit("standing", self.standing, "of its approval: proven by a signature, or claimed");
    visit("file", self.file, "where it stands");
    visit("line", self.line, "line of it");
  }
};

// A dated yes or no of a responsibility.
struct Answer {
  std::string id, question, product, component, release, level, responsibility, account;
  bool is_yes = false;
  base::Instant at;
  std::optional<base::Instant> expires;
  std::string note, standing = "claimed", file;
  std::uint32_t line = 0;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("id", self.id, "file name without .yaml");
    visit("question", self.question, "what was asked");
    visit("product", self.product, "id of the product it is about");
    visit("component", self.component, "id of the component; none: all of the product");
    visit("release", self.release, "tree of the release; none: every one");
    visit("level", self.level, "id of the level it is about");
    visit("responsibility", self.responsibility, "in which responsibility it was answered");
    visit("account", self.account, "who answered");
    visit("answer", self.is_yes, "yes is true");
    visit("at", self.at, "when");
    visit("expires", self.expires, "until when it holds; none: while the release does");
    visit("note", self.note, "what was said beside it");
    visit("standing", self.standing, "proven by a signature, or claimed");
    visit("file", self.file, "where it stands");
    visit("line", self.line, "line of it");
  }
};

}  // namespace andon::model
