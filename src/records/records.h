// records: the truth. One immutable file per record, <2 hex>/<62 hex>.json.zst, named by the sha256
// of its canonical JSON (RFC 8785) before compression, and beside it what was signed of it;
// sealing, reading, union, sync, compaction. What cannot be verified is named and left out, never
// trusted. It never decides anything, never changes a record, and never talks to a remote that it
// was not given.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/context.h"
#include "base/result.h"
#include "model/record.h"

namespace andon::records {

struct Sealed {
  std::string digest;  // 64 lower-case hex digits
  std::string bytes;   // canonical JSON
};

// The envelope around a body: schema "andon/<kind>/v1", made now.
model::Record make(base::Context& context, std::string_view kind, std::string_view component,
                   base::Value body);
// Fails (internal) on a body with floats, which records do not hold.
base::Result<Sealed> seal(model::Record record);
// The record in `bytes`, which must be canonical JSON of that digest; `name` for messages.
base::Result<model::Record> unseal(std::string_view bytes, std::string_view digest,
                                   std::string_view name);
// Of bytes whose digest was checked.
base::Result<model::Record> unseal_checked(std::string_view bytes, std::string_view name);

bool is_digest(std::string_view text);
// "ab/cdef....json.zst", and back; empty when the path is no record's.
std::string path_of(std::string_view digest);
std::string digest_of(std::string_view relative_path);
// The record whose signature stands at that path (records/signatures.h); empty when none does.
std::string signed_digest_of(std::string_view relative_path);

struct Listing {
  std::vector<std::string> digests;      // sorted; their content is not read yet
  std::vector<std::string> signatures;   // paths, sorted; not read yet either
  std::vector<model::Problem> problems;  // what stands there and is no record
};

// A folder of records. Any number of processes may use one at once: files come whole, and the same
// name always holds the same bytes.
class Folder {
 public:
  explicit Folder(std::string path) : path_(std::move(path)) {}
  const std::string& path() const { return path_; }
  std::string file_of(std::string_view digest) const;

  // Seals and writes; the digest. A full disk leaves the folder as it was.
  base::Result<std::string> put(base::Context& context, const model::Record& record) const;
  base::Result<void> put(base::Context& context, const Sealed& sealed) const;
  base::Result<bool> holds(base::Context& context, std::string_view digest) const;
  // Verified; invalid with the file's name when its content is not what its name says.
  base::Result<model::Record> read(base::Context& context, std::string_view digest) const;
  base::Result<Sealed> read_sealed(base::Context& context, std::string_view digest) const;
  // The bytes of that digest, whatever they say: all that a signature needs.
  base::Result<Sealed> read_bytes(base::Context& context, std::string_view digest) const;
  base::Result<Listing> list(base::Context& context) const;
  // Records that may be of that kind ("compaction", "review"), sorted, without reading them all.
  base::Result<std::vector<std::string>> noted(base::Context& context, std::string_view kind) const;
  // With its signatures. Only for what an accepted compaction replaces, or a check that could not
  // be kept whole.
  base::Result<void> remove(base::Context& context, std::string_view digest) const;

 private:
  std::string path_;
};

}  // namespace andon::records
