#!/usr/bin/env python3
"""Compares what a command prints with a file that is kept: golden_output.py FILE COMMAND...

With ANDON_GOLDEN=rewrite the file is written instead (./dev golden).
"""
import difflib
import os
import subprocess
import sys


def main(path, command):
    ran = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if ran.returncode:
        print(f"{' '.join(command)}: exit code {ran.returncode}")
        return 1
    found = ran.stdout.decode("utf-8")
    if os.environ.get("ANDON_GOLDEN") == "rewrite":
        with open(path, "w", encoding="utf-8") as file:
            file.write(found)
        return 0
    if not found or not os.path.exists(path):
        print(f"{path} is not there" if found else f"{' '.join(command)} prints nothing")
        return 1
    with open(path, encoding="utf-8") as file:
        kept = file.read()
    if kept == found:
        return 0
    sys.stdout.writelines(difflib.unified_diff(kept.splitlines(True), found.splitlines(True), path,
                                               "printed now", n=1))
    print(f"{path} is not what `{' '.join(command[1:])}` prints; ./dev golden rewrites it")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
