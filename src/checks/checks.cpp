#include "checks/checks.h"

#include "base/text.h"
#include "checks/secrets/load.h"
#include "checks/secrets/run.h"
#include "crypto/digest.h"

namespace andon::checks {

struct Checks::State {
  Settings settings;
  secrets::Loaded secrets;
  secrets::IgnoreFile ignored;
  std::vector<RuleFacts> rules;
  std::vector<std::string> notes;
};

namespace {

RuleFacts facts_of(const secrets::Rule& rule) {
  return {.check = "secrets",
          .id = rule.id,
          .title = rule.description,
          .severity = std::string(model::word(rule.severity)),
          .confidence = std::string(model::word(rule.confidence)),
          .fix = rule.fix,
          .file = fmt::format("{}:{}", rule.file, rule.line),
          .weaknesses = rule.weaknesses,
          .tags = rule.tags,
          .references = rule.references};
}

}  // namespace

Checks::Checks(std::unique_ptr<State> state) : state_(std::move(state)) {}
Checks::Checks(Checks&&) noexcept = default;
Checks& Checks::operator=(Checks&&) noexcept = default;
Checks::~Checks() = default;

base::Result<Checks> Checks::create(base::Context& context, Settings settings) {
  auto loaded = TRY(secrets::load_engine(context, settings));
  secrets::IgnoreFile ignored(settings.ignore_file, settings.ignore_file_name);
  auto state = std::unique_ptr<State>(
      new State{std::move(settings), std::move(loaded), std::move(ignored), {}, {}});
  const auto& rules = state->secrets.engine.rules();
  for (const auto& rule : rules.rules) state->rules.push_back(facts_of(rule));
  state->notes = rules.notes;
  for (const auto& problem : rules.problems) state->notes.push_back(problem.text);
  const auto& more = state->ignored.notes();
  state->notes.insert(state->notes.end(), more.begin(), more.end());
  return Checks(std::move(state));
}

std::vector<model::Run> Checks::run(base::Context& context, const tree::Tree& tree) const {
  std::vector<model::Run> runs;
  runs.push_back(secrets::run(context, tree, state_->settings, state_->secrets, state_->ignored));
  return runs;
}

// Everything that a rule finds is masked, what a comment lets be
// included: it is a value all the same.
std::string Checks::redact(std::string_view text) const {
  secrets::Workspace workspace;
  const auto scanned = state_->secrets.engine.look_at("", text, workspace);
  std::vector<model::ByteSpan> masks;
  for (const auto& hit : scanned.hits)
    if (hit.mask.end > hit.mask.begin) masks.push_back(hit.mask);
  std::sort(masks.begin(), masks.end(),
            [](const auto& a, const auto& b) { return a.begin < b.begin; });
  constexpr std::string_view mark = "[redacted]";
  std::string out;
  std::size_t at = 0;
  for (const auto& mask : masks) {
    if (mask.begin >= at) {
      out += text.substr(at, mask.begin - at);
      out += mark;
    }
    at = std::max(at, mask.end);
  }
  return out += text.substr(at);
}

const std::vector<RuleFacts>& Checks::rules() const { return state_->rules; }
const std::vector<std::string>& Checks::notes() const { return state_->notes; }
const std::string& Checks::rule_digest() const { return state_->secrets.rule_digest; }
std::string Checks::configuration_digest() const {
  return secrets::configuration_digest(state_->settings);
}

}  // namespace andon::checks
