#!/bin/sh
# Brings into a shallow clone the history that a comparison needs: the target branch, and commits
# until HEAD and it have one in common. A whole clone stays whole.
# usage: fetch_history.sh TARGET_BRANCH [REMOTE [BASE_COMMIT]]
set -eu
target=$1
remote=${2:-origin}
base=${3:-}
ref=refs/remotes/$remote/$target

# A container's user is seldom the one who owns the checkout, and git then refuses to read it.
git() { command git -c safe.directory='*' -c core.fsmonitor=false "$@"; }
say() { printf 'andon: %s\n' "$*" >&2; }
is_shallow() { [ "$(git rev-parse --is-shallow-repository)" = true ]; }
has_base() { git merge-base HEAD "$ref" >/dev/null 2>&1; }
bring() {
  git -c core.hooksPath=/dev/null fetch --quiet --no-tags --no-recurse-submodules --force "$@"
}

if ! is_shallow; then
  has_base || bring "$remote" "+refs/heads/$target:$ref"
else
  head=$(git rev-parse HEAD)
  # HEAD is asked for by name: hosts check out commits that stand on no branch.
  for depth in 50 400 3200; do
    bring --depth="$depth" "$remote" "+refs/heads/$target:$ref" "$head"
    if has_base || ! is_shallow; then break; fi
  done
  if ! has_base && is_shallow; then
    bring --unshallow "$remote" "+refs/heads/$target:$ref" "$head"
  fi
fi
if [ -n "$base" ] && ! git cat-file -e "$base^{commit}" 2>/dev/null; then
  if is_shallow; then bring --depth=1 "$remote" "$base"; else bring "$remote" "$base"; fi
fi
has_base || say "HEAD and $remote/$target have no commit in common"
