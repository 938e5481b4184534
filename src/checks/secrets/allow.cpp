#include "checks/secrets/allow.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "base/limits.h"
#include "base/text.h"
#include "checks/secrets/text.h"

namespace andon::checks::secrets {

namespace {

constexpr std::size_t bucket_count = 4096;

std::size_t bucket_of(char first, char second) {
  return (static_cast<unsigned char>(first) * 31u + static_cast<unsigned char>(second)) %
         bucket_count;
}

// gitleaks joins them so (joinRegexOr): a flag at the head of one holds for those after it too.
std::string joined(const std::vector<std::string>& patterns) {
  if (patterns.empty()) return {};
  return "(?:" + base::join(patterns, "|") + ")";
}

}  // namespace

LazyRegex::LazyRegex(std::string pattern, base::Regex::Options options)
    : pattern_(std::move(pattern)), options_(options) {}

const base::Regex* LazyRegex::get() const {
  if (pattern_.empty()) return nullptr;
  std::call_once(once_, [this] {
    auto regex = base::Regex::create(pattern_, options_);
    if (regex) regex_.emplace(*std::move(regex));
  });
  return regex_ ? &*regex_ : nullptr;
}

WordSet::WordSet(std::vector<std::string> words) {
  for (auto& word : words) (word.size() < 2 ? short_words_ : words_).push_back(std::move(word));
  std::sort(words_.begin(), words_.end(), [](const std::string& a, const std::string& b) {
    return bucket_of(a[0], a[1]) < bucket_of(b[0], b[1]);
  });
  if (words_.empty()) return;
  buckets_.resize(bucket_count + 1, 0);
  for (const auto& word : words_) ++buckets_[bucket_of(word[0], word[1]) + 1];
  for (std::size_t i = 0; i < bucket_count; ++i) buckets_[i + 1] += buckets_[i];
}

bool WordSet::any_in(std::string_view text) const {
  for (const auto& word : short_words_)
    if (text.find(word) != text.npos) return true;
  if (words_.empty()) return false;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const auto bucket = bucket_of(text[i], text[i + 1]);
    for (auto word = buckets_[bucket]; word < buckets_[bucket + 1]; ++word)
      if (text.substr(i, words_[word].size()) == words_[word]) return true;
  }
  return false;
}

Allow::Allow(const Allowlist& list)
    : condition_(list.condition),
      target_(list.target),
      has_commits_(list.has_commits),
      paths_(joined(list.paths)),
      regexes_(joined(list.regexes), {.memory_bytes = base::limits::secret_regex_bytes}),
      words_(list.stopwords) {}

bool Allow::path_matches(std::string_view path) const {
  const auto* regex = paths_.get();
  return regex && !path.empty() && regex->search(path);
}

bool Allow::covers_file(std::string_view path) const {
  if (condition_ == Condition::all && (has_commits_ || !regexes_.is_empty() || !words_.is_empty()))
    return false;
  return path_matches(path);
}

bool Allow::covers(const Candidate& candidate) const {
  const auto target = target_ == Target::match  ? candidate.match
                      : target_ == Target::line ? candidate.line
                                                : candidate.secret;
  const auto regex_matches = [&] {
    const auto* regex = regexes_.get();
    return regex && !target.empty() && regex->search(target);
  };
  const auto has_word = [&] {
    return !candidate.secret.empty() && words_.any_in(base::lower_ascii(candidate.secret));
  };
  if (condition_ == Condition::any) return regex_matches() || has_word();
  return !has_commits_ && (paths_.is_empty() || path_matches(candidate.path)) &&
         (regexes_.is_empty() || regex_matches()) && (words_.is_empty() || has_word());
}

AllowList make_allows(const std::vector<Allowlist>& lists) {
  AllowList out;
  for (const auto& list : lists) out.push_back(std::make_unique<Allow>(list));
  return out;
}

double entropy(std::string_view text) {
  if (text.empty()) return 0;
  std::array<std::uint32_t, 256> counts{};
  std::map<std::string_view, std::uint32_t> wide;
  for (std::size_t i = 0; i < text.size();) {
    const auto length = utf8_length(text, i);
    if (length > 1)
      ++wide[text.substr(i, length)];
    else
      ++counts[length == 1 ? static_cast<unsigned char>(text[i]) : 0xFF];
    i += std::max<std::size_t>(length, 1);
  }
  const double whole = static_cast<double>(text.size());
  double sum = 0;
  const auto add = [&](std::uint32_t count) {
    const double share = count / whole;
    sum -= share * std::log2(share);
  };
  for (const auto count : counts)
    if (count > 0) add(count);
  for (const auto& [character, count] : wide) add(count);
  return sum;
}

}  // namespace andon::checks::secrets
