#include <algorithm>
#include <array>

#include "base/limits.h"
#include "checks/secrets/engine_parts.h"

namespace andon::checks::secrets {

namespace {

// Leftmost first, not overlapping, within [from, to); an empty match is none.
void search_all(const base::Regex& regex, std::string_view text, std::size_t from, std::size_t to,
                std::uint32_t rule, std::vector<Match>& out) {
  std::array<std::string_view, 1> groups;
  while (from < to && regex.search_within(text, from, to, groups)) {
    const auto begin = static_cast<std::size_t>(groups[0].data() - text.data());
    const auto end = begin + groups[0].size();
    if (end > begin) out.push_back({rule, begin, end});
    from = end > begin ? end : end + 1;
  }
}

void confirm(const Engine::Ready& ready, std::string_view text, std::uint32_t rule,
             const std::vector<Ends>& all_ends, std::vector<Match>& out) {
  const auto* regex = ready.each[rule]->regex.get();
  if (!regex) return;
  if (ready.database.way(rule) == Way::hinted) {
    search_all(*regex, text, 0, text.size(), rule, out);
    return;
  }
  const auto& extent = ready.database.extent(rule);
  // Windows that overlap are one: a match lies in exactly one of them, whole.
  for (std::size_t i = 0; i < all_ends.size();) {
    const auto begin = window_begin(text, all_ends[i].first, extent);
    auto end = all_ends[i].last;
    for (++i; i < all_ends.size() && window_begin(text, all_ends[i].first, extent) < end; ++i)
      end = all_ends[i].last;
    search_all(*regex, text, begin, end, rule, out);
  }
}

// On the file's exact text, its places brought back to the folded one.
void search_exact(const ReadyRule& rule, std::uint32_t index, const Text& origin,
                  std::vector<Match>& out) {
  const auto exact = origin.same_places();
  std::vector<Match> found;
  search_all(*rule.regex.get(), exact, 0, exact.size(), index, found);
  for (const auto& match : found)
    out.push_back({index, origin.folded_place(match.begin), origin.folded_place(match.end)});
}

}  // namespace

std::vector<Match> find_matches(const Engine::Ready& ready, std::string_view text,
                                const Text* origin, Scan& scan,
                                std::vector<std::string>& problems) {
  std::vector<Match> out;
  if (auto scanned = ready.database.scan(text, scan); !scanned)
    problems.push_back(scanned.error().message);
  for (const auto rule : scan.rules()) confirm(ready, text, rule, scan.ends(rule), out);
  for (const auto rule : ready.searched) {
    const auto& one = *ready.each[rule];
    if (!one.regex.get()) continue;
    if (one.is_wide && origin && origin->is_folded())
      search_exact(one, rule, *origin, out);
    else
      search_all(*one.regex.get(), text, 0, text.size(), rule, out);
  }
  return out;
}

}  // namespace andon::checks::secrets
