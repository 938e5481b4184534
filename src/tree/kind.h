// What a file is, by name, shebang and content. Pure functions.
#pragma once
#include <string_view>

namespace andon::tree {

// "python", "c", "yaml", "shell" ...; "" when the name does not tell.
std::string_view kind_by_name(std::string_view path);
// By "#!" or "<?xml", "<?php" at the begin; "" when it does not tell.
std::string_view kind_by_head(std::string_view head);

// git's rule: a NUL in the first 8000 bytes; UTF-16 and UTF-32 with a byte-order mark are text.
inline constexpr std::size_t head_bytes = 8000;
bool is_binary(std::string_view bytes);

// Vendored: somebody else's code kept in the tree. Generated: made by a program.
bool is_vendored_path(std::string_view path);
bool is_generated_name(std::string_view path);
bool is_generated_content(std::string_view path, std::string_view bytes);

}  // namespace andon::tree
