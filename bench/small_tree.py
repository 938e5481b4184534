#!/usr/bin/env python3
"""A git tree of 100 files, the same for one seed: small_tree.py FOLDER [SEED] [FILES].

Sources, configuration and prose of 0.5 to 20 KB in nested folders, with three made-up secrets, in
one commit of a fixed author and date.
"""
import os
import random
import subprocess
import sys

WORDS = ("account address amount archive balance batch buffer cache client cluster column config "
         "context counter cursor customer device digest document engine entry event field filter "
         "folder handler header index invoice item journal latency ledger limit merge message "
         "metric module number object offset option order packet parser payload place policy "
         "process product profile query queue record region release report request result return "
         "schema segment server session signal source state status stream string table target "
         "template thread token total update value vector version worker").split()


def name(dice, joint="_"):
    return joint.join(dice.choice(WORDS) for _ in range(dice.randint(1, 3)))


def python(dice):
    return (f"def {name(dice)}({name(dice)}, {name(dice)}):\n"
            f"    \"\"\"{' '.join(dice.choice(WORDS) for _ in range(9)).capitalize()}.\"\"\"\n"
            f"    {name(dice)} = {name(dice)}({dice.randint(0, 9999)}, \"{name(dice, ' ')}\")\n"
            f"    return {name(dice)}[{dice.randint(0, 99)}]\n\n\n")


def c(dice):
    return (f"static int {name(dice)}(const char *{name(dice)}, size_t {name(dice)})\n{{\n"
            f"\tif ({name(dice)} > {dice.randint(0, 4096)})\n\t\treturn -{dice.randint(1, 99)};\n"
            f"\treturn {name(dice)}(0x{dice.getrandbits(32):08x});\n}}\n\n")


def go(dice):
    return (f"func {name(dice, '')}({name(dice, '')} string) (int, error) {{\n"
            f"\t{name(dice, '')} := map[string]int{{\"{name(dice)}\": {dice.randint(0, 999)}}}\n"
            f"\treturn len({name(dice, '')}), nil\n}}\n\n")


def yaml(dice):
    return (f"{name(dice)}:\n  {name(dice)}: {dice.randint(0, 65535)}\n"
            f"  {name(dice)}: \"{name(dice, '-')}\"\n  {name(dice)}: [{name(dice)}, {name(dice)}]\n")


def markdown(dice):
    words = " ".join(dice.choice(WORDS) for _ in range(dice.randint(20, 60)))
    return f"## {name(dice, ' ').capitalize()}\n\n{words.capitalize()}.\n\n"


KINDS = (("py", python), ("c", c), ("go", go), ("yaml", yaml), ("md", markdown))


def text(dice, kind, size):
    parts, length = [], 0
    while length < size:
        parts.append(kind(dice))
        length += len(parts[-1])
    return "".join(parts)


def value(dice, alphabet, length):
    return "".join(dice.choice(alphabet) for _ in range(length))


def main():
    root = sys.argv[1]
    dice = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 20261122)
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    mixed = letters + letters[:26].lower() + "0189"
    secrets = {10: f"aws_access_key_id = \"AKIA{value(dice, letters, 16)}\"\n",
               40: f"token = \"ghp_{value(dice, mixed, 36)}\"\n",
               70: f"api_key = \"{value(dice, mixed, 40)}\"\n"}
    for number in range(count):
        ending, kind = KINDS[number % len(KINDS)]
        folder = os.path.join(root, *(WORDS[number * 7 % 11 + at] for at in range(number % 4)))
        os.makedirs(folder, exist_ok=True)
        body = text(dice, kind, int(500 * 40 ** dice.random()))
        with open(os.path.join(folder, f"{name(dice)}_{number}.{ending}"), "w") as out:
            out.write(body + secrets.get(number, ""))
    moment = "2026-01-01T00:00:00Z"
    who = {f"GIT_{role}_{what}": at for role in ("AUTHOR", "COMMITTER")
           for what, at in (("NAME", "bench"), ("EMAIL", "bench@example.org"), ("DATE", moment))}
    for command in (["init", "--quiet", "--initial-branch=main"], ["add", "--all"],
                    ["commit", "--quiet", "--message=A small tree"]):
        subprocess.run(["git", "-c", "gc.auto=0", "-c", "commit.gpgSign=false", *command], cwd=root,
                       check=True, env={**os.environ, **who, "GIT_CONFIG_GLOBAL": "/dev/null"})


main()
