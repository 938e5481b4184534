#!/usr/bin/env python3
"""Replays a transcript of the command line and compares what comes out, word for word.

usage: run_transcript.py --binary build/dev/andon [--sanitized] FILE.cli
       run_transcript.py --self-test

A transcript (tests/e2e/*.cli):

    What the case shows: prose up to the first command.
    needs: git faketime           programs without which the case is skipped; see NEEDS below

    $ andon check .               run by bash in an empty private folder; `cd` and variables last
    > --no-tools                  a command that goes on
    secrets  ... files            what it prints, stdout and stderr together; ... is any text
    ...                           on a line of its own: any number of lines, or none
    [exit 1]                      the exit code, when it is not 0
    -- a remark between commands

Blank lines around a command's output don't count; the private folder is written <work>. A printed line that
would read as a mark of ours (`$ `, `-- `, `[exit `) is written with a backslash before it. Commands see $SOURCE,
the root of andon's source, and $ANDON, the program. With ANDON_GOLDEN=rewrite, what differs is written
into the transcript instead. Exit code 77: skipped.
"""
import argparse
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SKIPPED = 77
TIMEOUT_SECONDS = 240
MARKS = ("$ ", "-- ", "[exit ", "\\")
# Words of a needs line that are no program: `plain` (no sanitizer is linked in: preloading works), `data`
# (the shared test data), `root`, `user` (not root).


class Command:
    def __init__(self, text, line):
        self.text, self.line = text, line
        self.expected, self.code = [], 0
        self.first = self.last = line + 1  # the lines of the file that hold what is expected


def parse(lines):
    """(needs, commands) of a transcript; ValueError for one that can't be read."""
    needs, commands, command = [], [], None
    is_closed = False
    for number, line in enumerate(lines):
        if line.startswith("$ "):
            command = Command(line[2:], number)
            commands.append(command)
            is_closed = False
        elif command is None:
            if line.startswith("needs:"):
                needs += line[6:].split()
        elif line.startswith("> ") and command.first == number:
            command.text += "\n" + line[2:]
            command.first = command.last = number + 1
        elif line == ">" and command.first == number:
            command.text += "\n"
            command.first = command.last = number + 1
        elif line.startswith("-- "):
            is_closed = True
        elif match := re.fullmatch(r"\[exit (\d+)\]", line):
            command.code = int(match[1])
            command.last = number + 1
            is_closed = True
        elif is_closed:
            if line:
                raise ValueError(f"line {number + 1}: output after the end of a command's output")
        else:
            command.expected.append(line[1:] if line.startswith("\\") else line)
            if line:
                command.last = number + 1
    if not commands:
        raise ValueError("no command")
    for command in commands:
        strip_blank(command.expected)
    return needs, commands


def strip_blank(lines):
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)


def line_matches(pattern, line):
    if "..." not in pattern:
        return pattern == line
    return re.fullmatch(".*".join(map(re.escape, pattern.split("..."))), line) is not None


def first_difference(expected, found):
    """None when the lines match, else the index of the first found line that nothing expects."""
    reached = {0}  # positions in `expected` that can be reached: a line of dots may be many or none
    for index, line in enumerate([*found, None]):
        ahead, todo = set(), list(reached)
        while todo:
            at = todo.pop()
            if at < len(expected) and expected[at] == "...":
                ahead.add(at)
                if at + 1 not in reached:
                    reached.add(at + 1)
                    todo.append(at + 1)
            elif line is not None and at < len(expected) and line_matches(expected[at], line):
                ahead.add(at + 1)
        if line is None:
            return None if len(expected) in reached else index
        if not ahead:
            return index
        reached = ahead
    return None


def environment(work, binary, needs):
    """Nothing of the caller's but what sanitizers need, so that CI variables and settings stay out."""
    home = os.path.join(work, "home")
    path = [os.path.dirname(os.path.abspath(binary)), "/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"]
    for word in needs:
        for folder in ("build/tools/venv/bin", "build/tools/npm/node_modules/.bin"):
            if os.path.exists(os.path.join(SOURCE, folder, word)):
                path.insert(1, os.path.join(SOURCE, folder))
    kept = {name: value for name, value in os.environ.items()
            if name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS",
                        "ASAN_SYMBOLIZER_PATH", "LLVM_PROFILE_FILE")}
    return kept | {
        "PATH": ":".join(path), "HOME": home, "TMPDIR": os.path.join(work, "tmp"),
        "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "dumb", "SHELL": "/bin/bash",
        "SOURCE": SOURCE, "ANDON": os.path.abspath(binary),
        "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0",
        "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com",
        "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.com",
        "GIT_AUTHOR_DATE": "2026-01-02T03:04:05Z", "GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z",
        "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1",
    }


def missing(needs, env, is_sanitized):
    for word in needs:
        has = {"plain": not is_sanitized, "root": os.getuid() == 0, "user": os.getuid() != 0,
               "data": os.path.isdir(os.path.join(SOURCE, "../shared/data"))}.get(word)
        if has is None:
            has = shutil.which(word, path=env["PATH"]) is not None
        if not has:
            return word
    return None


