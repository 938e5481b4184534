#!/usr/bin/env bash
# fuzz/run.sh [TARGET|all] [SECONDS]: runs each fuzz target (preset fuzz must be built) for SECONDS of CPU time from its
# corpus, and adds the clean minutes to docs/fuzzing.md. A crash is kept in build/fuzz/crashes and fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
only=${1:-all}
seconds=${2:-60}
[[ $seconds =~ ^[0-9]+$ ]] || { echo "fuzz: not a number of seconds: $seconds" >&2; exit 2; }
programs=build/fuzz/fuzz
mkdir -p build/fuzz/crashes
names=()
for program in "$programs"/fuzz_*; do
  [ -f "$program" ] && [ -x "$program" ] || continue
  name=${program##*/fuzz_}
  [ "$only" = all ] || [ "$only" = "$name" ] || continue
  names+=("$name")
done
[ ${#names[@]} -gt 0 ] || { echo "fuzz: no such target: $only" >&2; exit 2; }

# add_seconds NAME SECONDS: the row of the target in docs/fuzzing.md.
add_seconds() {
  python3 - "$1" "$2" <<'PYTHON'
import re
import sys
name, seconds = sys.argv[1], int(sys.argv[2])
path = "docs/fuzzing.md"
lines = open(path, encoding="utf-8").read().rstrip("\n").split("\n")
row = re.compile(r"\| " + re.escape(name) + r" \| ([\d.]+) \|$")
for index, line in enumerate(lines):
    if match := row.match(line):
        lines[index] = f"| {name} | {float(match[1]) + seconds / 60:.1f} |"
        break
else:
    lines.append(f"| {name} | {seconds / 60:.1f} |")
start = max(i for i, line in enumerate(lines) if line.startswith("|---")) + 1
lines[start:] = sorted(lines[start:])
open(path, "w", encoding="utf-8").write("\n".join(lines) + "\n")
PYTHON
}

# run NAME SECONDS: until the target has had so much CPU, on a busy machine too; sets `runs`.
run() {
  local name=$1 left=$2 log=build/fuzz/$1.log found=build/fuzz/corpus/$1 time_file used
  time_file=$(mktemp)
  runs=0
  : >"$log"
  while [ "$left" -gt 0 ]; do
    # The secrets engine compiles its pack on the first input, which takes many seconds under ASan.
    local TIMEFORMAT='%U %S' code=0
    { time nice -n 10 "$programs/fuzz_$name" "-max_total_time=$left" -timeout=60 -rss_limit_mb=2500 \
      -print_final_stats=1 "-artifact_prefix=build/fuzz/crashes/$name-" "$found" "fuzz/corpus/$name" \
      >>"$log" 2>&1; } 2>"$time_file" || code=$?
    [ "$code" = 0 ] || { rm -f "$time_file"; return 1; }
    used=$(awk '{ print int($1 + $2 + 0.5) }' "$time_file")
    left=$((left - (used > 0 ? used : 1)))
    runs=$((runs + $(sed -n 's/^Done \([0-9]*\) runs.*/\1/p' "$log" | tail -1)))
  done
  rm -f "$time_file"
}

failed=()
for name in "${names[@]}"; do
  mkdir -p "build/fuzz/corpus/$name" "fuzz/corpus/$name"
  if run "$name" "$seconds"; then
    printf '%-12s clean, %s runs\n' "$name" "$runs"
    (
      flock 9
      add_seconds "$name" "$seconds"
    ) 9>build/fuzz/table.lock
  else
    printf '%-12s FAILED, see %s\n' "$name" "build/fuzz/$name.log"
    grep -m 3 -E 'ERROR|SUMMARY|promise broken|Test unit written' "build/fuzz/$name.log" || true
    failed+=("$name")
  fi
done
[ ${#failed[@]} -eq 0 ]
