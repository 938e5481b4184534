// What went wrong, in terms that a user can act on. Nine kinds for callers to branch on, an origin
// for exit codes (cli/exit_code.cpp), a message that names file and place, and a trail of clauses
// that callers add on the way up. Never holds a secret's value.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace andon::base {

enum class ErrorKind {
  invalid,
  not_found,
  denied,
  conflict,
  too_large,
  timeout,
  unavailable,
  unsupported,
  internal
};

// Whose fault: the command line, a configuration or policy file, a scanned or imported input, the
// machine (disk, network, permissions).
enum class ErrorOrigin { usage, configuration, input, machine };

std::string_view name(ErrorKind kind);

struct Error {
  ErrorKind kind = ErrorKind::internal;
  ErrorOrigin origin = ErrorOrigin::machine;
  std::string message;  // one sentence without a full stop; "file:line:column: ..." first
  std::vector<std::string> trail;  // innermost first: "reading the waiver .andon/waivers/x.yaml"

  Error&& with(std::string clause) && {
    trail.push_back(std::move(clause));
    return std::move(*this);
  }
  Error&& from(ErrorOrigin where) && {
    origin = where;
    return std::move(*this);
  }
  // "message (while reading ...; while opening ...)"
  std::string text() const;
};

}  // namespace andon::base
