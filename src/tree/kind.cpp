#include "tree/kind.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/text.h"

namespace andon::tree {
namespace {

using Row = std::pair<std::string_view, std::string_view>;

// Kind, then the suffixes that say so.
constexpr std::array suffix_rows = {
    Row{"ada", "adb ads"},
    Row{"assembly", "s asm nasm"},
    Row{"batch", "bat cmd"},
    Row{"c", "c h"},
    Row{"clojure", "clj cljs cljc edn"},
    Row{"cmake", "cmake"},
    Row{"cpp", "cc cpp cxx c++ hh hpp hxx h++ ipp inl tpp ixx cppm"},
    Row{"csharp", "cs csx"},
    Row{"css", "css scss sass less"},
    Row{"csv", "csv tsv"},
    Row{"dart", "dart"},
    Row{"devicetree", "dts dtsi"},
    Row{"diff", "diff patch"},
    Row{"elixir", "ex exs"},
    Row{"environment", "env"},
    Row{"erlang", "erl hrl"},
    Row{"fortran", "f f90 f95 for"},
    Row{"fsharp", "fs fsx fsi"},
    Row{"go", "go"},
    Row{"gradle", "gradle"},
    Row{"graphql", "graphql gql"},
    Row{"groovy", "groovy"},
    Row{"haskell", "hs lhs"},
    Row{"hcl", "hcl tf tfvars"},
    Row{"html", "html htm xhtml vue svelte"},
    Row{"ini", "ini cfg conf properties editorconfig"},
    Row{"java", "java"},
    Row{"javascript", "js mjs cjs jsx"},
    Row{"json", "json jsonc json5 jsonl ndjson geojson ipynb webmanifest"},
    Row{"julia", "jl"},
    Row{"key", "pem key crt cer csr p8 pub asc"},
    Row{"kotlin", "kt kts"},
    Row{"lisp", "lisp cl el scm rkt"},
    Row{"lua", "lua"},
    Row{"make", "mk mak"},
    Row{"markdown", "md markdown mdx"},
    Row{"nix", "nix"},
    Row{"objective-c", "m mm"},
    Row{"ocaml", "ml mli"},
    Row{"perl", "pl pm t"},
    Row{"php", "php phtml php5"},
    Row{"powershell", "ps1 psm1 psd1"},
    Row{"proto", "proto"},
    Row{"python", "py pyi pyw pyx"},
    Row{"r", "r rmd"},
    Row{"restructuredtext", "rst"},
    Row{"ruby", "rb rake gemspec erb"},
    Row{"rust", "rs"},
    Row{"scala", "scala sc sbt"},
    Row{"shell", "sh bash zsh ksh fish"},
    Row{"sql", "sql"},
    Row{"swift", "swift"},
    Row{"tcl", "tcl"},
    Row{"tex", "tex sty cls bib"},
    Row{"text", "txt log text"},
    Row{"toml", "toml"},
    Row{"typescript", "ts tsx mts cts"},
    Row{"visual-basic", "vb vbs bas"},
    Row{"xml", "xml xsd xsl xslt svg plist csproj props targets vcxproj resx config pom"},
    Row{"yaml", "yaml yml"},
    Row{"zig", "zig"},
};

// Kind, then whole names, in lower case.
constexpr std::array name_rows = {
    Row{"docker", "dockerfile containerfile"},
    Row{"make", "makefile gnumakefile kbuild"},
    Row{"cmake", "cmakelists.txt"},
    Row{"kconfig", "kconfig"},
    Row{"ruby", "gemfile rakefile vagrantfile podfile fastfile"},
    Row{"groovy", "jenkinsfile"},
    Row{"python", "sconstruct sconscript wscript"},
    Row{"starlark", "build.bazel workspace.bazel build.bzl"},
    Row{"ini", ".gitconfig .npmrc .pypirc .netrc _netrc .flake8 .bandit pipfile .gitmodules"},
    Row{"ignore",
        ".gitignore .dockerignore .npmignore .andonignore .semgrepignore .gitleaksignore"},
    Row{"shell", ".bashrc .profile .bash_profile .zshrc .envrc"},
    Row{"toml", "cargo.lock poetry.lock uv.lock"},
    Row{"json", "composer.lock .babelrc .eslintrc pipfile.lock"},
    Row{"yaml", ".clang-format .clang-tidy pnpm-lock.yaml"},
    Row{"text",
        "readme license licence copying authors changelog news todo notice install version"},
};

constexpr std::array program_rows = {
    Row{"shell", "sh bash dash zsh ksh ash busybox fish"},
    Row{"python", "python pypy"},
    Row{"perl", "perl"},
    Row{"ruby", "ruby jruby"},
    Row{"javascript", "node nodejs bun"},
    Row{"typescript", "deno ts-node tsx"},
    Row{"php", "php"},
    Row{"lua", "lua luajit"},
    Row{"awk", "awk gawk mawk"},
    Row{"tcl", "tclsh wish expect"},
    Row{"groovy", "groovy"},
    Row{"make", "make"},
    Row{"r", "rscript"},
    Row{"powershell", "pwsh powershell"},
};

using Table = std::unordered_map<std::string_view, std::string_view>;

template <class Rows>
Table table_of(const Rows& rows) {
  Table table;
  for (const auto& [kind, words] : rows)
    for (const std::string_view word : base::split(words, ' ')) table.emplace(word, kind);
  return table;
}

std::string_view looked_up(const Table& table, std::string_view word) {
  const auto found = table.find(word);
  return found == table.end() ? std::string_view() : found->second;
}

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool is_one_of(std::string_view word, std::string_view words) {
  for (const std::string_view other : base::split(words, ' '))
    if (word == other) return true;
  return false;
}

bool ends_with_any(std::string_view text, std::string_view suffixes) {
  for (const std::string_view suffix : base::split(suffixes, ' '))
    if (text.ends_with(suffix)) return true;
  return false;
}

}  // namespace

std::string_view kind_by_name(std::string_view path) {
  static const Table names = table_of(name_rows);
  static const Table suffixes = table_of(suffix_rows);
  const std::string name = base::lower_ascii(last_part(path));
  if (const std::string_view kind = looked_up(names, name); !kind.empty()) return kind;
  if (name == ".env" || name.starts_with(".env.")) return "environment";
  if (name.starts_with("dockerfile.") || name.starts_with("containerfile.")) return "docker";
  if (name.starts_with("makefile.")) return "make";
  const std::size_t dot = name.rfind('.');
  if (dot == std::string::npos || dot == 0) return {};
  // ".S" is assembly that goes through the preprocessor; ".R" is R.
  return looked_up(suffixes, std::string_view(name).substr(dot + 1));
}

std::string_view kind_by_head(std::string_view head) {
  static const Table programs = table_of(program_rows);
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  if (head.starts_with("<?php")) return "php";
  if (head.starts_with("<?xml")) return "xml";
  if (!head.starts_with("#!")) return {};
  const std::string line =
      base::lower_ascii(head.substr(2, std::min(head.find('\n'), head.size()) - 2));
  for (std::string_view word : base::split(base::trim(line), ' ')) {
    word = last_part(base::trim(word));
    // "env -S VAR=1 python3 -u"
    if (word.empty() || word == "env" || word.front() == '-' ||
        word.find('=') != std::string_view::npos)
      continue;
    const std::size_t version = word.find_first_of("0123456789.");
    if (version != std::string_view::npos && version > 0) word = word.substr(0, version);
    return looked_up(programs, word);
  }
  return {};
}

bool is_binary(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.starts_with("\xFF\xFE"sv) || bytes.starts_with("\xFE\xFF"sv)) return false;
  return bytes.substr(0, head_bytes).find('\0') != std::string_view::npos;
}

