#!/bin/sh
# The CI doors (ci/, action.yml), tried without a host: variables set by hand, a bare repository, and a
# loopback stand-in for the host's API (tests/fakes/code_host.py). One case a function; each fails by name.
# usage: ci_test.sh [CASE]
set -u
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
ci=$root/ci
top=$(mktemp -d)
host=
failures=0
stop_host() { [ -z "$host" ] || { kill "$host" 2>/dev/null; wait "$host" 2>/dev/null; host=; }; }
trap 'stop_host; rm -rf "$top"' EXIT
trap 'exit 1' INT TERM
# Nothing of the machine's own CI or git settings may reach a case.
for name in $(env | sed -n 's/^\(GITHUB_[A-Z_]*\|CI_[A-Z_]*\|ANDON[A-Z_]*\|GIT_[A-Z_]*\|GITLAB_CI\)=.*/\1/p'); do
  unset "$name"
done
export HOME="$top" GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null no_proxy=127.0.0.1
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com
export GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com

expect() { # expect WHAT WANTED FOUND
  [ "$2" = "$3" ] && return 0
  printf 'FAILED %s: %s: expected <%s>, found <%s>\n' "$case" "$1" "$2" "$3"
  failures=$((failures + 1))
}

start_host() { # start_host [EXISTING_COMMENTS_FILE]
  stop_host
  rm -f "$work/port"
  mkfifo "$work/port"
  : >"$work/log"
  python3 "$root/tests/fakes/code_host.py" "$work/port" "$work/log" "$@" &
  host=$!
  read -r port <"$work/port"
  api=http://127.0.0.1:$port/api
}

# requests: "METHOD path" of each, one line
requests() {
  python3 -c 'import json, sys
for line in open(sys.argv[1], encoding="utf-8"):
    entry = json.loads(line)
    print(entry["method"], entry["path"])' "$work/log"
}
# body_of N KEY: of the Nth request (from 1)
body_of() {
  python3 -c 'import json, sys
lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
print(json.loads(lines[int(sys.argv[2]) - 1])["body"][sys.argv[3]], end="")' "$work/log" "$1" "$2"
}

post_github() {
  GITHUB_API_URL=$api GITHUB_REPOSITORY=o/r GITHUB_SHA=aaaa GITHUB_SERVER_URL=https://host \
    GITHUB_RUN_ID=5 ANDON_TOKEN=${token-secret-token} ANDON_PULL_REQUEST=${number-7} \
    ANDON_HEAD_SHA=bbbb "$ci/post_github.sh" "$@" 2>"$work/said"
}
post_gitlab() {
  CI_API_V4_URL=$api CI_PROJECT_ID=12 CI_COMMIT_SHA=cccc CI_JOB_URL=https://host/job \
    CI_MERGE_REQUEST_IID=7 ANDON_TOKEN=secret-token "$ci/post_gitlab.sh" "$@" 2>"$work/said"
}

write_comment() {
  printf '<!-- andon -->\n### Not done\n\n"quoted" \\ back\tslash é %s\n' "$1" >"$work/comment.md"
}

github_comments_once_and_then_keeps_the_comment_up_to_date() {
  start_host
  write_comment first
  post_github "$work/comment.md" 1
  expect "exit code" 0 $?
  write_comment second
  post_github "$work/comment.md" 0
  expect "exit code" 0 $?
  expect "requests" "POST /api/repos/o/r/statuses/bbbb
GET /api/repos/o/r/issues/7/comments
POST /api/repos/o/r/issues/7/comments
POST /api/repos/o/r/statuses/bbbb
GET /api/repos/o/r/issues/7/comments
PATCH /api/repos/o/r/issues/comments/1000" "$(requests)"
  expect "first state" failure "$(body_of 1 state)"
  expect "second state" success "$(body_of 4 state)"
  expect "link" https://host/o/r/actions/runs/5 "$(body_of 4 target_url)"
  expect "text" "$(cat "$work/comment.md")" "$(body_of 6 body)"
}

github_says_error_when_undecided() {
  start_host
  write_comment x
  post_github "$work/comment.md" 4
  expect "state" error "$(body_of 1 state)"
}

github_sets_only_the_status_outside_of_a_pull_request() {
  start_host
  write_comment x
  number='' post_github "$work/comment.md" 0
  expect "requests" "POST /api/repos/o/r/statuses/bbbb" "$(requests)"
}

