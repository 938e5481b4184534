// The governance source: the first line names the file, the rest is its text ("\0" parts several).
// Read or refused with a place; the normal form of what is read reads back to the same; cross
// checks and comparison take whatever was read. The lock, the kept bytes and owners' files besides.
#include "governance/source.h"

#include "fuzz/check.h"
#include "governance/check.h"
#include "governance/compare.h"
#include "governance/lock.h"
#include "governance/owners.h"

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

void read_others(std::string_view text) {
  const auto lock = governance::parse_lock(text, "fuzz.lock");
  if (lock) {
    const auto written = governance::write_lock(*lock);
    const auto again = governance::parse_lock(written, "fuzz.lock");
    fuzz::promise(again && governance::write_lock(*again) == written, "a lock changes");
  } else {
    fuzz::promise(lock.error().message.starts_with("fuzz.lock:"), "an error without a place");
  }
  const auto unpacked = governance::unpack_source(text, governance::digest_of_packed(text));
  if (unpacked) (void)governance::pack_source(*unpacked);
  const auto catalog = governance::parse_catalog(text, "fuzz.yaml");
  if (!catalog)
    fuzz::promise(catalog.error().message.starts_with("fuzz.yaml:"), "an error without a place");
  for (const auto& problem : governance::parse_security_text(text, "fuzz.txt").problems)
    fuzz::promise(problem.starts_with("fuzz.txt:"), "a problem without a place");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  read_others(text);
  const auto files = files_of(text);
  read_source(files);
  const auto packed = governance::pack_source(files);
  const auto unpacked = governance::unpack_source(packed, governance::digest_of_packed(packed));
  fuzz::promise(unpacked && governance::pack_source(*unpacked) == packed, "kept bytes change");
  return 0;
}