bool is_vendored_path(std::string_view path) {
  constexpr std::string_view folders =
      "vendor vendored node_modules bower_components third_party third-party thirdparty 3rdparty "
      "external_libs Godeps Pods Carthage .yarn site-packages dist-packages jspm_packages";
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
       slash = path.find('/')) {
    if (is_one_of(path.substr(0, slash), folders)) return true;
    path.remove_prefix(slash + 1);
  }
  constexpr std::string_view names =
      "gradlew gradlew.bat mvnw mvnw.cmd config.guess config.sub ltmain.sh";
  return is_one_of(path, names) || (path.starts_with("jquery") && path.ends_with(".js"));
}

bool is_generated_name(std::string_view path) {
  const std::string name = base::lower_ascii(last_part(path));
  constexpr std::string_view locks =
      "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock composer.lock "
      "gemfile.lock cargo.lock poetry.lock pdm.lock uv.lock pipfile.lock go.sum flake.lock "
      "packages.lock.json mix.lock pubspec.lock podfile.lock gradle.lockfile .terraform.lock.hcl";
  constexpr std::string_view suffixes =
      ".min.js .min.css .bundle.js .js.map .css.map .pb.go .pb.cc .pb.h _pb2.py _pb2_grpc.py "
      "_pb.js .g.dart .freezed.dart .designer.cs .g.cs _generated.go .generated.ts .snap";
  return is_one_of(name, locks) || ends_with_any(name, suffixes);
}

bool is_generated_content(std::string_view path, std::string_view bytes) {
  const std::string_view head = bytes.substr(0, 2048);
  // golang.org/s/generatedcode; Meta's "@generated"; what other generators write in their first
  // lines.
  const std::size_t code = head.find("Code generated ");
  if (code != std::string_view::npos &&
      head.substr(code, head.find('\n', code) - code).find("DO NOT EDIT") != std::string_view::npos)
    return true;
  if (head.find("@generated") != std::string_view::npos) return true;
  const std::string lower = base::lower_ascii(head);
  for (const std::string_view words :
       {"generated by the protocol buffer compiler", "automatically generated by",
        "this file is automatically generated", "this file was automatically generated",
        "this file is auto-generated", "autogenerated by", "<auto-generated",
        "do not edit this generated"})
    if (lower.find(words) != std::string::npos) return true;
  // Minified: scripts and styles with lines that no one types.
  const std::string_view kind = kind_by_name(path);
  if (kind != "javascript" && kind != "css") return false;
  constexpr std::size_t least_bytes = 4096, line_bytes = 1000;
  if (bytes.size() < least_bytes) return false;
  const auto newlines = static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n'));
  return bytes.size() / (newlines + 1) > line_bytes;
}

}  // namespace andon::tree
