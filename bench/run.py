#!/usr/bin/env python3
"""Ratios against named peers: bench/run.py [linux] [second] [bare] [cel] [policy] [gate] [fleet] [--fresh]   (all when none is named)

linux   CPU and memory of `andon check` beside `gitleaks dir` on linux-source-6.1, same rules, same decode
        depth, one and two threads, page cache warm; the findings of both are compared.
second  wall time of the second `andon check` beside `gitleaks dir` on a git tree of 100 files, fixed seed.
bare    the secrets engine beside a bare pass of its own pattern database over preloaded files.
cel     the expressions of bench/cel.json beside cel-go, CPU time of one evaluation, one thread.
policy  200 rules decided on 10,000 findings, 20 of them asked of each, beside a plain loop in C++.
gate    inside flow::gate: 500 recorded releases, 100,000 findings, 1,000 of them open; wall and CPU time, as they are.
fleet   inside flow::fleet: 300 components with 50 runs each, signed by their pipeline; wall time, as it is.

Gitleaks takes minutes on Linux: its figures are kept in build/bench and measured again with --fresh.
The exit code is 1 when a bar is missed.
"""
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOOLS = os.path.join(ROOT, "build/tools")
ANDON = os.environ.get("ANDON", os.path.join(ROOT, "build/release/andon"))
POLICY = os.path.join(ROOT, "build/release/bench/bench_policy")
GATE = os.path.join(ROOT, "build/release/bench/bench_gate")
FLEET = os.path.join(ROOT, "build/release/bench/bench_fleet")
BARE = os.path.join(ROOT, "build/release/bench/bench_secrets")
GITLEAKS = os.environ.get("GITLEAKS", os.path.join(TOOLS, "gitleaks"))
RULES = os.environ.get("RULES", os.path.join(TOOLS, "gitleaks.toml"))
CACHE = os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache"))
TREE = os.environ.get("ANDON_BENCH_TREE", os.path.join(CACHE, "andon-bench/linux-source-6.1"))
KEPT = os.path.join(ROOT, "build/bench")
BENCH_CEL = os.environ.get("BENCH_CEL", os.path.join(ROOT, "build/release/bench/bench_cel"))
CEL_GO = os.path.join(TOOLS, "cel_go")
CEL_CASES = os.path.join(ROOT, "bench/cel.json")
DEPTH = "5"
FILES, SEED = 100, 3
missed = []


def measure(command, threads, **more):
    """Wall and CPU seconds, peak MB, of a command and its children, on `threads` cores."""
    def start():
        os.sched_setaffinity(0, set(range(threads)))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                             preexec_fn=start, **more)
    errors = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if child.returncode not in (0, 1):
        raise SystemExit(f"bench: {command[0]} ended with {child.returncode}: {errors.decode()[-500:]}")
    return {"wall": wall, "cpu": cpu, "peak": usage.ru_maxrss / 1024}


def bar(what, value, least=None, most=None):
    met = (least is None or value >= least) and (most is None or value <= most)
    wanted = f"at least {least:g}" if least is not None else f"at most {most:g}"
    print(f"{what:<58} {value:10.1f}   {wanted}: {'met' if met else 'MISSED'}")
    if not met:
        missed.append(what)


def environment(private):
    return os.environ | {"HOME": private, "XDG_CACHE_HOME": os.path.join(private, "cache"),
                         "XDG_STATE_HOME": os.path.join(private, "state")}


def andon_command(threads, report, tree):
    return [ANDON, "check", "--no-tools", "--no-record", "--quiet", "--exit-zero", "--rules", RULES,
            "--decode-depth", DEPTH, "--threads", str(threads), "--output", f"json={report}", tree]


def gitleaks_command(report, tree):
    return [GITLEAKS, "dir", "--config", RULES, "--max-decode-depth", DEPTH, "--no-banner",
            "--log-level", "error", "--report-format", "json", "--report-path", report, tree]


