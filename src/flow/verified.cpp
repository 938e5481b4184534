#include "flow/verified.h"

#include "base/limits.h"
#include "base/text.h"
#include "flow/state.h"
#include "records/signatures.h"

namespace andon::flow {
namespace {

constexpr std::size_t line_bytes = 64 + 1 + 64 + 1;
constexpr std::size_t seal_bytes = 64;

}  // namespace

Verified::Verified(base::Context& context, const State& state)
    : context_(context), state_(state), file_(state.folder() + "/verified") {
  const auto text = context.world.files().read(
      file_, seal_bytes + 1 + base::limits::verified_signatures * line_bytes);
  if (!text || text->size() <= seal_bytes || (*text)[seal_bytes] != '\n') return;
  const auto body = std::string_view(*text).substr(seal_bytes + 1);
  if (state.own_seal(context, body) != std::string_view(*text).substr(0, seal_bytes)) return;
  // Sorted when written: each goes to the end.
  for (std::size_t at = 0; at + line_bytes <= body.size(); at += line_bytes)
    known_.emplace_hint(known_.end(), body.substr(at, line_bytes - 1));
}

bool Verified::is_signed_by(std::string_view digest, const crypto::SshKey& key) {
  auto name = fmt::format("{} {}", digest, key.digest());
  {
    const std::lock_guard lock(mutex_);
    if (known_.contains(name)) return true;
  }
  if (!records::is_signed_by(context_, state_.records(), digest, key)) return false;
  const std::lock_guard lock(mutex_);
  if (known_.size() >= base::limits::verified_signatures) known_.clear();
  is_changed_ |= known_.insert(std::move(name)).second;
  return true;
}

const std::set<std::string, std::less<>>& Verified::own() const {
  const std::lock_guard lock(mutex_);
  if (!own_) {
    own_.emplace();
    if (const auto marks = context_.world.files().list(state_.folder() + "/own"))
      for (const auto& mark : *marks) own_->insert(mark.name);
  }
  return *own_;
}

bool Verified::is_own(std::string_view digest) const {
  return own().contains(digest) && state_.is_own(context_, digest);
}

void Verified::keep() {
  const std::lock_guard lock(mutex_);
  if (!is_changed_) return;
  std::string body;
  body.reserve(known_.size() * line_bytes);
  for (const auto& line : known_) body += line + "\n";
  const auto seal = state_.own_seal(context_, body);
  if (seal.size() != seal_bytes) return;
  const auto kept = context_.world.files().write_atomically(file_, seal + "\n" + body, 0600);
  is_changed_ = !kept;
}

}  // namespace andon::flow
