// Levels, and the environments that map to them.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace andon::model {

struct Environment {
  std::string id, title, place, network, level;
  std::vector<std::string> products;
  std::string lease_end = "freeze", file;
  std::uint32_t line = 0;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("id", self.id, "the environment's id, as pipelines name it");
    visit("title", self.title, "its name for people");
    visit("place", self.place, "on_premise, or which cloud: aws, azure, gcp, another word");
    visit("network", self.network, "side of the network: internal, public, another word");
    visit("level", self.level, "id of the level that a release needs here");
    visit("products", self.products, "ids of the products that run here; none: all");
    visit("lease_end", self.lease_end, "what an ended lease does: freeze, warn or drain");
    visit("file", self.file, "where it stands");
    visit("line", self.line, "line of it");
  }
};

struct Level {
  std::string id, title, audience = "team";
  bool has_real_data = false, is_reversible = true, is_public = false;
  std::int64_t rank = 0;
  std::string file;
  std::uint32_t line = 0;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("id", self.id, "the level's id");
    visit("title", self.title, "its name for people");
    visit("real_data", self.has_real_data, "real data of people or customers is met here");
    visit("audience", self.audience, "who can reach it: team, organisation, selected, everyone");
    visit("reversible", self.is_reversible, "what was opened can be taken back");
    visit("public", self.is_public, "it can be reached from outside");
    visit("rank", self.rank, "place in the list, 0 the lowest");
    visit("file", self.file, "where it stands");
    visit("line", self.line, "line of it");
  }
};

}  // namespace andon::model
