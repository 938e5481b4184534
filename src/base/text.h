// Small string work that several folders need.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace andon::base {

std::vector<std::string_view> split(std::string_view text, char separator);
// Lines without their "\n" or "\r\n".
std::vector<std::string_view> lines(std::string_view text);
std::string_view trim(std::string_view text);
std::string lower_ascii(std::string_view text);
std::string upper_ascii(std::string_view text);
std::string join(std::span<const std::string> parts, std::string_view separator);
bool is_utf8(std::string_view bytes);
// Each bad byte becomes U+FFFD; control characters but tab and newline become U+FFFD too, so that
// untrusted text cannot steer a terminal.
std::string printable(std::string_view bytes);
// At most `limit` bytes, cut at a code point, "..." at the end when cut.
std::string shortened(std::string_view text, std::size_t limit_bytes);
// Code points of UTF-8; each bad byte counts one.
std::size_t code_points(std::string_view text);
// domain.md 7: bytes that are not UTF-8, control characters and '%' percent-encoded.
std::string path_text(std::string_view bytes);
std::string path_bytes(std::string_view text);
std::string hex(std::string_view bytes);
// "3 findings", "1 finding"
std::string counted(std::uint64_t count, std::string_view singular, std::string_view plural = {});
// The nearest of `known` by edit distance, empty when none is near: "did you mean ...".
std::string_view nearest(std::string_view word, std::span<const std::string_view> known);

}  // namespace andon::base
