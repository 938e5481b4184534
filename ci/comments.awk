# Reads the host's list of comments (a JSON array of objects) and prints how many there are, then the
# ids of those whose body begins with `marker`. No JSON program is needed on the runner: records are
# split at quotation marks, so that every other one is the inside of a string.
BEGIN { RS = "\""; depth = 0; inside = 0; count = 0; ids = "" }

function structure(text,    i, c) {
  if (pending) {
    if (text ~ /^[ \t\r\n]*:/) {
      key[depth] = last
      if (depth == 2 && last == "id" && match(text, /^[ \t\r\n]*:[ \t\r\n]*[0-9]+/)) {
        id = substr(text, 1, RLENGTH)
        gsub(/[^0-9]/, "", id)
      }
    } else if (depth == 2 && key[2] == "body") {
      is_ours = index(last, marker) == 1
    }
    pending = 0
  }
  gsub(/[^][{}]/, "", text)
  for (i = 1; i <= length(text); ++i) {
    c = substr(text, i, 1)
    if (c == "{" || c == "[") {
      ++depth
      key[depth] = ""
      if (depth == 2 && c == "{") { id = ""; is_ours = 0 }
    } else {
      if (depth == 2 && c == "}") {
        ++count
        if (is_ours && id != "") ids = ids " " id
      }
      --depth
    }
  }
}

inside {
  backslashes = 0
  while (substr($0, length($0) - backslashes, 1) == "\\") ++backslashes
  last = last $0
  if (backslashes % 2 == 1) { last = last "\""; next }
  inside = 0
  pending = 1
  next
}

{ structure($0); inside = 1; last = "" }

END {
  if (pending || !inside || depth != 0) {
    # The last record is what follows the last string; anything else is a cut or strange reply.
    if (depth != 0) { print "andon: the list of comments is not whole" > "/dev/stderr"; exit 1 }
  }
  print count ids
}
