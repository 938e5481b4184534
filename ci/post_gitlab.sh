#!/bin/sh
# Posts andon's Markdown as one comment of the merge request, kept up to date, and a commit status.
# usage: post_gitlab.sh COMMENT_FILE EXIT_CODE
# Variables: CI_API_V4_URL CI_PROJECT_ID CI_COMMIT_SHA CI_JOB_URL CI_MERGE_REQUEST_IID (set by GitLab), and
# ANDON_TOKEN: a project access token with the scope `api` (the job's own token may not comment).
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/http.sh"

comment=$1
code=$2
if [ -z "${ANDON_TOKEN:-}" ]; then
  say "no ANDON_TOKEN: nothing is posted"
  exit 0
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
authorization="PRIVATE-TOKEN: $ANDON_TOKEN"
project=$CI_API_V4_URL/projects/$CI_PROJECT_ID
result=0

state=failed
[ "$code" -eq 0 ] && state=success
describe "$code" >"$work/description"
printf '%s' "${CI_JOB_URL:-}" >"$work/link"
printf '{"state": "%s", "name": "andon", "description": %s, "target_url": %s}\n' "$state" \
  "$(quote "$work/description")" "$(quote "$work/link")" >"$work/status"
# In a pipeline of merged results the commit is not the one that the merge request shows.
if request POST "$project/statuses/${CI_MERGE_REQUEST_SOURCE_BRANCH_SHA:-$CI_COMMIT_SHA}" \
  "$work/status"; then
  say "set the status $state"
else
  say "setting the status: the host answers $status"
  result=1
fi

case ${CI_MERGE_REQUEST_IID:-} in
  '') ;;
  *[!0-9]*) say "CI_MERGE_REQUEST_IID is no number"; result=1 ;;
  *)
    notes=$project/merge_requests/$CI_MERGE_REQUEST_IID/notes
    if [ -s "$comment" ]; then
      keep_comment "$notes" "$notes" PUT "$comment" || result=1
    else
      say "no report to post"
      result=1
    fi
    ;;
esac
exit $result
