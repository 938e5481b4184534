#include <algorithm>
#include <condition_variable>
#include <iterator>
#include <map>
#include <mutex>
#include <set>

#include "base/compress.h"
#include "base/limits.h"
#include "base/text.h"
#include "records/compact.h"
#include "records/signatures.h"
#include "records/sync.h"

namespace andon::records {
namespace {

using base::ErrorKind;
using base::ErrorOrigin;

constexpr unsigned mode_file = 0100644;
constexpr std::int64_t lock_timeout_ms = 10 * 60 * 1000;
constexpr std::uint64_t first_pause_ms = 20;
constexpr std::uint64_t longest_pause_ms = 1000;

// By digest: the blob that holds the record.
using Blobs = std::map<std::string, std::string>;

struct Theirs {
  std::string tip;  // "" while there is no such ref
  Blobs blobs;
  Blobs signatures;         // by path
  bool has_strays = false;  // something that is no record, which the next push leaves out
};

class GitSync {
 public:
  GitSync(base::Context& context, const Folder& mine, const git::Repository& repository,
          const GitTarget& target)
      : context_(context), mine_(mine), repository_(repository), target_(target) {}

  base::Result<void> take_theirs();
  // True when theirs holds everything now; false when another was quicker.
  base::Result<bool> give_mine();
  Union out;

 private:
  base::Result<void> take_one(git::ObjectReader& reader, const std::string& digest,
                              const std::string& blob);
  base::Result<void> take_records(git::ObjectReader& reader, const Listing& listing);
  base::Result<void> take_signatures(git::ObjectReader& reader, const Listing& listing);
  base::Result<std::vector<std::string>> sound(const std::vector<std::string>& digests);
  base::Result<void> is_fit(const std::string& path, const std::string& digest);
  std::vector<std::string> sound_signatures(const Listing& listing, const Blobs& records);
  base::Result<std::string> write_tree(const Blobs& records, const Blobs& signatures);
  void name(std::string path, std::string why);

