#include <algorithm>

#include "base/limits.h"
#include "checks/secrets/engine_parts.h"

namespace andon::checks::secrets {

namespace {

// A line break within a window's edge is a place where nothing but a rule of many lines is cut.
std::size_t part_begin(std::string_view text, std::size_t at) {
  constexpr auto reach = base::limits::decode_context_bytes;
  if (at <= reach) return 0;
  const auto from = at - reach;
  const auto line = text.rfind('\n', from);
  if (line != text.npos && from - line <= reach) return line + 1;
  return from > reach ? from - reach : 0;
}

std::size_t part_end(std::string_view text, std::size_t at) {
  constexpr auto reach = base::limits::decode_context_bytes;
  if (at + reach >= text.size()) return text.size();
  const auto from = at + reach;
  const auto line = text.substr(from, reach).find('\n');
  return line == std::string_view::npos ? std::min(from + reach, text.size()) : from + line + 1;
}

std::string chain_of(const Layer& layer, const Encoded& value) {
  std::string chain;
  for (const auto& piece : layer.pieces)
    if (piece.is_decoded && piece.begin < value.end && value.begin < piece.end &&
        chain.find(piece.chain) == chain.npos) {
      if (!chain.empty()) chain += ">";
      chain += piece.chain;
    }
  if (!chain.empty()) chain += ">";
  return chain + std::string(name(value.encoding));
}

void add_piece(Layer& out, std::string_view text, Piece piece) {
  piece.begin = out.storage.size();
  out.storage += text;
  piece.end = out.storage.size();
  out.pieces.push_back(std::move(piece));
}

// [begin, end) of `layer` as it is.
void copy(const Layer& layer, std::size_t begin, std::size_t end, Layer& out) {
  if (begin >= end) return;
  if (!layer.is_decoded()) {
    add_piece(out, layer.text.substr(begin, end - begin),
              {.origin_begin = begin, .origin_end = end});
    return;
  }
  for (const auto& piece : layer.pieces) {
    const auto from = std::max(begin, piece.begin);
    const auto to = std::min(end, piece.end);
    if (from >= to) continue;
    Piece part = piece;
    part.is_new = false;
    if (!piece.is_decoded) {
      part.origin_begin = piece.origin_begin + (from - piece.begin);
      part.origin_end = piece.origin_begin + (to - piece.begin);
    }
    add_piece(out, layer.text.substr(from, to - from), std::move(part));
  }
}

}  // namespace

std::size_t origin_begin(const Layer& layer, std::size_t place) {
  if (!layer.is_decoded()) return place;
  for (const auto& piece : layer.pieces)
    if (place < piece.end)
      return piece.is_decoded ? piece.origin_begin : piece.origin_begin + (place - piece.begin);
  return layer.pieces.back().origin_end;
}

std::size_t origin_end(const Layer& layer, std::size_t place) {
  if (!layer.is_decoded()) return place;
  for (const auto& piece : layer.pieces)
    if (place <= piece.end)
      return piece.is_decoded ? piece.origin_end : piece.origin_begin + (place - piece.begin);
  return layer.pieces.back().origin_end;
}

// Touching counts, as in gitleaks (startEnd.overlaps).
std::vector<const Piece*> new_pieces(const Layer& layer, std::size_t begin, std::size_t end) {
  std::vector<const Piece*> out;
  for (const auto& piece : layer.pieces)
    if (piece.is_new && piece.begin <= end && begin <= piece.end) out.push_back(&piece);
  return out;
}

std::vector<Layer> decoded_layers(const Layer& layer, const std::vector<Encoded>& values) {
  std::vector<Layer> out;
  for (std::size_t i = 0; i < values.size();) {
    const auto begin = part_begin(layer.text, values[i].begin);
    auto end = part_end(layer.text, values[i].end);
    std::size_t after = i + 1;
    while (after < values.size() && values[after].begin < end)
      end = std::max(end, part_end(layer.text, values[after++].end));
    auto& part = out.emplace_back();
    std::size_t at = begin;
    for (; i < after; ++i) {
      const auto& value = values[i];
      copy(layer, at, value.begin, part);
      add_piece(part, value.value,
                {.origin_begin = origin_begin(layer, value.begin),
                 .origin_end = origin_end(layer, value.end),
                 .is_decoded = true,
                 .is_new = true,
                 .chain = chain_of(layer, value)});
      at = value.end;
    }
    copy(layer, at, end, part);
  }
  for (auto& part : out) part.text = part.storage;
  return out;
}

}  // namespace andon::checks::secrets
