#include "tests/tidy/house.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace andon::tidy {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

// Splits text into code, literals and comments, each character in at most one of them.
class Splitter {
 public:
  explicit Splitter(const std::string& text) : text_(text), code_(blank(text)), literals_(code_) {}

  void run(Source& source) {
    while (at_ < text_.size()) step();
    source.code = std::move(code_);
    source.literals = std::move(literals_);
  }

 private:
  static std::string blank(std::string text) {
    for (auto& c : text)
      if (c != '\n') c = ' ';
    return text;
  }
  bool starts(std::string_view word) const {
    return std::string_view(text_).substr(at_).starts_with(word);
  }
  void skip_to(std::size_t end) { at_ = std::min(end, text_.size()); }

  void step() {
    if (starts("//")) return skip_to(text_.find('\n', at_));
    if (starts("/*")) {
      const auto end = text_.find("*/", at_ + 2);
      return skip_to(end == std::string::npos ? end : end + 2);
    }
    if (text_[at_] == '"') return is_raw() ? raw_string() : quoted('"');
    // 1'000 is a number, not a character.
    if (text_[at_] == '\'' && (at_ == 0 || !is_word_character(text_[at_ - 1]))) return quoted('\'');
    code_[at_] = text_[at_];
    ++at_;
  }
  bool is_raw() const {
    return at_ > 0 && text_[at_ - 1] == 'R' && (at_ < 2 || !is_word_character(text_[at_ - 2]));
  }
  void raw_string() {
    const auto open = text_.find('(', at_);
    if (open == std::string::npos) return skip_to(open);
    const auto close = ")" + text_.substr(at_ + 1, open - at_ - 1) + "\"";
    const auto end = text_.find(close, open);
    copy_literal(open + 1, std::min(end, text_.size()));
    skip_to(end == std::string::npos ? end : end + close.size());
  }
  void quoted(char mark) {
    // An include in quotation marks is code: the laws read its path.
    const auto line = text_.rfind('\n', at_);
    const auto first = text_.find_first_not_of(" \t", line == std::string::npos ? 0 : line + 1);
    const bool is_include = text_.compare(first, 8, "#include") == 0;
    auto end = at_ + 1;
    while (end < text_.size() && text_[end] != mark && text_[end] != '\n')
      end += text_[end] == '\\' ? 2 : 1;
    end = std::min(end, text_.size());
    if (is_include)
      std::copy(at(at_), at(end + 1), code_.begin() + static_cast<std::ptrdiff_t>(at_));
    else if (mark == '"')
      copy_literal(at_ + 1, end);
    if (!is_include) {  // the marks stay, so that a literal is seen as a value
      code_[at_] = mark;
      if (end < text_.size() && text_[end] == mark) code_[end] = mark;
    }
    skip_to(end + 1);
  }
  std::string::const_iterator at(std::size_t offset) const {
    return text_.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text_.size()));
  }
  void copy_literal(std::size_t from, std::size_t to) {
    std::copy(at(from), at(to), literals_.begin() + static_cast<std::ptrdiff_t>(from));
  }

  const std::string& text_;
  std::string code_, literals_;
  std::size_t at_ = 0;
};

void find_includes(Source& source) {
  int number = 0;
  for (const auto& line : lines_of(source.code)) {
    ++number;
    if (!line.starts_with("#include ") || line.size() < 11) continue;
    const char close = line[9] == '"' ? '"' : '>';
    const auto end = line.find(close, 10);
    if (end == std::string::npos) continue;
    source.includes.push_back({line.substr(10, end - 10), close == '"', number});
  }
}

// andon_folder(policy USES base model LINKS ...) lines of src/CMakeLists.txt.
void read_folders(House& house, const std::string& text) {
  for (const auto& line : lines_of(text)) {
    if (!line.starts_with("andon_folder(")) continue;
    std::istringstream words(line.substr(13, line.find(')') - 13));
    std::string folder, word;
    words >> folder;
    house.folders.push_back(folder);
    auto& uses = house.uses[folder];
    bool is_use = false;
    while (words >> word) {
      if (word == "USES" || word == "LINKS")
        is_use = word == "USES";
      else if (is_use)
        uses.push_back(word);
    }
  }
}

bool is_text(std::string_view path) {
  for (const auto* end :
       {".md", ".txt", ".cmake", ".sh", ".py", ".yml", ".yaml", ".toml", ".json", ".cli", ".sql"})
    if (path.ends_with(end)) return true;
  return path == "dev" || path == ".ci/run";
}

}  // namespace

bool Source::is_private_header() const {
  return is_header() && path.find('/', 4 + folder.size() + 1) != std::string::npos;
}

void House::add(std::string path, std::string text) {
  files.insert(path);
  if (path == "src/CMakeLists.txt") read_folders(*this, text);
  const bool is_source =
      path.starts_with("src/") && (path.ends_with(".cpp") || path.ends_with(".h"));
  if (!is_source) {
    documents[std::move(path)] = std::move(text);
    return;
  }
  Source source;
  source.path = path;
  const auto slash = path.find('/', 4);
  if (slash != std::string::npos) source.folder = path.substr(4, slash - 4);
  source.text = std::move(text);
  Splitter(source.text).run(source);
  find_includes(source);
  sources[std::move(path)] = std::move(source);
}

House read_house(const std::string& root) {
  namespace fs = std::filesystem;
  House house;
  const auto take = [&](const fs::path& file) {
    const auto path = file.lexically_relative(root).generic_string();
    const bool is_wanted = path.ends_with(".cpp") || path.ends_with(".h") || is_text(path);
    if (is_wanted && !path.starts_with("tests/data/"))
      house.add(path, read_file(file));
    else
      house.files.insert(path);
  };
  for (const auto* top :
       {"src", "tests", "docs", "fuzz", "bench", "cmake", "rules", "policies", "ci"})
    if (fs::exists(fs::path(root) / top))
      for (const auto& entry : fs::recursive_directory_iterator(fs::path(root) / top))
        if (entry.is_regular_file()) take(entry.path());
  for (const auto& entry : fs::directory_iterator(root))
    if (entry.is_regular_file()) take(entry.path());
  return house;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

int line_at(std::string_view text, std::size_t offset) {
  return 1 + static_cast<int>(std::count(text.begin(),
                                         text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::size_t find_word(std::string_view code, std::string_view word, std::size_t from) {
  for (auto at = code.find(word, from); at != std::string_view::npos;
       at = code.find(word, at + 1)) {
    const bool starts =
        at == 0 || !is_word_character(word.front()) || !is_word_character(code[at - 1]);
    const auto end = at + word.size();
    const bool ends =
        end >= code.size() || !is_word_character(word.back()) || !is_word_character(code[end]);
    if (starts && ends) return at;
  }
  return std::string_view::npos;
}

const std::vector<NamedLaw>& all_laws() {
  static const std::vector<NamedLaw> laws = {
      {"direction", direction}, {"rooms", rooms}, {"fences", fences},
      {"absences", absences},   {"sizes", sizes}, {"tried_in_braces", tried_in_braces},
      {"openings", openings},   {"names", names}, {"completeness", completeness},
      {"places", places},
  };
  return laws;
}

}  // namespace andon::tidy
