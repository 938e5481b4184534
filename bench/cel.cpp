// CPU time of one evaluation of each expression of bench/cel.json, on the facts of a file, one line
// each: "NAME NANOSECONDS". bench/cel_go does the same with cel-go; bench/run.py puts the two side
// by side.
#include <ctime>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "cel/cel.h"

namespace {

using namespace andon;

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

base::Value read(const char* path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  auto out = base::json::parse(text.str(), path);
  if (!out) {
    std::fprintf(stderr, "%s\n", out.error().text().c_str());
    std::exit(2);
  }
  return std::move(*out);
}

// The least of many short rounds: what the machine does besides only adds.
double nanoseconds(cel::Evaluator& evaluator, std::span<const cel::Value> values) {
  constexpr double round_seconds = 0.01, whole_seconds = 0.4;
  std::size_t count = 1;
  double best = 1e9;
  const double begin = cpu_seconds();
  while (cpu_seconds() - begin < whole_seconds) {
    const double from = cpu_seconds();
    for (std::size_t i = 0; i < count; ++i) (void)evaluator.evaluate(values);
    const double took = cpu_seconds() - from;
    if (took < round_seconds) {
      count *= 2;
      continue;
    }
    best = std::min(best, took / static_cast<double>(count));
  }
  return best * 1e9;
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) {
    std::fprintf(stderr, "usage: bench_cel CASES FACTS\n");
    return 2;
  }
  const auto cases = read(words[1]), facts = read(words[2]);
  std::vector<std::string_view> names;
  std::vector<cel::Value> values;
  for (const auto& [name, value] : *facts.map()) {
    names.push_back(name);
    values.push_back(cel::Value::wrap(value));
  }
  for (const auto& each : *cases.list()) {
    const auto source = each["expression"].text_or();
    const auto expression = cel::Expression::compile(source, {.variables = names});
    if (!expression) {
      std::fprintf(stderr, "%s\n", expression.error().text().c_str());
      return 2;
    }
    cel::Evaluator evaluator(*expression);
    const auto value = evaluator.evaluate(values);
    const auto shown = base::json::write_line(cel::to_facts(value));
    std::printf("%s\t%.1f\t%s\n", std::string(each["name"].text_or()).c_str(),
                nanoseconds(evaluator, values), shown.substr(0, 200).c_str());
  }
}
