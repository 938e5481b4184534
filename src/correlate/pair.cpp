#include <algorithm>
#include <map>

#include "correlate/correlate.h"

namespace andon::correlate {
namespace {

using Group = std::vector<int>;

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

// In order of ordinal: an inserted copy shifts the ordinals
// behind it, and one of the equal lines is new whichever it is.
void pair_in_order(Pairing& pairing, Group now_group, Group then_group) {
  const auto by_ordinal = [](const std::vector<Place>& places) {
    return [&places](int a, int b) { return places[a].ordinal < places[b].ordinal; };
  };
  std::stable_sort(now_group.begin(), now_group.end(), by_ordinal(pairing.now));
  std::stable_sort(then_group.begin(), then_group.end(), by_ordinal(pairing.then));
  for (int n : now_group)
    for (int t : then_group)
      if (pairing.now[n].ordinal == pairing.then[t].ordinal && pairing.take(n, t)) break;
  for (int n : now_group) {
    if (pairing.found[n] >= 0) continue;
    for (int t : then_group)
      if (pairing.take(n, t)) break;
  }
}

std::map<std::pair<std::string_view, std::string_view>, Group> by_key_and_path(
    const std::vector<Place>& places) {
  std::map<std::pair<std::string_view, std::string_view>, Group> groups;
  for (int i = 0; i < static_cast<int>(places.size()); ++i)
    groups[{places[i].key, places[i].path}].push_back(i);
  return groups;
}

}  // namespace

std::vector<int> pair(const std::vector<Place>& now, const std::vector<Place>& then,
                      const std::function<bool(std::string_view)>& has_vanished,
                      const std::function<bool(std::string_view)>& has_appeared,
                      const std::function<bool(int, int)>& may_be_same) {
  Pairing pairing{now, then, may_be_same, std::vector<int>(now.size(), -1),
                  std::vector<bool>(then.size(), false)};
  const auto now_groups = by_key_and_path(now);
  const auto then_groups = by_key_and_path(then);
  for (const auto& [place, group] : now_groups)
    if (const auto same = then_groups.find(place); same != then_groups.end())
      pair_in_order(pairing, group, same->second);

  // Renames: per key, the groups left on vanished paths and on appeared ones. One against one, of
  // equal size, is a move; anything else is ambiguous, hence new.
  std::map<std::string_view, std::vector<const Group*>> vanished, appeared;
  for (const auto& [place, group] : then_groups)
    if (has_vanished(place.second)) vanished[place.first].push_back(&group);
  for (const auto& [place, group] : now_groups)
    if (has_appeared(place.second)) appeared[place.first].push_back(&group);
  for (const auto& [key, from] : vanished) {
    const auto to = appeared.find(key);
    if (to == appeared.end() || from.size() != 1 || to->second.size() != 1) continue;
    if (from[0]->size() == to->second[0]->size()) pair_in_order(pairing, *to->second[0], *from[0]);
  }
  return pairing.found;
}

}  // namespace andon::correlate
