#!/usr/bin/env bash
# fuzz/run.sh [TARGET|all] [SECONDS]: runs each fuzz target (preset fuzz must be built) for SECONDS from its corpus,
# and adds the clean minutes to docs/fuzzing.md. A crash is kept in build/fuzz/crashes and fails.
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

failed=()
for name in "${names[@]}"; do
  found=build/fuzz/corpus/$name
  log=build/fuzz/$name.log
  mkdir -p "$found" "fuzz/corpus/$name"
  # The secrets engine compiles its pack on the first input, which takes many seconds under ASan.
  if nice -n 10 "$programs/fuzz_$name" "-max_total_time=$seconds" -timeout=60 -rss_limit_mb=2500 \
    -print_final_stats=1 "-artifact_prefix=build/fuzz/crashes/$name-" "$found" "fuzz/corpus/$name" \
    >"$log" 2>&1; then
    printf '%-12s clean, %s\n' "$name" "$(sed -n 's/^Done \([0-9]*\) runs.*/\1 runs/p' "$log" | tail -1)"
    add_seconds "$name" "$seconds"
  else
    printf '%-12s FAILED, see %s\n' "$name" "$log"
    grep -m 3 -E 'ERROR|SUMMARY|promise broken|Test unit written' "$log" || true
    failed+=("$name")
  fi
done
[ ${#failed[@]} -eq 0 ]
