# Sourced by the scripts that post. The caller sets `authorization`, a whole header line, and `work`,
# a private folder. The token goes to curl through its standard input: arguments can be seen by others.
# shellcheck shell=sh disable=SC2154

say() { printf 'andon: %s\n' "$*" >&2; }

# request METHOD URL [BODY_FILE]: the reply's body is in "$work/reply", its code in $status.
request() {
  case $2 in
    https://* | http://127.0.0.1:* | http://localhost:*) ;;
    *) say "refusing to send a token to $2: not https"; status=000; return 1 ;;
  esac
  case $authorization in
    *'"'* | *\\* | *'
'*) say "the token holds a character that no token has"; status=000; return 1 ;;
  esac
  # Only reading is tried again: a comment must not be made twice.
  tries=0
  [ "$1" = GET ] && tries=2
  if [ $# -gt 2 ]; then
    status=$(printf 'header = "%s"\n' "$authorization" |
      curl --config - --silent --show-error --max-time 60 --request "$1" \
        --header 'Content-Type: application/json' --data-binary "@$3" \
        --output "$work/reply" --write-out '%{http_code}' "$2")
  else
    status=$(printf 'header = "%s"\n' "$authorization" |
      curl --config - --silent --show-error --max-time 60 --retry "$tries" --request "$1" \
        --output "$work/reply" --write-out '%{http_code}' "$2")
  fi
  case $status in
    2??) return 0 ;;
    *) return 1 ;;
  esac
}

# quote FILE: its text as a JSON string.
quote() {
  LC_ALL=C awk 'BEGIN { printf "\"" }
    { gsub(/\\/, "&&"); gsub(/"/, "\\\""); gsub(/\t/, "\\t"); gsub(/\r/, "\\r")
      gsub(/[\001-\010\013\014\016-\037]/, "?"); printf "%s%s", (NR > 1 ? "\\n" : ""), $0 }
    END { printf "\"" }' "$1"
}

# keep_comment LIST_URL ONE_URL UPDATE_METHOD COMMENT_FILE: one comment, updated where it stands.
# Whoever writes our marker into a comment of theirs gains nothing: we cannot change it, and go on.
keep_comment() {
  printf '{"body": %s}\n' "$(quote "$4")" >"$work/body"
  page=1
  while [ "$page" -le 30 ]; do
    if ! request GET "$1?per_page=100&page=$page"; then
      say "reading the comments: the host answers $status"
      return 1
    fi
    found=$(LC_ALL=C awk -v marker='<!-- andon -->' -f "$here/comments.awk" "$work/reply") || return 1
    count=${found%% *}
    for id in ${found#"$count"}; do
      if request "$3" "$2/$id" "$work/body"; then
        say "updated the comment $id"
        return 0
      fi
      say "the comment $id is not ours to change (the host answers $status)"
    done
    [ "$count" -lt 100 ] && break
    page=$((page + 1))
  done
  if request POST "$1" "$work/body"; then
    say "wrote a comment"
    return 0
  fi
  say "writing the comment: the host answers $status"
  return 1
}

# What andon's exit code means, for a status line.
describe() {
  case $1 in
    0) echo "done" ;;
    1) echo "not done: the comment says what would unblock it" ;;
    3) echo "no file that any check applies to" ;;
    4) echo "undecided: a check is missing or did not finish" ;;
    *) echo "andon could not finish (exit code $1)" ;;
  esac
}
