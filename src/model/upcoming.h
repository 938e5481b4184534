// What expires, ends or becomes due by itself, when, whose it is, and what it does to the levels.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "base/value.h"
#include "model/release.h"

namespace andon::model {

enum class UpcomingKind {
  waiver,
  plan,
  measure,
  answer,
  grant,
  opening,
  glass,
  call,
  key,
  tool,
  rule,
  person,
  lock,
  contact,
  level
};
std::span<const std::string_view> words(UpcomingKind);

struct UpcomingEvent {
  std::string id;  // the same for ever, also when its date is moved: what calendars go by
  UpcomingKind kind = UpcomingKind::waiver;
  std::string subject;              // the waiver's id, plan/measure, the tool's name ...
  std::string text;                 // what happens, a sentence
  std::vector<std::string> owners;  // accounts
  std::string to_do;                // what it asks of them
  std::string place;                // the file or record that says so
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("id", self.id, "stable, also when the date is moved");
    visit("kind", self.kind, "what kind of thing it is");
    visit("subject", self.subject, "its id");
    visit("text", self.text, "what happens");
    visit("owners", self.owners, "accounts of those who answer for it");
    visit("to_do", self.to_do, "what it asks of them");
    visit("place", self.place, "the file or record that says so");
  }
};

// What a gate would answer just before and from then on.
struct LevelEffect {
  std::vector<std::string> environments;  // none where none is named
  std::string before, after;              // the same: it stays, but something else is in the way
  std::vector<std::string> because;       // what appears or vanishes
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("environments", self.environments, "where");
    visit("before", self.before, "the highest level granted just before");
    visit("after", self.after, "and from then on");
    visit("because", self.because, "what appears or vanishes");
  }
  friend bool operator==(const LevelEffect&, const LevelEffect&) = default;
};

struct UpcomingMoment {
  base::Instant at;
  bool is_overdue = false;  // it has passed already
  bool is_weighed = false;  // its effect was computed; false: see the notes
  std::vector<UpcomingEvent> events;
  std::vector<LevelEffect> effects;  // where something changes
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("at", self.at, "when");
    visit("is_overdue", self.is_overdue, "it has passed already");
    visit("is_weighed", self.is_weighed, "what it does to the levels was computed");
    visit("events", self.events, "what happens then");
    visit("effects", self.effects, "levels that it changes, or what stands in their way");
  }
};

struct GrantedNow {
  std::string environment, asked, granted;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("environment", self.environment, "where");
    visit("asked", self.asked, "the level that the environment stands for");
    visit("granted", self.granted, "the highest level that a gate would grant now");
  }
};

struct UpcomingReport {
  std::string schema = "andon/upcoming/v1";
  std::string engine;
  base::Instant made_at, until;
  Release release;
  std::string product;
  std::vector<GrantedNow> granted;
  std::vector<UpcomingMoment> moments;  // overdue ones first, then the soonest
  std::vector<std::string> notes;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("schema", self.schema, "version of this shape");
    visit("engine", self.engine, "program and version");
    visit("made_at", self.made_at, "when it was told");
    visit("until", self.until, "how far it looks ahead");
    visit("release", self.release, "whose levels are told");
    visit("product", self.product, "the product it belongs to");
    visit("granted", self.granted, "where it stands now, by environment");
    visit("moments", self.moments, "what happens, the overdue first, then the soonest");
    visit("notes", self.notes, "remarks");
  }
};

base::Value to_value(const UpcomingReport& report);
base::Result<UpcomingReport> upcoming_report_from(const base::Value& value);
base::Value upcoming_report_schema();

}  // namespace andon::model
