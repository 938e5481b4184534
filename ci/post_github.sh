#!/bin/sh
# Posts andon's Markdown as one comment of the pull request, kept up to date, and a commit status.
# usage: post_github.sh COMMENT_FILE EXIT_CODE
# Variables: GITHUB_API_URL GITHUB_REPOSITORY GITHUB_SHA GITHUB_SERVER_URL GITHUB_RUN_ID (set by GitHub),
# ANDON_TOKEN, and for a pull request ANDON_PULL_REQUEST (its number) and ANDON_HEAD_SHA (its head).
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/http.sh"

comment=$1
code=$2
if [ -z "${ANDON_TOKEN:-}" ]; then
  say "no token: nothing is posted"
  exit 0
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
authorization="Authorization: Bearer $ANDON_TOKEN"
repository=$GITHUB_API_URL/repos/$GITHUB_REPOSITORY
result=0

case $code in
  0) state=success ;;
  1) state=failure ;;
  *) state=error ;;
esac
describe "$code" >"$work/description"
printf '%s' "${GITHUB_SERVER_URL:-}/$GITHUB_REPOSITORY/actions/runs/${GITHUB_RUN_ID:-}" >"$work/link"
printf '{"state": "%s", "context": "andon", "description": %s, "target_url": %s}\n' "$state" \
  "$(quote "$work/description")" "$(quote "$work/link")" >"$work/status"
if request POST "$repository/statuses/${ANDON_HEAD_SHA:-$GITHUB_SHA}" "$work/status"; then
  say "set the status $state"
else
  say "setting the status: the host answers $status"
  result=1
fi

case ${ANDON_PULL_REQUEST:-} in
  '') ;;
  *[!0-9]*) say "ANDON_PULL_REQUEST is no number"; result=1 ;;
  *)
    if [ -s "$comment" ]; then
      keep_comment "$repository/issues/$ANDON_PULL_REQUEST/comments" "$repository/issues/comments" \
        PATCH "$comment" || result=1
    else
      say "no report to post"
      result=1
    fi
    ;;
esac
exit $result
