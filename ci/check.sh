#!/bin/sh
# The job's straight line: history, records in, check, records out, comment and status; exits with
# andon's own code. GitHub and GitLab are told apart by their variables.
# usage: check.sh [OPTIONS OF andon check ...]
# Variables: ANDON_OUT (folder of the reports, default andon-report), ANDON_SYNC (where records are
# kept: a git remote or a folder; empty: nowhere), ANDON_POST (no: post nothing), ANDON_IS_FORK
# (true: only read), ANDON_TOKEN (for posting), ANDON (the program, default andon), ANDON_PATH (the
# folder to check, default .).
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
say() { printf 'andon: %s\n' "$*" >&2; }

andon=${ANDON:-andon}
path=${ANDON_PATH:-.}
case $path in -*) path=./$path ;; esac
out=${ANDON_OUT:-andon-report}
mkdir -p "$out" || exit 5
# Reports inside the tree must not count as a change of it.
[ -e "$out/.gitignore" ] || printf '*\n' >"$out/.gitignore"
target=
base=
post=
is_fork=${ANDON_IS_FORK:-false}
if [ -n "${GITHUB_ACTIONS:-}" ]; then
  target=${GITHUB_BASE_REF:-}
  post=$here/post_github.sh
elif [ -n "${GITLAB_CI:-}" ]; then
  target=${CI_MERGE_REQUEST_TARGET_BRANCH_NAME:-}
  base=${CI_MERGE_REQUEST_DIFF_BASE_SHA:-}
  post=$here/post_gitlab.sh
  if [ "${CI_MERGE_REQUEST_SOURCE_PROJECT_ID:-}" != "${CI_MERGE_REQUEST_PROJECT_ID:-}" ]; then
    is_fork=true
  fi
fi

# A job that cannot bring the history goes on: andon itself then says that it is undecided, and why.
if [ -n "$target" ]; then
  "$here/fetch_history.sh" "$target" origin "$base" || say "the history could not be brought"
fi

# A runner forgets: what is locked of the organisation's governance source is brought anew. When that
# fails, andon itself says that it is undecided, and why.
if grep -qs '^governance:' "$path/andon.yaml"; then
  "$andon" governance update --locked "$path" || say "the governance source could not be brought"
fi

# sync_records [OPTION]: what earlier jobs learnt comes in, what this one learnt goes out.
sync_records() {
  [ -n "${ANDON_SYNC:-}" ] || return 0
  "$andon" sync --path "$path" "$@" "$ANDON_SYNC" || say "the records could not be brought: dates may be younger"
}
if [ "$is_fork" = true ]; then sync_records --read-only; else sync_records; fi

"$andon" check --output "markdown=$out/comment.md" --output "sarif=$out/andon.sarif" \
  --output "json=$out/andon.json" --output "junit=$out/andon.xml" --output "html=$out/andon.html" \
  --output "gitlab_secret_detection=$out/gl-secret-detection-report.json" \
  --output "gitlab_sast=$out/gl-sast-report.json" \
  --output "code_climate=$out/gl-code-quality-report.json" "$@" "$path"
code=$?

if [ "$is_fork" = true ]; then
  say "a change from a fork: nothing is posted and no record is sent"
else
  sync_records
  if [ -n "$post" ] && [ "${ANDON_POST:-yes}" != no ]; then
    "$post" "$out/comment.md" "$code" || say "not everything could be posted"
  fi
fi
if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -s "$out/comment.md" ]; then
  cat "$out/comment.md" >>"$GITHUB_STEP_SUMMARY"
fi
exit "$code"
