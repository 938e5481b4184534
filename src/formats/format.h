// formats: report readers and writers, one file each. They see bytes and our
// model, never files, paths on disk, the clock or the network. Memory is flat
// at any size of report. A reader never fails whole: findings and problems go
// into one sink; an Error means that it is not this format or was cut.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "model/report.h"
#include "model/run.h"

namespace andon::formats {

// What a reader finds, in any order. Paths are as the report has them, cleaned by
// model::report_path; the caller maps them onto the tree.
class ReadingSink {
 public:
  virtual ~ReadingSink() = default;
  virtual base::Result<void> finding(model::Finding finding) = 0;
  virtual void problem(model::Problem problem) = 0;
  virtual void tool(std::string_view name, std::string_view version) = 0;
  virtual void analysed(std::string_view path) = 0;  // the report lists this file as looked at
  virtual void unsuccessful(
      std::string_view reason) = 0;  // the report itself says it did not finish
};

struct Format {
  std::string_view name;  // = file name = golden folder
  std::string_view title;
  std::string_view extension;  // of files written, ".sarif"
  // Is this it? By the first bytes (up to 64 KiB) and the file's name. Null: not read.
  bool (*recognises)(std::string_view head, std::string_view file_name) = nullptr;
  base::Result<void> (*read)(base::ByteSource& source, ReadingSink& sink,
                             std::string_view name) = nullptr;
  base::Result<void> (*write)(const model::Report& report, base::ByteSink& sink) = nullptr;
};

std::span<const Format* const> all();
const Format* find(std::string_view name);  // null: no such format
// The reader that recognises it, or an error that says what was seen and what is read.
base::Result<const Format*> recognise(std::string_view head, std::string_view file_name);

}  // namespace andon::formats
