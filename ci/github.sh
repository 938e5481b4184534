#!/bin/sh
# What action.yml runs: installs the packaged binary, checks, and tells GitHub where the reports are.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

[ -n "${ANDON_VERSION:-}" ] || ANDON_VERSION=$(cat "$here/../VERSION")
if [ -z "${ANDON_RELEASES:-}" ]; then
  ANDON_RELEASES=${GITHUB_SERVER_URL:-}/${ANDON_ACTION_REPOSITORY:-}/releases/download
fi
export ANDON_VERSION ANDON_RELEASES
if [ -z "${ANDON:-}" ]; then
  ANDON=$("$here/install.sh" "${RUNNER_TEMP:-/tmp}/andon-$ANDON_VERSION") || exit 5
fi
ANDON_OUT=${ANDON_OUT:-${RUNNER_TEMP:-/tmp}/andon-report}
ANDON_PATH=${INPUT_PATH:-.}
export ANDON ANDON_OUT ANDON_PATH

set -f  # arguments are split at blanks, and nothing else happens to them
# shellcheck disable=SC2086
"$here/check.sh" ${INPUT_ARGUMENTS:-}
code=$?
if [ -n "${GITHUB_OUTPUT:-}" ]; then
  {
    printf 'sarif=%s\n' "$ANDON_OUT/andon.sarif"
    printf 'json=%s\n' "$ANDON_OUT/andon.json"
    printf 'code=%s\n' "$code"
  } >>"$GITHUB_OUTPUT"
fi
exit "$code"
