#include <algorithm>
#include <array>

#include "base/text.h"
#include "formats/fleet.h"
#include "formats/writing/fleet_words.h"
#include "formats/writing/painter.h"

namespace andon::formats {
namespace {

constexpr std::size_t shown_reasons = 20;
constexpr std::size_t cell_columns = 32;

using Cells = std::array<std::string, 6>;

constexpr std::array<std::string_view, 6> titles{
    "component", "level", "open in", "findings", "last complete run", "owner"};

class FleetText {
 public:
  FleetText(const model::Fleet& fleet, const TextOptions& options, base::ByteSink& sink)
      : fleet_(fleet), painter_(sink, options) {}

  base::Result<void> write() {
    painter_.line(painter_.inked(Ink::bold, one_line(fleet_.engine)) +
                  " fleet: " + base::counted(fleet_.components.size(), "component"));
    if (!fleet_.components.empty()) table();
    why();
    painter_.line();
    const bool asks =
        std::ranges::any_of(fleet_.components, [](const auto& row) { return !row.flags.empty(); });
    painter_.line(painter_.inked(asks ? Ink::yellow : Ink::green, fleet_sentence(fleet_)));
    if (!fleet_.notes.empty()) painter_.line();
    for (const auto& note : fleet_.notes)
      painter_.prose(painter_.inked(Ink::faint, "note:") + " ", 6, note);
    return painter_.finish();
  }

 private:
  static std::string cell(const std::string& text) { return cut_to(one_line(text), cell_columns); }

  static Cells cells_of(const model::FleetRow& row) {
    return {cell(row.component),       cell(level_cell(row)), cell(open_cell(row)),
            cell(findings_brief(row)), cell(run_cell(row)),   cell(owner_cell(row))};
  }

  void table() {
    std::array<std::size_t, 6> columns{};
    std::vector<Cells> rows;
    for (std::size_t i = 0; i < titles.size(); ++i) columns[i] = titles[i].size();
    for (const auto& row : fleet_.components) {
      rows.push_back(cells_of(row));
      for (std::size_t i = 0; i < columns.size(); ++i)
        columns[i] = std::max(columns[i], base::code_points(rows.back()[i]));
    }
    const auto padded = [&](const std::string& text, std::size_t i) {
      return text + std::string(columns[i] - base::code_points(text) + 2, ' ');
    };
    std::string head;
    for (std::size_t i = 0; i < titles.size(); ++i) head += padded(std::string(titles[i]), i);
    painter_.line();
    painter_.line(painter_.inked(Ink::faint, head + "flags"));
    for (std::size_t number = 0; number < rows.size(); ++number) {
      const auto& row = fleet_.components[number];
      std::string line = painter_.inked(Ink::bold, padded(rows[number][0], 0));
      for (std::size_t i = 1; i < columns.size(); ++i) line += padded(rows[number][i], i);
      // Last, and never cut: what asks for somebody.
      const auto flags = one_line(flags_cell(row, fleet_));
      painter_.line(flags.empty() ? std::string(base::trim(line)) : line + inked(row, flags));
    }
  }

  std::string inked(const model::FleetRow& row, const std::string& flags) const {
    const bool is_grave = row.flags.front() <= model::FleetFlag::overdue;
    return painter_.inked(is_grave ? Ink::red : Ink::yellow, flags);
  }

  void why() {
    std::size_t told = 0, left = 0;
    for (const auto& row : fleet_.components)
      for (const auto& reason : reasons(row)) {
        if (told == shown_reasons) {
          ++left;
          continue;
        }
        if (told++ == 0) {
          painter_.line();
          painter_.line(painter_.inked(Ink::bold, "Why"));
        }
        painter_.prose("  ", 4, row.component + ": " + reason);
      }
    if (left > 0)
      painter_.line("  ... and " + base::counted(left, "more reason") + " in the JSON answer");
  }

  const model::Fleet& fleet_;
  Painter painter_;
};

}  // namespace

base::Result<void> write_fleet_text(const model::Fleet& fleet, const TextOptions& options,
                                    base::ByteSink& sink) {
  return FleetText(fleet, options, sink).write();
}

}  // namespace andon::formats
