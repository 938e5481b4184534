// The style of the HTML report: light and dark as the reader's system has it, and fit for print.
#pragma once
#include <string_view>

namespace andon::formats {

inline constexpr std::string_view html_style = R"css(
:root { color-scheme: light dark;
  --paper: #fff; --panel: #f6f7f9; --line: #dcdfe4; --ink: #1c2026; --soft: #5b6472;
  --link: #0b57d0;
  --critical: #86198f; --high: #b3261e; --medium: #8a5300; --low: #0b57d0; --info: #47617a;
  --good: #146c2e; --bad: #b3261e; --unsure: #8a5300; --mark: #fff3c4; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #14171c; --panel: #1d2128; --line: #353b45; --ink: #e6e8ec; --soft: #9aa4b2;
  --link: #8ab4f8;
  --critical: #e59cf0; --high: #ff8f86; --medium: #f2b866; --low: #8ab4f8; --info: #a9bccf;
  --good: #6dd58c; --bad: #ff8f86; --unsure: #f2b866; --mark: #453a12; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main, header > div, footer { max-width: 72rem; margin: 0 auto; padding: 0 1.5rem; }
header { border-bottom: 1px solid var(--line); background: var(--panel); padding: 1.8rem 0 1.4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .8rem; }
h3 { font-size: 1rem; margin: 0; }
p { margin: .3rem 0; }
a { color: var(--link); }
code, pre, .place { font: 13px/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas,
  "DejaVu Sans Mono", monospace; }
.soft { color: var(--soft); }
.met { color: var(--good); } .not_met, .fail, .failed { color: var(--bad); }
.undecided, .partial { color: var(--unsure); }
.complete { color: var(--good); } .skipped { color: var(--soft); }
.tiles { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1.1rem 0 0; padding: 0;
  list-style: none; }
.tiles li { background: var(--paper); border: 1px solid var(--line); border-radius: .5rem;
  padding: .45rem .9rem; min-width: 6rem; }
.tiles b { display: block; font-size: 1.35rem; line-height: 1.25; }
.card { border: 1px solid var(--line); border-left: .3rem solid var(--tone, var(--line));
  border-radius: .4rem; padding: .8rem 1rem; margin: 0 0 .9rem; break-inside: avoid; }
.card .fix { margin-top: .5rem; }
.critical { --tone: var(--critical); } .high { --tone: var(--high); }
.medium { --tone: var(--medium); } .low { --tone: var(--low); } .info { --tone: var(--info); }
.word { color: var(--tone); font-weight: 650; }
.card .top { display: flex; flex-wrap: wrap; gap: .2rem .8rem; align-items: baseline; }
.card .top code { margin-left: auto; color: var(--soft); }
.place { overflow-wrap: anywhere; }
pre { background: var(--panel); border-radius: .3rem; padding: .5rem 0; margin: .6rem 0;
  overflow-x: auto;  tab-size: 4; }
pre span { display: block; padding: 0 .8rem; min-height: 1.5em; }
pre span i { display: inline-block; min-width: 3.5em; color: var(--soft); font-style: normal;
  user-select: none; }
pre span.here { background: var(--mark); }
pre b { text-decoration: underline; text-decoration-color: var(--tone);
  text-decoration-thickness: 2px; text-underline-offset: 3px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .7rem .35rem 0;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { color: var(--soft); font-weight: 550; }
td:first-child { white-space: nowrap; }
details { margin: .6rem 0; } summary { cursor: pointer; font-weight: 550; padding: .2rem 0; }
ul { margin: .3rem 0; padding-left: 1.2rem; }
.next { list-style: none; padding: 0; } .next code { background: var(--panel); padding: .25rem
  .6rem;
  border-radius: .3rem; display: inline-block; margin: .15rem 0; user-select: all; }
.filter { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; margin: 0 0 1rem; }
.filter label { display: inline-flex; gap: .35rem; align-items: center; cursor: pointer; }
main:has(#show-critical:not(:checked)) .item.critical, main:has(#show-high:not(:checked))
  .item.high,
main:has(#show-medium:not(:checked)) .item.medium, main:has(#show-low:not(:checked)) .item.low,
main:has(#show-info:not(:checked)) .item.info { display: none; }
footer { color: var(--soft); padding-top: 2.5rem; padding-bottom: 2.5rem; font-size: .87rem; }
@media print { .filter { display: none; } header { background: none; } body { font-size: 11px; }
  pre { white-space: pre-wrap; } a { color: inherit; } }
)css";

}  // namespace andon::formats
