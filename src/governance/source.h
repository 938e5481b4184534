// The governance source of an organisation: its files in, everything parsed and each with file and
// line out. Formats: docs/reference/governance.md. Opens no file, reads no clock.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/value.h"
#include "model/organisation_facts.h"
#include "model/waiver.h"

namespace andon::governance {

// Path relative to the top of the source, '/' between parts.
struct SourceFile {
  std::string path, text;
  friend bool operator==(const SourceFile&, const SourceFile&) = default;
};

// The display name stands here and nowhere else, so that one file can be erased.
struct Person {
  std::string account, name, email;
  std::optional<base::Instant> left;
  std::string file;
  std::uint32_t line = 0;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("account", self.account, "account name");
    visit("name", self.name, "name for people to read");
    visit("email", self.email, "address");
    visit("left", self.left, "the last day in the organisation");
    visit("file", self.file, "where it stands");
    visit("line", self.line, "line of it");
  }
};

struct Source {
  std::string title;
  std::vector<std::string> tiers{"low", "medium", "high", "critical"};  // lowest first
  std::vector<Person> people;
  std::vector<model::Team> teams;
  std::vector<model::Product> products;
  std::vector<model::Supplier> suppliers;
  std::vector<model::Environment> environments;
  std::vector<model::ToolCare> tools;
  std::vector<std::string> advocates, security_team;
  std::string preset;                // of the levels; "" when they are listed
  std::vector<model::Level> levels;  // lowest first
  std::vector<model::Plan> plans;
  std::vector<model::Answer> answers;
  std::vector<model::Waiver> waivers;  // for all branches and versions that they name
  std::vector<SourceFile> packs;       // packs/*.yaml, not read here
  std::optional<SourceFile> trust;     // trust.yaml, not read here
  std::vector<SourceFile> signatures;  // *.sig

  const Person* person(std::string_view account) const;
  const model::Team* team(std::string_view id) const;
  const model::Product* product(std::string_view id) const;
  const model::Component* component(std::string_view id) const;
  const model::Environment* environment(std::string_view id) const;
  const model::Level* level(std::string_view id) const;
};

// At most one account is named in all of organisation/: a one-person project (domain.md 1,
// "waiver").
bool has_one_person(const Source& source);

// Whether a file of that path belongs to the source: is read, kept and counts in the digest.
bool is_source_path(std::string_view path);

// All that could be read; a file that could not is named in `problems`, "file:line:column: ...".
struct SourceReading {
  Source source;
  std::vector<base::Error> problems;
};
SourceReading read_source(std::span<const SourceFile> files);
// The first problem as an error, with the number of the others.
base::Result<Source> parse_source(std::span<const SourceFile> files);

// The files again in normal form; packs, trust.yaml and signatures as they were.
std::vector<SourceFile> write_source(const Source& source);
// One noun as its file has it, without the place: for comparing two versions.
base::Value file_value(const model::Team& team);
base::Value file_value(const model::Product& product);
base::Value file_value(const model::Component& component);
base::Value file_value(const model::Supplier& supplier);
base::Value file_value(const model::Environment& environment);
base::Value file_value(const model::ToolCare& tool);
base::Value file_value(const model::Level& level);
base::Value file_value(const model::Plan& plan);
base::Value file_value(const model::Answer& answer);

// Presets of levels: service, internal_tool, library, installed_product.
std::span<const std::string_view> level_presets();
std::vector<model::Level> preset_levels(std::string_view preset);

// JSON Schemas for editors: "governance-teams" and the like, from what the reader goes by.
struct NamedSchema {
  std::string name;
  base::Value schema;
};
std::vector<NamedSchema> source_schemas();

}  // namespace andon::governance
