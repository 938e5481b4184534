// The files of governance: the first byte picks the door, the default being the source itself:
// there a line names the file, the rest is its text ("\0" parts several). Read or refused with a
// place; the normal form of what is read reads back to the same; cross checks and comparison take
// whatever was read. The other doors: the lock, the kept bytes, owners' files, reviews of code
// hosts.
#include "governance/source.h"

#include "fuzz/check.h"
#include "governance/check.h"
#include "governance/compare.h"
#include "governance/lock.h"
#include "governance/owners.h"
#include "governance/trust_review.h"

namespace {

using namespace andon;
using governance::SourceFile;

std::vector<SourceFile> files_of(std::string_view text) {
  std::vector<SourceFile> files{{"governance.yaml", "governance: v1\n"}};
  while (!text.empty()) {
    const auto part = text.substr(0, text.find('\0'));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    const auto path = part.substr(0, part.find('\n'));
    files.push_back(
        {std::string(path), std::string(part.substr(std::min(part.size(), path.size() + 1)))});
  }
  return files;
}

bool has_place(const base::Error& error, const std::vector<SourceFile>& files) {
  return std::ranges::any_of(
      files, [&](const SourceFile& file) { return error.message.starts_with(file.path + ":"); });
}

void read_source(const std::vector<SourceFile>& files) {
  const auto reading = governance::read_source(files);
  for (const auto& problem : reading.problems)
    fuzz::promise(has_place(problem, files), "an error without a place");
  const auto written = governance::write_source(reading.source);
  const auto again = governance::read_source(written);
  fuzz::promise(again.problems.empty(), "a normal form that is refused");
  fuzz::promise(governance::write_source(again.source) == written, "a source changes");
  const base::Instant now{1'800'000'000'000};
  bool has_twins = false;
  for (const auto& gap : governance::find_gaps(reading.source, now)) {
    fuzz::promise(!gap.kind.empty() && !gap.text.empty() && !gap.file.empty() && gap.line > 0,
                  "a gap without a place");
    has_twins = has_twins || gap.kind.ends_with("twice");
  }
  const auto changes = governance::compare(reading.source, again.source);
  fuzz::promise(has_twins || changes.empty(), "the same differs");
}

void read_lock(std::string_view text) {
  const auto lock = governance::parse_lock(text, "fuzz.lock");
  if (!lock) {
    fuzz::promise(lock.error().message.starts_with("fuzz.lock:"), "an error without a place");
    return;
  }
  const auto written = governance::write_lock(*lock);
  const auto again = governance::parse_lock(written, "fuzz.lock");
  fuzz::promise(again && governance::write_lock(*again) == written, "a lock changes");
}

void read_packed(std::string_view text) {
  const auto unpacked = governance::unpack_source(text, governance::digest_of_packed(text));
  if (unpacked) (void)governance::pack_source(*unpacked);
}

void read_catalog(std::string_view text) {
  const auto catalog = governance::parse_catalog(text, "fuzz.yaml");
  if (!catalog)
    fuzz::promise(catalog.error().message.starts_with("fuzz.yaml:"), "an error without a place");
}

void read_security_text(std::string_view text) {
  for (const auto& problem : governance::parse_security_text(text, "fuzz.txt").problems)
    fuzz::promise(problem.starts_with("fuzz.txt:"), "a problem without a place");
}

// The first line is the path that is asked for, the rest the file.
void read_codeowners(std::string_view text) {
  const auto path = text.substr(0, text.find('\n'));
  text.remove_prefix(path.size());
  const auto rules = governance::parse_codeowners(text);
  const auto* rule = governance::owner_rule_of(rules, path);
  fuzz::promise(
      governance::owners_of(rules, path) == (rule ? rule->owners : std::vector<std::string>()),
      "owners without a rule");
}

void read_insights(std::string_view text) {
  const auto contacts = governance::parse_security_insights(text, "fuzz.yml");
  if (!contacts)
    fuzz::promise(contacts.error().message.starts_with("fuzz.yml:"), "an error without a place");
}

void read_review(std::string_view text) {
  const std::string commit(40, 'a');
  const auto review = governance::parse_review(text, "fuzz.json", commit);
  if (!review) {
    fuzz::promise(review.error().message.starts_with("fuzz.json:"), "an error without a place");
    return;
  }
  for (const auto& approval : review->approvals)
    fuzz::promise(!approval.account.empty() && !approval.commit.empty(),
                  "an approval by nobody, or of nothing");
  const auto again = model::review_from(model::to_value(*review));
  fuzz::promise(again && model::to_value(*again) == model::to_value(*review), "a review changes");
}

void read_sources(std::string_view text) {
  const auto files = files_of(text);
  read_source(files);
  const auto packed = governance::pack_source(files);
  const auto unpacked = governance::unpack_source(packed, governance::digest_of_packed(packed));
  fuzz::promise(unpacked && governance::pack_source(*unpacked) == packed, "kept bytes change");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto text = fuzz::text_of(data + 1, size - 1);
  switch (data[0]) {
    case 'l':
      read_lock(text);
      break;
    case 'p':
      read_packed(text);
      break;
    case 'c':
      read_catalog(text);
      break;
    case 't':
      read_security_text(text);
      break;
    case 'o':
      read_codeowners(text);
      break;
    case 'i':
      read_insights(text);
      break;
    case 'r':
      read_review(text);
      break;
    default:
      read_sources(text);
  }
  return 0;
}
