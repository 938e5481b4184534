// One run of a SARIF file while it is read: what came so far, and the results that wait for what
// may stand later in the file.
#pragma once
#include <string>
#include <vector>

#include "formats/format.h"
#include "formats/reading/problems.h"
#include "formats/reading/sarif_result.h"
#include "formats/reading/sarif_tool.h"

namespace andon::formats {

class SarifRun {
 public:
  SarifRun(ReadingSink& sink, Problems& problems) : sink_(sink), problems_(problems) {}

  SarifTool tool;
  bool is_tool_whole = false;  // its object has ended
  bool has_results = false;    // a list of results was there
  bool is_held = true;         // the file's version is not known yet: nothing may leave

  base::Result<void> add_result(SarifResult result);
  void add_artifact(const base::Value& artifact);
  void add_logical_location(const base::Value& location);
  void set_base_folders(base::Value folders);
  void set_field_of_invocation(std::string_view field, const base::Value& value);
  void end_invocation();
  void add_notification(const base::Value& notification, bool is_cut);
  void set_results_elsewhere() { is_elsewhere_ = true; }

  // Tells everything that waits. `is_cut`: the file ended inside this run.
  base::Result<void> finish(bool is_cut);

 private:
  struct Artifact {
    SarifLocation place;
    bool is_analysed = false;
  };
  struct Notification {
    SarifLocation place;
    std::string text;
    bool is_harmless = false;
  };
  base::Result<void> tell(SarifResult result);
  bool is_ready(const SarifPlace& place) const;
  std::string path_of(const SarifLocation& place) const;
  std::string folder_of(const std::string& base_id) const;

  ReadingSink& sink_;
  Problems& problems_;
  std::vector<SarifResult> waiting_;
  std::vector<Artifact> artifacts_;
  std::vector<std::string> logical_names_;
  std::vector<Notification> notifications_;
  std::vector<std::string> failures_;
  base::Value base_folders_;
  bool is_execution_failed_ = false;  // of the invocation being read
  std::string exit_text_;
  std::size_t absent_ = 0;
  std::size_t passed_ = 0;
  bool is_elsewhere_ = false;
};

}  // namespace andon::formats
