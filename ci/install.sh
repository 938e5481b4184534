#!/bin/sh
# Brings andon's packaged binary into a folder and prints the path of the binary. What does not have
# the expected SHA-256 is thrown away.
# usage: install.sh FOLDER
# Variables: ANDON_VERSION; ANDON_RELEASES, where releases are (URL or folder; the files stand in
# ANDON_RELEASES/vVERSION/); ANDON_SHA256, the expected digest of the tarball. Without the digest the
# one in SHA256SUMS beside the tarball is taken, which guards against a cut file but not against a
# changed host.
set -eu
folder=$1
version=${ANDON_VERSION:?ANDON_VERSION is not set}
releases=${ANDON_RELEASES:?ANDON_RELEASES is not set}
name=andon-$version-linux-x86_64.tar.gz

say() { printf 'andon: %s\n' "$*" >&2; }
case $version in
  *[!0-9A-Za-z.+~-]*) say "$version is no version"; exit 2 ;;
esac
if [ "$(uname -s)-$(uname -m)" != Linux-x86_64 ]; then
  say "there is no package for $(uname -s) $(uname -m); use the OCI image"
  exit 2
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bring() {
  case $releases in
    https://* | http://127.0.0.1:*)
      curl --fail --silent --show-error --location --proto-redir =https --retry 3 --max-time 300 \
        --output "$work/$1" "$releases/v$version/$1"
      ;;
    /*) cp "$releases/v$version/$1" "$work/$1" ;;
    *) say "ANDON_RELEASES is neither https nor a folder: $releases"; exit 2 ;;
  esac
}

bring "$name"
expected=${ANDON_SHA256:-}
if [ -z "$expected" ]; then
  bring SHA256SUMS
  expected=$(awk -v name="$name" '$2 == name || $2 == "*" name { print $1 }' "$work/SHA256SUMS")
  say "ANDON_SHA256 is not set: trusting SHA256SUMS of the release"
fi
found=$(sha256sum "$work/$name" | cut -d ' ' -f 1)
if [ -z "$expected" ] || [ "$found" != "$expected" ]; then
  say "$name has the SHA-256 $found, expected ${expected:-none stated}: not installed"
  exit 1
fi
mkdir -p "$folder"
tar -xzf "$work/$name" -C "$folder" --no-same-owner
binary=$(find "$folder" -type f -name andon -perm -u+x | sort | head -n 1)
if [ -z "$binary" ]; then
  say "$name holds no andon"
  exit 1
fi
printf '%s\n' "$binary"
