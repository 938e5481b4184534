#include "flow/state.h"

#include <array>

#include "base/text.h"
#include "crypto/digest.h"
#include "flow/version.h"
#include "records/check.h"
#include "store/left_out.h"

namespace andon::flow {

namespace {

// The user's folder for what outlives a tree; "" when there is none.
std::string user_state_folder(base::Context& context) {
  const auto home = context.world.environment("XDG_STATE_HOME").value_or("");
  if (home.starts_with('/')) return home + "/andon";
  const auto user = context.world.environment("HOME").value_or("");
  return user.starts_with('/') ? user + "/.local/state/andon" : std::string();
}

// The key in that file, made when missing; two that make it at once end with one.
base::Result<base::Secret> kept_key(base::Context& context, const std::string& path) {
  auto& files = context.world.files();
  const auto read = [&]() -> std::optional<base::Secret> {
    auto text = files.read(path, 4096);
    if (text && text->size() >= 32) return base::Secret(std::move(*text));
    return std::nullopt;
  };
  if (auto key = read()) return std::move(*key);
  const auto lock = TRY(files.lock(path + ".lock", 10'000), "locking {}", path);
  if (auto key = read()) return std::move(*key);
  std::array<unsigned char, 32> random{};
  context.world.randomness().fill(random);
  auto text = base::hex({reinterpret_cast<const char*>(random.data()), random.size()});
  TRY(files.write_atomically(path, text, 0600), "writing {}", path);
  return base::Secret(std::move(text));
}

std::string own_mark(std::string_view key, std::string_view digest) {
  return crypto::hmac_sha256_hex(key, "andon own record " + std::string(digest));
}

}  // namespace

base::Result<std::string> state_folder(base::Context& context, const std::string& root) {
  auto& files = context.world.files();
  const auto in_tree = root + "/.andon/state";
  auto made = files.make_folders(in_tree, 0755);
  if (made) {
    const auto guard = in_tree + "/.gitignore";
    if (files.status(guard)) return in_tree;
    made = files.write_atomically(guard, "*\n");
    if (made) return in_tree;
  }
  // A full disk is no reason to write elsewhere: only a tree that must not be written is.
  if (made.error().kind != base::ErrorKind::denied) return std::unexpected(made.error());
  const auto home = user_state_folder(context);
  if (home.empty())
    return base::fail(base::ErrorKind::denied, base::ErrorOrigin::machine,
                      "{} cannot be written and neither XDG_STATE_HOME nor HOME is set", in_tree);
  auto folder = home + "/" + crypto::sha256_hex(root).substr(0, 16);
  TRY(files.make_folders(folder, 0700), "making the state folder");
  return folder;
}

std::string cache_folder(base::Context& context) {
  auto home = context.world.environment("XDG_CACHE_HOME").value_or("");
  if (home.starts_with('/')) return home + "/andon";
  home = context.world.environment("HOME").value_or("");
  return home.starts_with('/') ? home + "/.cache/andon" : std::string();
}

base::Result<void> State::mark_own(base::Context& context, std::string_view digest) {
  const auto home = user_state_folder(context);
  if (home.empty()) return {};
  auto& files = context.world.files();
  TRY(files.make_folders(home, 0700), "keeping what was made here apart");
  const auto key = TRY(kept_key(context, home + "/own.key"));
  TRY(files.make_folders(folder_ + "/own", 0700));
  return files.write_atomically(folder_ + "/own/" + std::string(digest),
                                own_mark(key.reveal(), digest), 0600);
}

bool State::is_own(base::Context& context, std::string_view digest) const {
  const auto home = user_state_folder(context);
  if (home.empty()) return false;
  auto& files = context.world.files();
  const auto mark = files.read(folder_ + "/own/" + std::string(digest), 128);
  if (!mark) return false;
  const auto key = files.read(home + "/own.key", 4096);
  return key && key->size() >= 32 && *mark == own_mark(*key, digest);
}

namespace {

std::string seal_of(base::Context& context, std::string_view text) {
  const auto home = user_state_folder(context);
  if (home.empty() || !context.world.files().make_folders(home, 0700)) return {};
  const auto key = kept_key(context, home + "/own.key");
  return key ? crypto::hmac_sha256_hex(key->reveal(), "andon own seal\n" + std::string(text))
             : std::string();
}

// An index that a tree brings could say anything of records that are signed. One that was not begun
// here is made again from the records; where no home keeps the mark, each time.
base::Result<void> drop_foreign_index(base::Context& context, const std::string& folder) {
  constexpr std::int64_t lock_timeout_ms = 30'000;
  auto& files = context.world.files();
  const auto index = folder + "/" + std::string(store::Store::file_name);
  const auto mark_file = folder + "/index.own";
  const auto wanted = seal_of(context, "index of " + folder);
  const auto is_marked = [&] {
    const auto mark = files.read(mark_file, 128);
    return !wanted.empty() && mark && *mark == wanted;
  };
  if (is_marked()) return {};
  const auto turn = TRY(files.lock(index + ".lock", lock_timeout_ms), "locking {}", index);
  if (is_marked()) return {};
  for (const auto* tail : {"", "-wal", "-shm"}) {
    auto removed = files.remove(index + tail);
    if (!removed && removed.error().kind != base::ErrorKind::not_found)
      return std::unexpected(std::move(removed).error().with("making the index anew"));
  }
  if (wanted.empty()) return {};
  return files.write_atomically(mark_file, wanted, 0600);
}

}  // namespace

std::string State::own_seal(base::Context& context, std::string_view text) const {
  return seal_of(context, text);
}

base::Result<IdentityKey> identity_key(base::Context& context, const std::string& folder) {
  IdentityKey out;
  if (auto given = context.world.environment("ANDON_IDENTITY_KEY"); given && !given->empty()) {
    out.key = base::Secret(std::move(*given));
    return out;
  }
  out.is_local = true;
  out.key = TRY(kept_key(context, folder + "/identity.key"), "keeping the identity key");
  return out;
}

namespace {

store::LeftOut left_out_now(base::Context& context, const records::Folder& folder,
                            const std::string& digest) {
  store::LeftOut out{digest, engine_version(), {}, 0, 0};
  if (const auto status = context.world.files().status(folder.file_of(digest))) {
    out.size_bytes = status->size_bytes;
    out.modified_ns = status->modified_ns;
  }
  return out;
}

bool lasts(base::ErrorKind kind) {
  return kind == base::ErrorKind::invalid || kind == base::ErrorKind::unsupported ||
         kind == base::ErrorKind::too_large || kind == base::ErrorKind::not_found;
}

// What is missing is what could not be read before, by this program and of these very files. One
// may rest on another (a run on its base), so that all are read again when one has changed.
bool is_as_it_was(base::Context& context, const records::Folder& folder,
                  const std::vector<std::string>& missing,
                  const std::vector<store::LeftOut>& left_out) {
  return std::ranges::equal(missing, left_out,
                            [&](const std::string& digest, const store::LeftOut& before) {
                              auto now = left_out_now(context, folder, digest);
                              now.reason = before.reason;
                              return now == before;
                            });
}

}  // namespace

base::Result<State> State::open(base::Context& context, const std::string& root) {
  auto folder = TRY(state_folder(context, root));
  TRY(drop_foreign_index(context, folder));
  auto store = TRY(store::Store::open(context, folder), "opening the index in {}", folder);
  State state(folder, records::Folder(folder + "/records"), std::move(store));
  for (const auto& problem : state.store_.problems()) state.notes_.push_back(problem.text);
  auto caught_up = state.catch_up(context);
  if (!caught_up && store::Store::is_corrupt(caught_up.error()))
    caught_up = state.mend(context, caught_up.error());
  TRY(std::move(caught_up), "indexing the records in {}", folder);
  return state;
}

base::Result<void> State::catch_up(base::Context& context) {
  auto listing = TRY(records_.list(context));
  for (const auto& problem : listing.problems) notes_.push_back(problem.text);
  auto [missing, gone] = TRY(store_.differences(listing.digests));
  // Another process may have kept and indexed a record since we listed.
  std::erase_if(gone, [&](const std::string& digest) {
    const auto status = context.world.files().status(records_.file_of(digest));
    return status || status.error().kind != base::ErrorKind::not_found;
  });
  if (!gone.empty()) TRY(store_.forget(gone));
  const auto left_out = TRY(store_.left_out());
  if (is_as_it_was(context, records_, missing, left_out)) {
    for (const auto& each : left_out) notes_.push_back("left out a record: " + each.reason);
    return {};
  }
  return read_missing(context, missing);
}

base::Result<void> State::read_missing(base::Context& context,
                                       const std::vector<std::string>& missing) {
  records::RunLoader loader(records_);
  std::vector<model::SealedRecord> batch;
  std::vector<store::LeftOut> left_out;
  bool may_pass = false;  // the disk, a permission: the next to open tries again
  for (const auto& digest : missing) {
    auto entry = records::load_entry(context, records_, loader, digest);
    if (!entry) {
      left_out.push_back(left_out_now(context, records_, digest));
      left_out.back().reason = entry.error().text();
      may_pass = may_pass || !lasts(entry.error().kind);
      notes_.push_back("left out a record: " + left_out.back().reason);
      continue;
    }
    batch.push_back(std::move(*entry));
    if (batch.size() >= 64) {
      TRY(store_.index(batch));
      batch.clear();
    }
  }
  if (!batch.empty()) TRY(store_.index(batch));
  if (may_pass) left_out.clear();
  if (left_out.empty() && TRY(store_.left_out()).empty()) return {};
  return store_.leave_out(left_out);
}

base::Result<void> State::index(base::Context& context,
                                const std::vector<model::SealedRecord>& sealed) {
  auto done = store_.index(sealed);
  if (done || !store::Store::is_corrupt(done.error())) return done;
  return mend(context, done.error());
}

base::Result<void> State::mend(base::Context& context, const base::Error& damage) {
  notes_.push_back("the index was damaged and is made again: " + damage.message);
  TRY(store_.set_aside(context));
  return catch_up(context);
}

base::Result<std::vector<store::Known>> State::known(base::Context& context,
                                                     std::string_view component,
                                                     std::string_view branch,
                                                     std::span<const model::FindingReference> of) {
  auto known = store_.known(component, branch, of);
  if (known || !store::Store::is_corrupt(known.error())) return known;
  TRY(mend(context, known.error()));
  return store_.known(component, branch, of);
}

base::Result<void> State::rebuild(base::Context& context) {
  auto listing = TRY(records_.list(context));
  for (const auto& problem : listing.problems) notes_.push_back(problem.text);
  records::RunLoader loader(records_);
  std::size_t at = 0;
  return store_.rebuild([&]() -> base::Result<std::optional<model::SealedRecord>> {
    while (at < listing.digests.size()) {
      auto entry = records::load_entry(context, records_, loader, listing.digests[at++]);
      if (entry) return std::optional<model::SealedRecord>(std::move(*entry));
      notes_.push_back("left out a record: " + entry.error().text());
    }
    return std::optional<model::SealedRecord>();
  });
}

}  // namespace andon::flow
