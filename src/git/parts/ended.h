// How a call of git ended, and what is said of it.
#pragma once
#include <string>
#include <string_view>

#include "base/process.h"
#include "base/result.h"

namespace andon::git {

// Git's own last words, on one line.
std::string last_words(const base::Ended& ended);
// An error for a program that did not start, was stopped, cut or ended by a signal; one that
// answered otherwise than 0 is handed on.
base::Result<base::Ended> checked(base::Result<base::Ended> ended, std::string_view verb);
std::unexpected<base::Error> not_installed();
std::unexpected<base::Error> was_stopped(std::string_view verb);
std::unexpected<base::Error> took_too_long(std::string_view verb);
std::unexpected<base::Error> printed_too_much(std::string_view verb);

}  // namespace andon::git
