#include "formats/list.h"
#include "formats/writing/gitlab_report.h"

namespace andon::formats {

namespace {

base::Result<void> write_gitlab_secret_detection(const model::Report& report,
                                                 base::ByteSink& sink) {
  return write_gitlab(report, GitlabScan::secret_detection, sink);
}

}  // namespace

constinit const Format known::gitlab_secret_detection{.name = "gitlab_secret_detection",
                                                      .title = "GitLab secret detection report",
                                                      .extension = ".json",
                                                      .write = write_gitlab_secret_detection};

}  // namespace andon::formats