def replay(commands, work, env):
    """[(lines, exit code)] per command; fewer when the shell ended early."""
    for folder in ("home", "tmp", "work", "out"):
        os.mkdir(os.path.join(work, folder))
    with open(os.path.join(work, "home", ".gitconfig"), "w", encoding="utf-8") as file:
        file.write("[init]\n\tdefaultBranch = main\n[user]\n\tname = Ada\n\temail = ada@example.com\n")
    out = os.path.join(work, "out")
    script = []
    for index, command in enumerate(commands):
        script.append(f"eval {shlex.quote(command.text)} >{out}/{index} 2>&1 </dev/null\n"
                      f"echo $? >{out}/{index}.code\n")
    path = os.path.join(work, "script")
    with open(path, "w", encoding="utf-8") as file:
        file.write("".join(script))
    shell = subprocess.Popen(["bash", "--norc", path], cwd=os.path.join(work, "work"), env=env,
                             stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        shell.wait(TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        print(f"ended after {TIMEOUT_SECONDS} s")
    finally:
        try:
            os.killpg(shell.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        shell.wait()
    results = []
    for index in range(len(commands)):
        name = os.path.join(out, str(index))
        if not os.path.exists(name + ".code"):
            break
        with open(name, encoding="utf-8", errors="backslashreplace", newline="") as file:
            text = file.read().replace(os.path.join(work, "work"), "<work>")
        with open(name + ".code", encoding="utf-8") as file:
            code = int(file.read())
        lines = text.split("\n")
        strip_blank(lines)
        results.append((lines, code))
    return results


def compare(commands, results):
    """[(command, lines, code, what is wrong)] of the commands that differ."""
    wrong = []
    for index, command in enumerate(commands):
        if index >= len(results):
            wrong.append((command, None, None, "it did not end, or ended the shell"))
            break
        lines, code = results[index]
        at = first_difference(command.expected, lines)
        if at is not None:
            shown = lines[at] if at < len(lines) else "(the end)"
            wrong.append((command, lines, code, f"not expected: {shown}"))
        elif code != command.code:
            wrong.append((command, lines, code, f"exit code {code} instead of {command.code}"))
    return wrong


def rewrite(path, lines, wrong):
    for command, found, code, _ in reversed(wrong):
        if found is None:
            raise SystemExit(f"{path}:{command.line + 1}: cannot be rewritten: the command did not end")
        text = ["\\" + line if line.startswith(MARKS) else line for line in found]
        if code:
            text.append(f"[exit {code}]")
        lines[command.first:command.last] = text
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def main(arguments):
    with open(arguments.file, encoding="utf-8") as file:
        lines = file.read().rstrip("\n").split("\n")
    try:
        needs, commands = parse(lines)
    except ValueError as error:
        print(f"{arguments.file}: {error}")
        return 2
    work = os.path.realpath(tempfile.mkdtemp(prefix="andon-e2e-"))
    try:
        env = environment(work, arguments.binary, needs)
        if word := missing(needs, env, arguments.sanitized):
            print(f"skipped: needs {word}")
            return SKIPPED
        wrong = compare(commands, replay(commands, work, env))
    finally:
        subprocess.run(["chmod", "-R", "u+rwX", work], check=False, stderr=subprocess.DEVNULL)
        shutil.rmtree(work, ignore_errors=True)
    if wrong and os.environ.get("ANDON_GOLDEN") == "rewrite":
        rewrite(arguments.file, lines, wrong)
        return 0
    for command, found, code, reason in wrong:
        print(f"{arguments.file}:{command.line + 1}: {reason}\n$ {command.text}")
        for line in found or []:
            print(f"  | {line}")
        if found is not None:
            print(f"  | [exit {code}]")
    return 1 if wrong else 0


def self_test():
    def fails(expected, found):
        return first_difference(expected, found)

    assert fails([], []) is None
    assert fails(["a"], ["a"]) is None
    assert fails(["a"], []) == 0
    assert fails([], ["a"]) == 0
    assert fails(["a", "b"], ["a", "c"]) == 1
    assert fails(["a ... c"], ["a b c"]) is None
    assert fails(["a ... c"], ["a b d"]) == 0
    assert fails(["a.c"], ["abc"]) == 0
    assert fails(["...", "z"], ["a", "b", "z"]) is None
    assert fails(["...", "z"], ["z"]) is None
    assert fails(["...", "z"], ["a", "b"]) == 2
    assert fails(["...", "z", "...", "y"], ["z", "q", "z", "y"]) is None
    assert fails(["a", "..."], ["a"]) is None
    assert fails(["...", "..."], []) is None
    needs, commands = parse(["Prose.", "needs: git", "$ echo a", "> b", "", "out", "", "[exit 3]", "",
                             "-- note", "$ c", "\\$ d"])
    assert needs == ["git"] and len(commands) == 2
    assert commands[0].text == "echo a\nb" and commands[0].expected == ["out"] and commands[0].code == 3
    assert commands[1].expected == ["$ d"]
    for bad in (["prose"], ["$ a", "[exit 1]", "more"]):
        try:
            parse(bad)
        except ValueError:
            continue
        raise AssertionError(bad)
    with tempfile.TemporaryDirectory(prefix="andon-e2e-") as work:
        work = os.path.realpath(work)
        _, commands = parse(["$ x=1; mkdir d; cd d", "$ echo $x $PWD; exit_code() { return 4; }; exit_code",
                             "1 <work>/d", "[exit 4]", "$ exit 7", "$ echo never"])
        results = replay(commands, work, environment(work, sys.executable, []))
        assert results == [([], 0), (["1 <work>/d"], 4)], results
        wrong = compare(commands, results)
        assert [command.text for command, *_ in wrong] == ["exit 7"], wrong
    print("ok")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="replay a transcript")
    parser.add_argument("--binary")
    parser.add_argument("--sanitized", action="store_true")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("file", nargs="?")
    options = parser.parse_args()
    sys.exit(self_test() if options.self_test else main(options))
