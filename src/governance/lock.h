// .andon/andon.lock: which state of the governance source counts, by digest; and that state as the
// bytes that are kept offline. Opens no file.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "governance/source.h"

namespace andon::governance {

inline constexpr std::string_view lock_file = "andon.lock";

base::Result<model::GovernanceLock> parse_lock(std::string_view text, const std::string& file);
std::string write_lock(const model::GovernanceLock& lock);

// The files of a source as one run of bytes, sorted by path: what the digest is made of, and what
// is kept offline under it.
std::string pack_source(std::vector<SourceFile> files);
// Bytes that do not have the digest, or that pack_source() did not make, are refused.
base::Result<std::vector<SourceFile>> unpack_source(std::string_view bytes,
                                                    const std::string& digest);
// "sha256:<64 hex digits>" of packed bytes.
std::string digest_of_packed(std::string_view bytes);

}  // namespace andon::governance