def gitleaks_on_linux(threads, private, fresh):
    kept = os.path.join(KEPT, f"gitleaks-linux-{threads}.json")
    report = os.path.join(KEPT, f"gitleaks-linux-{threads}-findings.json")
    if os.path.exists(kept) and os.path.exists(report) and not fresh:
        with open(kept, encoding="utf-8") as file:
            return json.load(file), report
    env = environment(private) | {"GOMAXPROCS": str(threads)}
    figures = measure(gitleaks_command(report, TREE), threads, env=env)
    with open(kept, "w", encoding="utf-8") as file:
        json.dump(figures, file)
    return figures, report


def places(findings):
    return {(path, line, rule) for path, line, rule in findings}


def andon_places(report):
    with open(report, encoding="utf-8") as file:
        document = json.load(file)
    return places((f["path"], f["region"]["start_line"], f["rule"].split("/")[-1])
                  for f in document["findings"])


def gitleaks_places(report):
    with open(report, encoding="utf-8") as file:
        document = json.load(file)
    return places((os.path.relpath(os.path.join(TREE, f["File"]), TREE), f["StartLine"], f["RuleID"])
                  for f in document)


def need_tree():
    if not os.path.isdir(TREE):
        raise SystemExit(f"bench: no tree at {TREE}: ./dev setup --oracles")


def linux(private, fresh):
    need_tree()
    report = os.path.join(KEPT, "andon-linux-findings.json")
    env = environment(private)
    measure(andon_command(2, report, TREE), 2, env=env)  # warms the page cache and the database
    for threads in (1, 2):
        ours = min((measure(andon_command(threads, report, TREE), threads, env=env)
                    for _ in range(3)), key=lambda figures: figures["cpu"])
        theirs, their_report = gitleaks_on_linux(threads, private, fresh)
        print(f"linux, {threads} thread(s): andon {ours['cpu']:.2f} CPU s, {ours['wall']:.2f} s, "
              f"{ours['peak']:.0f} MB; gitleaks {theirs['cpu']:.1f} CPU s, {theirs['wall']:.1f} s, "
              f"{theirs['peak']:.0f} MB")
        bar(f"linux, {threads} thread(s): times less CPU than gitleaks", theirs["cpu"] / ours["cpu"], least=100)
        bar(f"linux, {threads} thread(s): peak MB", ours["peak"], most=300)
    mine, other = andon_places(report), gitleaks_places(their_report)
    with open(os.path.join(KEPT, "linux-differences.txt"), "w", encoding="utf-8") as file:
        for mark, rows in (("andon", mine - other), ("gitleaks", other - mine)):
            for path, line, rule in sorted(rows):
                file.write(f"only {mark}: {path}:{line}: {rule}\n")
    print(f"findings: {len(mine & other)} of both, {len(mine - other)} only andon's, "
          f"{len(other - mine)} only gitleaks' (build/bench/linux-differences.txt)")


def second(private, _):
    tree = os.path.join(private, "tree")
    os.mkdir(tree)
    subprocess.run([sys.executable, os.path.join(ROOT, "bench/small_tree.py"), tree, str(SEED), str(FILES)],
                   check=True)
    env = environment(private)
    ours = [ANDON, "check", "--no-tools", "--quiet", "--exit-zero", "--rules", RULES, "--decode-depth", DEPTH, tree]
    report = os.path.join(private, "report.json")
    measure(ours, 2, env=env)
    mine = statistics.median(measure(ours, 2, env=env)["wall"] for _ in range(20)) * 1000
    theirs = statistics.median(measure(gitleaks_command(report, tree), 2, env=env)["wall"]
                               for _ in range(10)) * 1000
    print(f"{FILES} files, second check: andon {mine:.1f} ms, gitleaks {theirs:.1f} ms")
    bar("second check: times less wall time than gitleaks", theirs / mine, least=10)


def bare(private, _):
    need_tree()
    result = subprocess.run([BARE, RULES, TREE], env=environment(private), check=True,
                            stderr=subprocess.PIPE, text=True)
    print(result.stderr.rstrip())
    speeds = {}
    for line in result.stderr.splitlines():
        if "MB/s" in line:
            words = line.split()
            name = line[:22].strip()
            speeds[name] = max(speeds.get(name, 0), float(words[-2]))
    passes = [speed for name, speed in speeds.items() if "bare" in name]
    engine = [speed for name, speed in speeds.items() if "pipeline" in name]
    if not passes or not engine:
        raise SystemExit("bench: bench_secrets named no bare pass or no engine")
    bar("engine: percent of a bare pass", 100 * engine[0] / passes[0], least=60)