github_leaves_comments_of_others_alone() {
  python3 -c 'import json
people = [{"id": 1 + i, "body": "talk \"of\" {\"id\": 9} \\ <!-- andon -->", "user": {"id": 5, "login": "p"}}
          for i in range(130)]
people[40]["body"] = "<!-- andon -->\nnot the bot"
people[120] = {"id": 500, "body": "<!-- andon -->\nolder", "user": {"id": 1, "login": "bot"}}
print(json.dumps(people))' >"$work/existing"
  start_host "$work/existing"
  write_comment new
  post_github "$work/comment.md" 1
  expect "exit code" 0 $?
  expect "requests" "POST /api/repos/o/r/statuses/bbbb
GET /api/repos/o/r/issues/7/comments
PATCH /api/repos/o/r/issues/comments/41
GET /api/repos/o/r/issues/7/comments
PATCH /api/repos/o/r/issues/comments/500" "$(requests)"
}

gitlab_comments_once_and_then_keeps_the_comment_up_to_date() {
  start_host
  write_comment first
  post_gitlab "$work/comment.md" 1
  expect "exit code" 0 $?
  post_gitlab "$work/comment.md" 0
  expect "exit code" 0 $?
  expect "requests" "POST /api/projects/12/statuses/cccc
GET /api/projects/12/merge_requests/7/notes
POST /api/projects/12/merge_requests/7/notes
POST /api/projects/12/statuses/cccc
GET /api/projects/12/merge_requests/7/notes
PUT /api/projects/12/merge_requests/7/notes/1000" "$(requests)"
  expect "first state" failed "$(body_of 1 state)"
  expect "second state" success "$(body_of 4 state)"
}

posting_tells_of_a_host_that_refuses_and_never_of_the_token() {
  start_host
  write_comment x
  token=wrong-token post_github "$work/comment.md" 0
  expect "exit code" 1 $?
  expect "says 401" 2 "$(grep -c 401 "$work/said")"
  expect "token told" 0 "$(grep -c wrong-token "$work/said")"
}

posting_sends_no_token_without_encryption() {
  start_host
  write_comment x
  api=http://example.invalid/api post_github "$work/comment.md" 0
  expect "exit code" 1 $?
  expect "requests" "" "$(requests)"
  expect "refusal" 2 "$(grep -c 'not https' "$work/said")"
}

posting_without_a_token_is_no_failure() {
  start_host
  write_comment x
  token='' post_github "$work/comment.md" 1
  expect "exit code" 0 $?
  expect "requests" "" "$(requests)"
}

a_list_that_is_cut_off_makes_no_second_comment() {
  printf '[{"id": 1, "body": "x"}, {"id": 2, "bo' |
    awk -v marker='<!-- andon -->' -f "$ci/comments.awk" >"$work/out" 2>&1
  expect "exit code" 1 $?
  printf '{"message": "gone"}' | awk -v marker='<!-- andon -->' -f "$ci/comments.awk" >"$work/out"
  expect "an object" 0 "$(cat "$work/out")"
  printf '[]' | awk -v marker='<!-- andon -->' -f "$ci/comments.awk" >"$work/out"
  expect "none" 0 "$(cat "$work/out")"
}

# A bare repository: main with 80 commits, a branch from the 30th of them with 20 more. Made once.
make_origin() {
  if [ ! -d "$top/origin.git" ]; then
    git init --quiet --bare --initial-branch=main "$top/origin.git"
    awk 'function commit(branch, number, from) {
        printf "commit refs/heads/%s\nmark :%d\ncommitter a <a@example.com> %d +0000\ndata 1\nx\n", branch,
          number, 1700000000 + number
        if (from) printf "from :%d\n", from
        printf "\n"
      }
      BEGIN {
        for (i = 1; i <= 80; ++i) commit("main", i, i - 1)
        commit("topic", 101, 30)
        for (i = 102; i <= 120; ++i) commit("topic", i, i - 1)
        commit("aside", 201, 0)
      }' | git -C "$top/origin.git" fast-import --quiet
    git -C "$top/origin.git" rev-parse main~50 >"$top/fork_point"
    git clone --quiet --branch topic "$top/origin.git" "$top/seed"
  fi
  origin=file://$top/origin.git
  fork_point=$(cat "$top/fork_point")
}

