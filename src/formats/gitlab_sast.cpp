#include "formats/list.h"
#include "formats/writing/gitlab_report.h"

namespace andon::formats {

namespace {

base::Result<void> write_gitlab_sast(const model::Report& report, base::ByteSink& sink) {
  return write_gitlab(report, GitlabScan::sast, sink);
}

}  // namespace

constinit const Format known::gitlab_sast{.name = "gitlab_sast",
                                          .title = "GitLab SAST report",
                                          .extension = ".json",
                                          .write = write_gitlab_sast};

}  // namespace andon::formats
