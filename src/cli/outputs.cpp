#include "cli/outputs.h"

#include "base/text.h"
#include "flow/render.h"

namespace andon::cli {

base::Result<std::vector<Output>> parse_outputs(Session& session,
                                                const std::vector<std::string>& values,
                                                CheckFormat check_format) {
  std::vector<Output> outputs;
  int on_stdout = 0;
  for (const auto& value : values) {
    const auto equals = value.find('=');
    Output output{value.substr(0, equals),
                  equals == std::string::npos ? "-" : value.substr(equals + 1)};
    if (output.file.empty())
      return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::usage,
                        "--output {}: no file after the =; write FORMAT=FILE, or FORMAT=- for "
                        "stdout",
                        base::printable(value));
    TRY(check_format(output.format));
    on_stdout += output.file == "-";
    outputs.push_back(std::move(output));
  }
  if (on_stdout > 1)
    return base::fail(base::ErrorKind::conflict, base::ErrorOrigin::usage,
                      "only one --output can go to stdout");
  if (on_stdout) session.keep_stdout_for_machines();
  return outputs;
}

base::Result<void> json_alone(std::string_view format) {
  if (format == "json") return {};
  return base::fail(base::ErrorKind::unsupported, base::ErrorOrigin::usage,
                    "--output {}: this is written as json=FILE", base::printable(format));
}

base::Result<void> write_outputs(Session& session, const std::vector<Output>& outputs,
                                 const Render& render) {
  for (const auto& output : outputs) {
    auto text = TRY(render(output.format));
    if (output.file == "-")
      session.print_machine(text);
    else
      TRY(session.context().world.files().write_atomically(output.file, text), "writing {}",
          output.file);
  }
  return {};
}

base::Result<void> write_outputs(Session& session, const std::vector<Output>& outputs,
                                 const model::Report& report) {
  return write_outputs(session, outputs,
                       [&](std::string_view format) { return flow::render(report, format); });
}

}  // namespace andon::cli
