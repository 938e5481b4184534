// The state of a component on this machine: records, their index, the cache, the local identity
// key. In .andon/state/ of the tree, or the user's state folder when the tree cannot be written.
#pragma once
#include <string>
#include <vector>

#include "base/context.h"
#include "base/secret.h"
#include "records/records.h"
#include "store/store.h"

namespace andon::flow {

class State {
 public:
  // `root`: absolute folder of the component. Indexes records that the index does not hold yet and
  // forgets those that are gone. A corrupt index is set aside, named in notes() and made again.
  static base::Result<State> open(base::Context& context, const std::string& root);

  const std::string& folder() const { return folder_; }
  const records::Folder& records() const { return records_; }
  store::Store& store() { return store_; }
  const std::vector<std::string>& notes() const { return notes_; }

  // What a check just sealed; an index that breaks meanwhile is made again.
  base::Result<void> index(base::Context& context, const std::vector<model::SealedRecord>& sealed);
  // What earlier runs knew of these and of such as may be the same; an index that turns out to be
  // damaged is made again first.
  base::Result<std::vector<store::Known>> known(base::Context& context, std::string_view component,
                                                std::string_view branch,
                                                std::span<const model::FindingReference> of);
  // Made on this machine, by this user: marked with a key that is kept outside of the tree, so that
  // no tree brings such a mark. Where there is no home to keep it in, nothing is its own.
  base::Result<void> mark_own(base::Context& context, std::string_view digest);
  bool is_own(base::Context& context, std::string_view digest) const;
  // A keyed hash by that same key, so that what this machine noted is told from what a tree brings;
  // "" where there is no home to keep the key in.
  std::string own_seal(base::Context& context, std::string_view text) const;
  // The index from the records alone.
  base::Result<void> rebuild(base::Context& context);

 private:
  State(std::string folder, records::Folder records, store::Store store)
      : folder_(std::move(folder)), records_(std::move(records)), store_(std::move(store)) {}
  base::Result<void> catch_up(base::Context& context);
  base::Result<void> read_missing(base::Context& context, const std::vector<std::string>& missing);
  base::Result<void> mend(base::Context& context, const base::Error& damage);

  std::string folder_;
  records::Folder records_;
  store::Store store_;
  std::vector<std::string> notes_;
};

// .andon/state of `root` when it can be made and written, else
// $XDG_STATE_HOME/andon/<digest of root>.
base::Result<std::string> state_folder(base::Context& context, const std::string& root);
// $XDG_CACHE_HOME/andon; empty when neither it nor HOME is set.
std::string cache_folder(base::Context& context);

struct IdentityKey {
  base::Secret key;
  bool is_local = false;  // made on this machine: said in the report
};
// ANDON_IDENTITY_KEY, else identity.key in the state folder, made when missing (0600).
base::Result<IdentityKey> identity_key(base::Context& context, const std::string& folder);

}  // namespace andon::flow