a_shallow_clone_gets_the_history_up_to_the_common_commit() {
  make_origin
  git clone --quiet --depth 1 --branch topic "$origin" "$work/clone"
  cd "$work/clone" || return
  git checkout --quiet --detach
  expect "no base before" "" "$(git merge-base HEAD origin/main 2>/dev/null)"
  "$ci/fetch_history.sh" main 2>"$work/said"
  expect "exit code" 0 $?
  expect "merge base" "$fork_point" "$(git merge-base HEAD origin/main)"
  expect "said" "" "$(cat "$work/said")"
}

a_checkout_that_somebody_else_owns_gets_its_history() {
  make_origin
  git clone --quiet --single-branch --branch topic "$origin" "$work/clone"
  cd "$work/clone" || return
  # git's own switch for its tests: as in a container whose user is not the owner. The host's side
  # owns what it serves.
  git config remote.origin.uploadpack 'env -u GIT_TEST_ASSUME_DIFFERENT_OWNER git-upload-pack'
  export GIT_TEST_ASSUME_DIFFERENT_OWNER=1
  git rev-parse HEAD >/dev/null 2>&1
  expect "git refuses" 128 $?
  "$ci/fetch_history.sh" main 2>"$work/said"
  expect "exit code" 0 $?
  unset GIT_TEST_ASSUME_DIFFERENT_OWNER
  expect "merge base" "$fork_point" "$(git merge-base HEAD origin/main)"
}

a_base_commit_that_the_host_names_is_brought() {
  make_origin
  git clone --quiet --depth 1 --branch topic "$origin" "$work/clone"
  cd "$work/clone" || return
  base=$(git -C "$top/origin.git" rev-parse aside)
  "$ci/fetch_history.sh" main origin "$base"
  expect "exit code" 0 $?
  git cat-file -e "$base^{commit}"
  expect "has it" 0 $?
}

a_whole_clone_stays_whole() {
  make_origin
  git clone --quiet --single-branch --branch topic "$origin" "$work/clone"
  cd "$work/clone" || return
  "$ci/fetch_history.sh" main
  expect "exit code" 0 $?
  expect "shallow" false "$(git rev-parse --is-shallow-repository)"
  expect "merge base" "$fork_point" "$(git merge-base HEAD origin/main)"
}

a_target_branch_that_does_not_exist_is_an_error() {
  make_origin
  git clone --quiet --depth 1 --branch topic "$origin" "$work/clone"
  cd "$work/clone" || return
  "$ci/fetch_history.sh" nowhere 2>"$work/said"
  expect "fails" 1 "$([ $? -ne 0 ] && echo 1)"
}

make_release() { # a release folder with a package that holds a program named andon
  mkdir -p "$work/releases/v1.2.3" "$work/pack/andon-1.2.3/bin"
  printf '#!/bin/sh\necho packaged\n' >"$work/pack/andon-1.2.3/bin/andon"
  chmod +x "$work/pack/andon-1.2.3/bin/andon"
  tar -czf "$work/releases/v1.2.3/andon-1.2.3-linux-x86_64.tar.gz" -C "$work/pack" andon-1.2.3
  (cd "$work/releases/v1.2.3" && sha256sum ./*.tar.gz | sed 's| \./| |' >SHA256SUMS)
}
install() {
  ANDON_VERSION=1.2.3 ANDON_RELEASES=$work/releases ANDON_SHA256=${digest-} \
    "$ci/install.sh" "$work/installed" 2>"$work/said"
}

the_package_is_installed_when_its_digest_is_right() {
  make_release
  digest=$(cut -d ' ' -f 1 "$work/releases/v1.2.3/SHA256SUMS")
  binary=$(install)
  expect "exit code" 0 $?
  expect "program" packaged "$("$binary")"
  unset digest
  install >/dev/null
  expect "by SHA256SUMS" 0 $?
}

a_package_with_another_digest_is_not_installed() {
  make_release
  digest=0000 install >"$work/out"
  expect "exit code" 1 $?
  expect "nothing there" "" "$(ls "$work/installed" 2>/dev/null)"
  printf x >>"$work/releases/v1.2.3/andon-1.2.3-linux-x86_64.tar.gz"
  install >"$work/out"
  expect "exit code by list" 1 $?
}

# A program that notes how it was called: what is tried here is the script, not andon.
make_andon() {
  cat >"$work/andon" <<'END'
#!/bin/sh
echo "$*" | sed 's|[^ =]*/andon-report|OUT|g' >>"$RECORD"
for word in "$@"; do
  case $word in markdown=*) printf '<!-- andon -->\n### x\n' >"${word#markdown=}" ;; esac
done
[ "$1" = check ] && exit "${CODE:-0}"
exit 0
END
  chmod +x "$work/andon"
  export ANDON="$work/andon" RECORD="$work/calls" ANDON_OUT="$work/andon-report"
}