def policy(private, _):
    result = subprocess.run([POLICY], env=environment(private), check=True, stderr=subprocess.PIPE, text=True,
                            preexec_fn=lambda: os.sched_setaffinity(0, {0}))
    print(result.stderr.rstrip())
    times = {line.split(":")[0]: float(line.split(":")[1].split()[0])
             for line in result.stderr.splitlines() if " ms" in line}
    bar("policy: times the plain loop", times["decide"] / times["plain loop"], most=3)


def gate(private, _):
    folder = os.path.join(private, "gate")
    os.makedirs(folder)
    result = subprocess.run([GATE, folder], check=True, stdout=subprocess.PIPE, text=True,
                            preexec_fn=lambda: os.sched_setaffinity(0, {0}))
    print(result.stdout.rstrip())
    bar("gate: ms inside flow::gate", float(result.stdout.split()[1]), most=10)


def fleet(private, _):
    result = subprocess.run([FLEET, os.path.join(private, "fleet")], env=environment(private), check=True,
                            stderr=subprocess.PIPE, text=True)
    print(result.stderr.rstrip())
    times = {line.split(":")[0]: float(line.split(":")[1].split()[0]) for line in result.stderr.splitlines()}
    bar("fleet: ms inside flow::fleet", times["fleet"], most=100)


def cel_facts():
    """1,000 findings with ten fields each, one finding and one run, always the same."""
    severities = ("low", "medium", "high", "critical")
    def finding(i):
        return {"id": f"finding-{i}", "rule": f"secrets/rule-{i % 40}", "path": f"src/part_{i % 70}/file_{i}.cpp",
                "line": i % 900, "severity": severities[i % 4], "confidence": "medium", "state": "new",
                "age_days": i * 7 % 91, "score": (i % 100) / 10 + 0.05, "is_exploited": False}
    waiver = {"owner": "ada", "expires": "2026-12-31"}
    return {"findings": [finding(i) for i in range(1000)], "finding": finding(51) | {"waiver": waiver},
            "run": {"outcome": "complete", "started": "2026-06-01T10:00:00Z"}}


def cel_figures(command):
    lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True,
                           preexec_fn=lambda: os.sched_setaffinity(0, {0})).stdout.splitlines()
    return {name: float(ns) for name, ns, _ in (line.split("\t") for line in lines)}


def cel(*_):
    facts = os.path.join(KEPT, "cel-facts.json")
    with open(facts, "w", encoding="utf-8") as file:
        json.dump(cel_facts(), file)
    with open(CEL_CASES, encoding="utf-8") as file:
        cases = json.load(file)
    rounds = [(cel_figures([BENCH_CEL, CEL_CASES, facts]), cel_figures([CEL_GO, CEL_CASES, facts]))
              for _ in range(3)]
    for case in cases:
        name, elements = case["name"], case.get("elements", 1)
        ours, theirs = (min(pair[side][name] for pair in rounds) / elements for side in (0, 1))
        each = "an element" if elements > 1 else "a time"
        print(f"{case['expression']}\n    andon {ours:.1f} ns {each}, cel-go {theirs:.1f} ns")
        bar(f"cel, {name}: times less CPU than cel-go", theirs / ours, least=3 if elements > 1 else 1)


def main():
    benches = {"linux": linux, "second": second, "bare": bare, "cel": cel, "policy": policy,
               "gate": gate, "fleet": fleet}
    words = [word for word in sys.argv[1:] if word != "--fresh"]
    if unknown := [word for word in words if word not in benches]:
        print(f"bench: no such bench: {unknown[0]} ({', '.join(benches)})", file=sys.stderr)
        return 2
    os.makedirs(KEPT, exist_ok=True)
    for name in words or benches:
        private = tempfile.mkdtemp(prefix="andon-bench-")
        try:
            benches[name](private, "--fresh" in sys.argv)
        finally:
            shutil.rmtree(private, ignore_errors=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
