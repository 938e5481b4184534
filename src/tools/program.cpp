#include "tools/program.h"

#include <algorithm>

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace andon::tools {
namespace {

using base::Files;

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

// What every sandbox shows by itself.
bool is_of_the_system(std::string_view path) {
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"/usr/", "/bin/", "/sbin/", "/lib"},
      [&](std::string_view folder) { return path.starts_with(folder); });
}

bool is_there(Files& files, const std::string& path) {
  return files.target_status(path).has_value();
}

void add(std::vector<std::string>& paths, const std::string& path) {
  if (!is_of_the_system(path + "/") && std::ranges::find(paths, path) == paths.end())
    paths.push_back(path);
}

// PEP 405: "home = FOLDER" names the bin folder of the Python that the environment was made from.
std::string home_of_environment(Files& files, const std::string& prefix) {
  constexpr std::size_t configuration_limit_bytes = 64u << 10;
  const auto text = files.read(prefix + "/pyvenv.cfg", configuration_limit_bytes);
  if (!text) return {};
  for (const std::string_view line : base::lines(*text)) {
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos && base::trim(line.substr(0, equals)) == "home")
      return std::string(base::trim(line.substr(equals + 1)));
  }
  return {};
}

// The interpreter of a script: "#!/path/python -I".
std::string interpreter_of(Files& files, const std::string& path) {
  const auto source = files.open(path);
  if (!source) return {};
  std::array<char, 512> head;
  const auto count = (*source)->read(head);
  if (!count) return {};
  std::string_view line(head.data(), *count);
  if (!line.starts_with("#!")) return {};
  line = base::trim(line.substr(2, line.find('\n') - 2));
  return std::string(line.substr(0, line.find_first_of(" \t")));
}

// What stands around a program in PREFIX/bin: a virtual environment or an interpreter's own
// library.
void add_surroundings(Files& files, const std::string& program, Program& out) {
  if (is_of_the_system(program)) return;
  const std::string folder = parent_of(program), prefix = parent_of(folder);
  if (is_there(files, prefix + "/pyvenv.cfg")) {
    add(out.readable, prefix);
    const std::string home = home_of_environment(files, prefix);
    if (home.starts_with('/') && !is_of_the_system(home + "/")) add(out.readable, parent_of(home));
  } else if (folder.ends_with("/bin") &&
             (prefix.starts_with("/opt/") || is_there(files, prefix + "/lib/libpython3.so") ||
              is_there(files, prefix + "/bin/python3"))) {
    add(out.readable, prefix);
  } else {
    add(out.readable, program);
  }
}

}  // namespace

base::Result<Program> find_program(base::Context& context, const Tool& tool,
                                   const std::string& stated, const std::string& not_inside) {
  Files& files = context.world.files();
  const std::string name = stated.empty() ? std::string(tool.program) : stated;
  Program out;
  out.path = TRY(context.world.processes().find(name, not_inside));
  add_surroundings(files, out.path, out);
  // A program may be a link into its environment (pipx), a script of one, or both.
  std::vector<std::string> around = {out.path};
  if (auto real = files.absolute(out.path)) around.push_back(std::move(*real));
  if (const auto interpreter = interpreter_of(files, out.path); !interpreter.empty()) {
    around.push_back(interpreter);
    if (auto real = files.absolute(interpreter)) around.push_back(std::move(*real));
  }
  for (const std::string& path : around) add_surroundings(files, path, out);
  const std::string folder = parent_of(out.path);
  out.environment = {{"PATH", folder + ":/usr/local/bin:/usr/bin:/bin"},
                     {"LANG", "C.UTF-8"},
                     {"LC_ALL", "C.UTF-8"},
                     {"PYTHONDONTWRITEBYTECODE", "1"},
                     {"PYTHONUNBUFFERED", "1"}};
  // `pip install --user`: the packages stand in HOME, which the program does not see as such.
  const std::string home = context.world.environment("HOME").value_or("");
  if (!home.empty() && folder == home + "/.local/bin") {
    add(out.readable, home + "/.local/lib");
    out.environment.emplace_back("PYTHONUSERBASE", home + "/.local");
  }
  for (const auto& [variable, value] : tool.environment)
    out.environment.emplace_back(variable, value);
  return out;
}

std::string version_in(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    if (!is_digit(text[begin]) ||
        (begin > 0 && (is_digit(text[begin - 1]) || text[begin - 1] == '.')))
      continue;
    std::size_t end = begin;
    while (end < text.size() && (is_digit(text[end]) || text[end] == '.')) ++end;
    const std::string_view word = base::trim(text.substr(begin, end - begin));
    if (word.find('.') != std::string_view::npos && is_digit(word.back())) return std::string(word);
  }
  return {};
}

std::string version_of(base::Context& context, const Tool& tool, const Program& program,
                       const std::string& cache_folder) {
  Files& files = context.world.files();
  const auto status = files.target_status(program.path);
  if (!status) return {};
  const std::string key = crypto::sha256_hex(fmt::format("{}\n{}\n{}\n{}", tool.name, program.path,
                                                         status->size_bytes, status->modified_ns));
  const std::string remembered = cache_folder + "/tool-versions/" + key;
  constexpr std::size_t version_bytes = 100;
  if (!cache_folder.empty())
    if (const auto text = files.read(remembered, version_bytes)) return version_in(*text);
  base::Sandbox sandbox;
  sandbox.readable = program.readable;
  base::Command command;
  command.argv = {program.path};
  command.argv.insert(command.argv.end(), tool.version_arguments.begin(),
                      tool.version_arguments.end());
  command.environment = program.environment;
  command.folder = "/";
  command.timeout_ms = base::limits::tool_version_timeout_ms;
  command.sandbox = &sandbox;
  const auto ended = context.world.processes().run(command, context.stop);
  if (!ended || ended->exit_code != 0) return {};
  std::string version = version_in(ended->output);
  // Not being able to remember costs only the next run's time.
  if (!cache_folder.empty() && !version.empty() &&
      files.make_folders(cache_folder + "/tool-versions", 0700))
    static_cast<void>(files.write_atomically(remembered, version, 0600));
  return version;
}

}  // namespace andon::tools
