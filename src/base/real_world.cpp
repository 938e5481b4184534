#include "base/real_world.h"

#include <unistd.h>

#include <cstring>
#include <map>

#include "base/real_files.h"
#include "base/real_parts.h"

namespace andon::base {
namespace {

using Environment = std::map<std::string, std::string, std::less<>>;

Environment read_environment() {
  Environment out;
  for (char** entry = environ; *entry != nullptr; ++entry)
    if (const char* equals = std::strchr(*entry, '='))
      out.emplace(std::string(*entry, static_cast<std::size_t>(equals - *entry)), equals + 1);
  return out;
}

class RealWorld final : public World {
 public:
  explicit RealWorld(std::string launcher)
      : environment_(read_environment()),
        clock_(make_real_clock()),
        files_(make_real_files(temporary_folder())),
        processes_(make_real_processes({.search_path = search_path(),
                                        .temporary_folder = temporary_folder(),
                                        .launcher = std::move(launcher)})),
        network_(make_real_network()),
        randomness_(make_real_randomness()) {}

  Clock& clock() override { return *clock_; }
  Files& files() override { return *files_; }
  Processes& processes() override { return *processes_; }
  Network& network() override { return *network_; }
  Randomness& randomness() override { return *randomness_; }

  std::optional<std::string> environment(std::string_view name) override {
    const auto found = environment_.find(name);
    if (found == environment_.end()) return std::nullopt;
    return found->second;
  }

 private:
  std::string temporary_folder() {
    const std::string folder = environment("TMPDIR").value_or("/tmp");
    return folder.starts_with('/') ? folder : "/tmp";
  }
  std::string search_path() { return environment("PATH").value_or("/usr/local/bin:/usr/bin:/bin"); }

  Environment environment_;
  std::unique_ptr<Clock> clock_;
  std::unique_ptr<Files> files_;
  std::unique_ptr<Processes> processes_;
  std::unique_ptr<Network> network_;
  std::unique_ptr<Randomness> randomness_;
};

}  // namespace

std::unique_ptr<World> make_real_world(std::string launcher) {
  return std::make_unique<RealWorld>(std::move(launcher));
}

}  // namespace andon::base
