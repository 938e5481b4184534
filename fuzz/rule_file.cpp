// Rule files as users bring them: no crash, an error that names its place, and rules that stand for
// something.
#include "checks/secrets/rule_file.h"
#include "fuzz/check.h"

using namespace andon;
using namespace andon::checks;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const RuleFile file{"fuzz.toml", std::string(fuzz::text_of(data, size))};
  const auto rules = secrets::read_rules({&file, 1}, [](const RuleFile& from, std::string_view) {
    return base::Result<RuleFile>(from);  // a file that extends itself ends too
  });
  if (!rules) {
    fuzz::promise(!rules.error().message.empty(), "an error says something");
    return 0;
  }
  for (const auto& rule : rules->rules) {
    fuzz::promise(!rule.id.empty(), "a rule has an id");
    fuzz::promise(!rule.regex.empty() || !rule.path.empty(), "a rule looks for something");
  }
  (void)secrets::validate(*rules);
  return 0;
}
