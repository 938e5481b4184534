// Finding: one problem at one place, in our terms whatever tool said it. Texts here are redacted:
// no field holds a secret's value (law 5).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "model/severity.h"

namespace andon::model {

// 1-based; columns count Unicode code points; the end column is the one after the last. 0: unknown.
struct Region {
  std::uint32_t start_line = 0;
  std::uint32_t start_column = 0;
  std::uint32_t end_line = 0;
  std::uint32_t end_column = 0;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("start_line", self.start_line, "1-based; 0 when unknown");
    visit("start_column", self.start_column, "1-based, in Unicode code points; 0 when unknown");
    visit("end_line", self.end_line, "line of the end");
    visit("end_column", self.end_column, "column after the last character");
  }
  friend bool operator==(const Region&, const Region&) = default;
};

// Half-open range of bytes in a file as it was read. In memory only.
struct ByteSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  friend bool operator==(const ByteSpan&, const ByteSpan&) = default;
};

struct FrameLine {
  std::uint32_t line = 0;
  std::string text;  // masked, printable
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("line", self.line, "line number");
    visit("text", self.text, "the line, secrets masked");
  }
};

struct Suppression {
  std::string by;            // "gitleaks:allow", "nosec", ".gitleaksignore:12", "tool"
  std::string reason;        // what the tool or comment says, if anything
  bool is_inline = true;     // a comment in the file itself; false: a line of an ignore file
  bool is_proposed = false;  // the change itself brings it: shown, does not count (law 9)
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("by", self.by, "the comment or file line that suppresses");
    visit("reason", self.reason, "its stated reason");
    visit("is_inline", self.is_inline, "a comment in the file, not a line of an ignore file");
    visit("is_proposed", self.is_proposed, "brought by the change itself: does not count yet");
  }
};

enum class FindingState { new_, existing, fixed, returned, waived, suppressed };
std::span<const std::string_view> words(FindingState);
// Somebody still has to do something about it.
constexpr bool is_open(FindingState state) {
  return state != FindingState::fixed && state != FindingState::waived &&
         state != FindingState::suppressed;
}

// What makes two findings of two runs the same (domain.md: identity).
// `context` is set by tree::anchor from the masked content, never from
// a line number or commit; "" means not anchored yet.
struct Identity {
  std::string context;        // hex sha256 of check, rule and masked, whitespace-folded context
  std::uint32_t ordinal = 0;  // among equal contexts of one file, in order
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("context", self.context, "digest of rule and masked context");
    visit("ordinal", self.ordinal, "position among equal contexts of the file");
  }
  friend auto operator<=>(const Identity&, const Identity&) = default;
};

struct Finding {
  std::string id;     // 16 hex digits of context, ordinal, path: for people and files
  std::string check;  // "secrets", "semgrep", the NAME of import --check
  std::string rule;
  std::string title;    // of the rule, one line
  std::string message;  // of this finding
  Severity severity = Severity::medium;
  Confidence confidence = Confidence::medium;
  std::vector<std::string> weaknesses;  // "CWE-798"
  std::string path;                     // relative to the git top level, domain.md 7
  Region region;
  std::vector<FrameLine> frame;         // the lines around, masked
  std::string symbol;                   // enclosing function or class, where cheap
  std::string fix;                      // what to do, one or two sentences
  std::vector<std::string> references;  // URLs
  std::vector<std::string> tags;
  std::string decoded_from;  // "base64", "hex", "percent", joined by ">" when nested
  std::vector<std::string> also_reported_by;  // other checks that say the same, set by correlate
  std::optional<Suppression> suppression;
  Identity identity;
  std::string value_key;  // keyed hash that joins copies of one secret value; "" if none
  FindingState state = FindingState::new_;
  std::string state_reason;  // "in the baseline", "adopted on 2026-01-02", "first look"
  std::string waiver;        // id, when waived or when an expired one returned it
  std::optional<base::Instant> first_seen;
  std::optional<base::Instant> fixed_at;
  std::optional<base::Instant> returned_at;

  ByteSpan match;               // in memory only: where in the file, for anchoring
  std::vector<ByteSpan> masks;  // in memory only: bytes that are secret values

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("id", self.id, "stable across runs while identity and path stay");
    visit("check", self.check, "the check that reported it");
    visit("rule", self.rule, "the rule's id in its check");
    visit("title", self.title, "what the rule looks for");
    visit("message", self.message, "what was found");
    visit("severity", self.severity, "how bad");
    visit("confidence", self.confidence, "how sure");
    visit("weaknesses", self.weaknesses, "CWE ids");
    visit("path", self.path, "relative to the git top level");
    visit("region", self.region, "place in the file");
    visit("frame", self.frame, "lines around it, secrets masked");
    visit("symbol", self.symbol, "enclosing function or class");
    visit("fix", self.fix, "what to do");
    visit("references", self.references, "further reading");
    visit("tags", self.tags, "the rule's tags");
    visit("decoded_from", self.decoded_from, "encodings that hid it");
    visit("also_reported_by", self.also_reported_by, "other checks that report it");
    visit("suppression", self.suppression, "what suppresses it");
    visit("identity", self.identity, "what makes it the same in another run");
    visit("value_key", self.value_key, "keyed hash that joins copies of one value");
    visit("state", self.state, "where it stands");
    visit("state_reason", self.state_reason, "why it stands there");
    visit("waiver", self.waiver, "the waiver that speaks of it");
    visit("first_seen", self.first_seen, "first run that reported it");
    visit("fixed_at", self.fixed_at, "first complete run without it");
    visit("returned_at", self.returned_at, "when it came back");
  }
};

}  // namespace andon::model