a_github_job_checks_posts_and_passes_the_code_on() {
  start_host
  make_andon
  make_origin
  git clone --quiet --depth 1 --branch topic "$origin" "$work/clone"
  cd "$work/clone" || return
  CODE=1 GITHUB_ACTIONS=true GITHUB_BASE_REF=main GITHUB_API_URL=$api GITHUB_REPOSITORY=o/r \
    GITHUB_SHA=aaaa ANDON_TOKEN=secret-token ANDON_PULL_REQUEST=7 ANDON_SYNC=origin \
    GITHUB_OUTPUT=$work/output GITHUB_STEP_SUMMARY=$work/summary INPUT_ARGUMENTS='--no-tools --all' \
    INPUT_PATH='a b' "$ci/github.sh" 2>"$work/said"
  expect "exit code" 1 $?
  expect "order" "sync check sync" "$(cut -d ' ' -f 1 "$work/calls" | tr '\n' ' ' | sed 's/ $//')"
  expect "arguments" 1 "$(grep -c -- '--no-tools --all a b$' "$work/calls")"
  expect "merge base" "$fork_point" "$(git merge-base HEAD origin/main)"
  expect "comments" 1 "$(requests | grep -c 'POST .*/comments')"
  expect "output" "code=1" "$(grep ^code "$work/output")"
  expect "summary" 1 "$(grep -c '### x' "$work/summary")"
}

a_change_from_a_fork_is_only_read() {
  start_host
  make_andon
  make_origin
  cd "$top/seed" || return
  CODE=1 GITHUB_ACTIONS=true GITHUB_API_URL=$api GITHUB_REPOSITORY=o/r GITHUB_SHA=aaaa \
    ANDON_TOKEN=secret-token ANDON_PULL_REQUEST=7 ANDON_SYNC=origin ANDON_IS_FORK=true \
    "$ci/github.sh" 2>"$work/said"
  expect "exit code" 1 $?
  expect "requests" "" "$(requests)"
  expect "sync" "sync --path . --read-only origin" "$(grep sync "$work/calls")"
  : >"$work/calls"
  GITLAB_CI=true CI_API_V4_URL=$api CI_PROJECT_ID=12 CI_COMMIT_SHA=cccc CI_MERGE_REQUEST_IID=7 \
    CI_MERGE_REQUEST_PROJECT_ID=12 CI_MERGE_REQUEST_SOURCE_PROJECT_ID=99 \
    ANDON_TOKEN=secret-token ANDON_SYNC=origin "$ci/check.sh" 2>"$work/said"
  expect "requests of gitlab" "" "$(requests)"
  expect "sync of gitlab" "sync --path . --read-only origin" "$(grep sync "$work/calls")"
}

a_gitlab_job_posts_and_passes_the_code_on() {
  start_host
  make_andon
  make_origin
  git clone --quiet --depth 1 --branch topic "$origin" "$work/clone"
  cd "$work/clone" || return
  CODE=4 GITLAB_CI=true CI_API_V4_URL=$api CI_PROJECT_ID=12 CI_COMMIT_SHA=cccc \
    CI_MERGE_REQUEST_IID=7 CI_MERGE_REQUEST_PROJECT_ID=12 CI_MERGE_REQUEST_SOURCE_PROJECT_ID=12 \
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main CI_MERGE_REQUEST_DIFF_BASE_SHA=$fork_point \
    ANDON_TOKEN=secret-token "$ci/check.sh" 2>"$work/said"
  expect "exit code" 4 $?
  expect "no sync unless named" 0 "$(grep -c sync "$work/calls")"
  expect "comments" 1 "$(requests | grep -c 'POST .*/notes')"
  expect "state" failed "$(body_of 1 state)"
}

only=${1:-}
for case in $(sed -n 's/^\([a-z_]*\)() {.*/\1/p' "$0" |
  grep -vE '^(expect|start_host|stop_host|requests|body_of|post_git.*|write_comment|make_.*|install)$'); do
  [ -z "$only" ] || [ "$only" = "$case" ] || continue
  work=$top/$case
  mkdir -p "$work"
  before=$failures
  "$case"
  cd "$top" || exit 1
  unset ANDON RECORD ANDON_OUT ANDON_PATH
  [ "$failures" -eq "$before" ] && echo "ok $case"
done
stop_host
[ "$failures" -eq 0 ]
