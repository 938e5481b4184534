#include <algorithm>
#include <map>
#include <numeric>
#include <span>
#include <tuple>

#include "correlate/correlate.h"

namespace andon::correlate {
namespace {

using Group = std::span<const int>;  // of one key and path, in order of their ordinals

struct Pairing {
  const std::vector<Place>& now;
  const std::vector<Place>& then;
  const std::function<bool(int, int)>& may_be_same;
  std::vector<int> found;
  std::vector<bool> is_taken;

  bool take(int now_index, int then_index) {
    if (found[now_index] >= 0 || is_taken[then_index]) return false;
    if (may_be_same && !may_be_same(now_index, then_index)) return false;
    found[now_index] = then_index;
    is_taken[then_index] = true;
    return true;
  }
};

// An inserted copy shifts the ordinals behind it, and one of the equal lines is new whichever it
// is.
void pair_in_order(Pairing& pairing, Group now_group, Group then_group) {
  for (int n : now_group)
    for (int t : then_group)
      if (pairing.now[n].ordinal == pairing.then[t].ordinal && pairing.take(n, t)) break;
  for (int n : now_group) {
    if (pairing.found[n] >= 0) continue;
    for (int t : then_group)
      if (pairing.take(n, t)) break;
  }
}

auto key_and_path(const Place& place) { return std::tie(place.key, place.path); }

// The places of one side, group by group.
class Groups {
 public:
  explicit Groups(const std::vector<Place>& places) : places_(places), order_(places.size()) {
    std::iota(order_.begin(), order_.end(), 0);
    std::ranges::sort(order_, [&](int a, int b) {
      return std::tie(places[a].key, places[a].path, places[a].ordinal, a) <
             std::tie(places[b].key, places[b].path, places[b].ordinal, b);
    });
    for (std::size_t i = 0; i < order_.size(); ++i)
      if (i == 0 || key_and_path(places[order_[i - 1]]) != key_and_path(places[order_[i]]))
        begins_.push_back(i);
    begins_.push_back(order_.size());
  }
  std::size_t size() const { return begins_.size() - 1; }
  Group at(std::size_t group) const {
    return std::span(order_).subspan(begins_[group], begins_[group + 1] - begins_[group]);
  }
  const Place& place(std::size_t group) const { return places_[order_[begins_[group]]]; }

 private:
  const std::vector<Place>& places_;
  std::vector<int> order_;
  std::vector<std::size_t> begins_;  // and the end
};

// Per key, the groups of the paths that moved.
std::map<std::string_view, std::vector<std::size_t>> moved(
    const Groups& groups, const std::function<bool(std::string_view)>& has_moved) {
  std::map<std::string_view, std::vector<std::size_t>> out;
  for (std::size_t i = 0; i < groups.size(); ++i)
    if (has_moved(groups.place(i).path)) out[groups.place(i).key].push_back(i);
  return out;
}

}  // namespace

std::vector<int> pair(const std::vector<Place>& now, const std::vector<Place>& then,
                      const std::function<bool(std::string_view)>& has_vanished,
                      const std::function<bool(std::string_view)>& has_appeared,
                      const std::function<bool(int, int)>& may_be_same) {
  Pairing pairing{now, then, may_be_same, std::vector<int>(now.size(), -1),
                  std::vector<bool>(then.size(), false)};
  if (now.empty() || then.empty()) return pairing.found;
  const Groups now_groups(now), then_groups(then);
  for (std::size_t n = 0, t = 0; n < now_groups.size() && t < then_groups.size();) {
    const auto here = key_and_path(now_groups.place(n)), there = key_and_path(then_groups.place(t));
    if (here == there) pair_in_order(pairing, now_groups.at(n), then_groups.at(t));
    const bool is_before = here < there;
    n += !(there < here);
    t += !is_before;
  }

  // Renames: per key, the groups left on vanished paths and on appeared ones. One against one, of
  // equal size, is a move; anything else is ambiguous, hence new.
  const auto vanished = moved(then_groups, has_vanished);
  if (vanished.empty()) return pairing.found;
  const auto appeared = moved(now_groups, has_appeared);
  for (const auto& [key, from] : vanished) {
    const auto to = appeared.find(key);
    if (to == appeared.end() || from.size() != 1 || to->second.size() != 1) continue;
    const auto then_group = then_groups.at(from[0]), now_group = now_groups.at(to->second[0]);
    if (then_group.size() == now_group.size()) pair_in_order(pairing, now_group, then_group);
  }
  return pairing.found;
}

}  // namespace andon::correlate