  base::Context& context_;
  const Folder& mine_;
  const git::Repository& repository_;
  const GitTarget& target_;
  Theirs theirs_;
  std::set<std::string> named_;  // each problem once, however often we try
};

void GitSync::name(std::string path, std::string why) {
  if (!named_.insert(path).second) return;
  out.problems.push_back({base::path_text(path), std::move(why), false});
}

base::Result<void> GitSync::take_theirs() {
  theirs_ = {};
  if (!TRY(repository_.fetch(context_, target_.remote, target_.ref, target_.ref))) return {};
  theirs_.tip = TRY(repository_.read_ref(context_, target_.ref));
  const auto entries = TRY(repository_.list_tree(context_, theirs_.tip), "listing their records");
  for (const auto& entry : entries) {
    const auto digest = digest_of(entry.path);
    const bool is_record = !digest.empty() && entry.mode == mode_file &&
                           entry.size_bytes <= base::limits::record_packed_bytes;
    const bool is_signature = !signed_digest_of(entry.path).empty() && entry.mode == mode_file &&
                              entry.size_bytes <= base::limits::ssh_signature_bytes;
    if (is_record) {
      theirs_.blobs.emplace(digest, entry.object);
    } else if (is_signature) {
      theirs_.signatures.emplace(entry.path, entry.object);
    } else {
      theirs_.has_strays = true;
      name(entry.path, "stands among the records of " + target_.ref + " and is none: left out");
    }
  }
  const auto listing = TRY(mine_.list(context_));
  auto reader = TRY(repository_.object_reader(context_));
  TRY(take_records(reader, listing));
  return take_signatures(reader, listing);
}

base::Result<void> GitSync::take_records(git::ObjectReader& reader, const Listing& listing) {
  const auto theirs = theirs_.blobs;  // take_one forgets those that are no records
  for (const auto& [digest, blob] : theirs) {
    if (std::ranges::binary_search(listing.digests, digest)) continue;
    if (context_.stop.stop_requested()) return {};
    TRY(take_one(reader, digest, blob));
  }
  return {};
}

base::Result<void> GitSync::take_signatures(git::ObjectReader& reader, const Listing& listing) {
  const auto theirs = theirs_.signatures;
  for (const auto& [path, blob] : theirs) {
    if (std::ranges::binary_search(listing.signatures, path)) continue;
    if (context_.stop.stop_requested()) return {};
    const auto digest = signed_digest_of(path);
    const auto refuse = [&](std::string why) {
      theirs_.signatures.erase(path);
      theirs_.has_strays = true;
      name(path, std::move(why));
    };
    if (!context_.world.files().status(mine_.file_of(digest))) {
      refuse("signs a record that is not there: left out");
      continue;
    }
    std::string armored;
    TRY(reader.read(blob, base::limits::ssh_signature_bytes, armored));
    const auto put = put_signature(context_, mine_, digest, armored);
    if (!put && put.error().origin == ErrorOrigin::machine) return std::unexpected(put.error());
    if (!put) refuse(put.error().text() + ": left out");
    if (!put) continue;
    out.signatures_taken += *put;
    // One that names no key was made by hand: it goes back under the name that it has here.
    const auto mine = signature_path(digest, TRY(crypto::parse_ssh_signature(armored)).key);
    if (mine == path) continue;
    theirs_.signatures.erase(path);
    theirs_.has_strays = true;
  }
  return {};
}

base::Result<void> GitSync::take_one(git::ObjectReader& reader, const std::string& digest,
                                     const std::string& blob) {
  const auto path = path_of(digest);
  std::string packed;
  TRY(reader.read(blob, base::limits::record_packed_bytes, packed));
  const auto bytes = base::zstd_decompress(packed, base::limits::record_bytes);
  const auto record = bytes ? unseal(*bytes, digest, path)
                            : base::Result<model::Record>(std::unexpected(bytes.error()));
  if (!record) {
    theirs_.blobs.erase(digest);
    theirs_.has_strays = true;
    name(path, record.error().text() + ": left out");
    return {};
  }
  TRY(mine_.put(context_, Sealed{digest, *bytes}), "taking a record");
  out.taken_digests.push_back(digest);
  ++out.taken;
  return {};
}

// What is corrupt here is not given on.
base::Result<std::vector<std::string>> GitSync::sound(const std::vector<std::string>& digests) {
  std::vector<std::string> good;
  for (const auto& digest : digests) {
    const auto record = mine_.read(context_, digest);
    if (record)
      good.push_back(digest);
    else
      name(path_of(digest), record.error().text() + ": not given on");
  }
  return good;
}

base::Result<void> GitSync::is_fit(const std::string& path, const std::string& digest) {
  const auto sealed = TRY(mine_.read_sealed(context_, digest));
  const auto armored = TRY(
      context_.world.files().read(mine_.path() + "/" + path, base::limits::ssh_signature_bytes));
  const auto signature = TRY(verified_signature(sealed, armored));
  if (signature_path(digest, signature.key) == path) return {};
  return base::fail(ErrorKind::invalid, ErrorOrigin::input, "is not named as its key is");
}

// Those of records that are given too.
std::vector<std::string> GitSync::sound_signatures(const Listing& listing, const Blobs& records) {
  std::vector<std::string> good;
  for (const auto& path : listing.signatures) {
    const auto digest = signed_digest_of(path);
    if (theirs_.signatures.contains(path) || !records.contains(digest)) continue;
    if (const auto fit = is_fit(path, digest); fit)
      good.push_back(path);
    else
      name(path, fit.error().text() + ": not given on");
  }
  return good;
}

// By shelf, each in the order of git: that of the names.
using Shelves = std::map<std::string, std::vector<git::TreeEntry>>;
Shelves shelves_of(const Blobs& records, const Blobs& signatures) {
  Blobs paths = signatures;
  for (const auto& [digest, blob] : records) paths.emplace(path_of(digest), blob);
  Shelves out;
  for (const auto& [path, blob] : paths)
    out[path.substr(0, 2)].push_back({path.substr(3), blob, mode_file, 0});
  return out;
}

base::Result<std::string> GitSync::write_tree(const Blobs& records, const Blobs& signatures) {
  // Shelves that stay as they are keep their tree; each other one costs a call.
  const auto shelves = shelves_of(records, signatures);
  Shelves before;
  std::map<std::string, std::string> trees;
  if (!theirs_.tip.empty()) {
    before = shelves_of(theirs_.blobs, theirs_.signatures);
    const auto output = TRY(repository_.run(context_, {"ls-tree", "-l", "-z", theirs_.tip}));
    for (const auto& entry : TRY(git::parse_tree_list(output)))
      if (entry.mode == git::mode_folder) trees[entry.path] = entry.object;
  }
  const auto same = [](const auto& a, const auto& b) {
    return std::ranges::equal(a, b, [](const git::TreeEntry& x, const git::TreeEntry& y) {
      return x.path == y.path && x.object == y.object;
    });
  };
  std::vector<git::TreeEntry> root;
  for (const auto& [shelf, entries] : shelves) {
    const bool is_kept =
        !theirs_.has_strays && trees.contains(shelf) && same(before[shelf], entries);
    auto tree = is_kept ? trees[shelf] : TRY(repository_.write_tree(context_, entries));
    root.push_back({shelf, std::move(tree), git::mode_folder, 0});
  }
  return repository_.write_tree(context_, root);
}

base::Result<bool> GitSync::give_mine() {
  const auto listing = TRY(mine_.list(context_));
  auto blobs = theirs_.blobs;
  auto signatures = theirs_.signatures;
  for (const auto& digest : TRY(replaced_digests(context_, mine_))) blobs.erase(digest);
  std::erase_if(signatures,
                [&](const auto& each) { return !blobs.contains(signed_digest_of(each.first)); });
  std::vector<std::string> wanted;
  for (const auto& digest : listing.digests)
    if (!theirs_.blobs.contains(digest)) wanted.push_back(digest);
  wanted = TRY(sound(wanted));
  std::vector<std::string> files;
  for (const auto& digest : wanted) {
    blobs[digest] = {};
    files.push_back(mine_.file_of(digest));
  }
  const auto signed_paths = sound_signatures(listing, blobs);
  for (const auto& path : signed_paths) files.push_back(mine_.path() + "/" + path);
  if (files.empty() && blobs.size() == theirs_.blobs.size()) return true;
  const auto written = TRY(repository_.write_blobs(context_, files), "handing records to git");
  for (std::size_t i = 0; i < wanted.size(); ++i) blobs[wanted[i]] = written[i];
  for (std::size_t i = 0; i < signed_paths.size(); ++i)
    signatures[signed_paths[i]] = written[wanted.size() + i];
  const auto tree = TRY(write_tree(blobs, signatures));
  std::vector<std::string> parents;
  if (!theirs_.tip.empty()) parents.push_back(theirs_.tip);
  const git::Signature who{"andon", "andon@localhost", context_.world.clock().now().ms / 1000};
  const auto commit =
      TRY(repository_.write_commit(context_, tree, parents, "andon records\n", who));
  auto pushed = repository_.push(context_, target_.remote, commit, target_.ref, theirs_.tip);
  if (pushed) {
    out.given = wanted.size();
    out.signatures_given = signed_paths.size();
    return true;
  }
  if (pushed.error().kind == ErrorKind::conflict) return false;
  return std::unexpected(std::move(pushed).error());
}

// A random part of a pause that doubles, so that those who collided spread out.
void pause(base::Context& context, std::size_t attempt) {
  std::array<unsigned char, 4> dice{};
  context.world.randomness().fill(dice);
  const std::uint64_t drawn = dice[0] | dice[1] << 8 | dice[2] << 16;
  const auto most =
      std::min(longest_pause_ms, first_pause_ms << std::min<std::size_t>(attempt, 10));
  std::mutex mutex;
  std::unique_lock lock(mutex);
  std::condition_variable_any never;
  never.wait_for(lock, context.stop, std::chrono::milliseconds(drawn % most), [] { return false; });
}

base::Result<void> permitted(const GitTarget& target) {
  if (target.remote.empty())
    return base::fail(ErrorKind::invalid, ErrorOrigin::usage,
                      "no remote was named: there is no default; say `andon sync REMOTE`, or set "
                      "sync.remote in andon.yaml");
  if (target.visibility == Visibility::open_to_all)
    return base::fail(ErrorKind::denied, ErrorOrigin::configuration,
                      "{}: counts as public, and records tell where your code is weak; set "
                      "sync.public: private when it is not, or sync.public: accepted",
                      base::printable(target.remote));
  return {};
}

}  // namespace

base::Result<Union> sync_with_git(base::Context& context, const Folder& mine,
                                  const git::Repository& repository, const GitTarget& target,
                                  Direction direction) {
  if (direction == Direction::both || target.remote.empty()) TRY(permitted(target));
  // The fetched ref is one per repository: two syncs in one clone take turns.
  const auto lock = TRY(
      context.world.files().lock(repository.common_folder() + "/andon-sync.lock", lock_timeout_ms),
      "waiting for another sync");
  GitSync sync(context, mine, repository, target);
  for (std::size_t attempt = 0; attempt < base::limits::sync_attempts; ++attempt) {
    TRY(sync.take_theirs(), "taking records from {}", base::printable(target.remote));
    auto dropped = TRY(apply_compactions(context, mine));
    sync.out.dropped += dropped.dropped.size();
    if (attempt == 0) std::ranges::move(dropped.problems, std::back_inserter(sync.out.problems));
    if (direction == Direction::reads_only) return std::move(sync.out);
    if (context.stop.stop_requested()) break;
    if (TRY(sync.give_mine(), "giving records to {}", base::printable(target.remote)))
      return std::move(sync.out);
    pause(context, attempt);
  }
  return base::fail(ErrorKind::conflict, ErrorOrigin::machine,
                    "{}: others kept pushing to {}; what they have was taken, ours was not given: "
                    "run the sync again",
                    base::printable(target.remote), target.ref);
}

}  // namespace andon::records
