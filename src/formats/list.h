// The report formats, by name, in the order of help and documentation. Name = file name = folder of
// golden samples. Each source defines `constinit const Format known::<name>{...}`.
#pragma once
#include "formats/format.h"

#define ANDON_FORMATS(X)     \
  X(text)                    \
  X(json)                    \
  X(sarif)                   \
  X(junit)                   \
  X(gitlab_secret_detection) \
  X(gitlab_sast)             \
  X(code_climate)            \
  X(markdown)                \
  X(csv)                     \
  X(html)                    \
  X(bandit)                  \
  X(semgrep)                 \
  X(cppcheck)

// A namespace of their own: names such as text and json would shadow half the folder's variables.
namespace andon::formats::known {

#define ANDON_DECLARE_FORMAT(name) extern const Format name;
ANDON_FORMATS(ANDON_DECLARE_FORMAT)
#undef ANDON_DECLARE_FORMAT

}  // namespace andon::formats::known
