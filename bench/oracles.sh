#!/usr/bin/env bash
# bench/oracles.sh TOOLS_FOLDER: the peers that the benches compare with, at fixed versions: gitleaks by Go's own
# module proxy settings, cel-go at the version of bench/cel_go/go.sum, and the tree that they are compared on, from Debian's source package of Linux.
set -euo pipefail
tools=$1
gitleaks=github.com/zricethezav/gitleaks/v8@v8.30.1
toolchain=go1.24.11  # gitleaks 8.30.1 asks for 1.24.11
say() { printf 'oracles: %s\n' "$*" >&2; }

is_recent() {  # is_recent GO: at least 1.24.11
  local has
  has=$("$1" version 2>/dev/null | sed -n 's/.*go\([0-9][0-9.]*\) .*/\1/p')
  [ -n "$has" ] && [ "$(printf '%s\n%s\n' "$has" "${toolchain#go}" | sort -V | head -1)" = "${toolchain#go}" ]
}

# A Go that is recent enough: the machine's, or the one that the module golang.org/toolchain holds.
find_go() {
  if is_recent go; then command -v go; return; fi
  local have=$tools/go/bin/go
  if ! is_recent "$have"; then
    say "downloading $toolchain as module golang.org/toolchain"
    local place
    # An old Go refuses a module whose versions name a toolchain; the zip is all that is wanted.
    mkdir -p "$tools/go-module"
    (cd "$tools/go-module" && { [ -f go.mod ] || go mod init oracles >/dev/null 2>&1; })
    place=$(cd "$tools/go-module" &&
      go mod download -json "golang.org/toolchain@v0.0.1-$toolchain.linux-amd64" |
      sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
    [ -n "$place" ] || { say "no toolchain to be had"; exit 5; }
    rm -rf "$tools/go"
    cp -r "$place" "$tools/go"
    chmod -R u+w "$tools/go"
    # A module zip carries no permissions.
    chmod +x "$tools"/go/bin/* "$tools"/go/pkg/tool/*/*
  fi
  printf '%s\n' "$have"
}

mkdir -p "$tools"
if [ ! -x "$tools/gitleaks" ]; then
  go=$(find_go)
  say "building ${gitleaks%@*} ${gitleaks#*@}"
  GOTOOLCHAIN=local GOBIN=$tools "$go" install "$gitleaks"
fi
[ -f "$tools/gitleaks.toml" ] ||
  install -m 644 "$("$(find_go)" env GOMODCACHE)/$gitleaks/config/gitleaks.toml" "$tools/gitleaks.toml"

if [ ! -x "$tools/cel_go" ] || [ bench/cel_go/main.go -nt "$tools/cel_go" ] ||
  [ bench/cel_go/go.mod -nt "$tools/cel_go" ]; then
  say "building cel-go's side of the bench at its locked version"
  go=$(find_go)
  case $go in /*) ;; *) go=$PWD/$go ;; esac
  out=$(cd "$tools" && pwd)/cel_go
  (cd bench/cel_go && GOTOOLCHAIN=local GOFLAGS=-mod=readonly "$go" build -o "$out" .)
fi

# Outside of andon's own work tree, whose .gitignore would hide it.
tree=${ANDON_BENCH_TREE:-${XDG_CACHE_HOME:-$HOME/.cache}/andon-bench/linux-source-6.1}
if [ ! -f "$tree/Makefile" ]; then
  say "unpacking linux-source-6.1 to $tree (1.5 GB)"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  (cd "$work" && apt-get download -q linux-source-6.1 >&2 && dpkg-deb -x linux-source-6.1_*.deb .)
  mkdir -p "$(dirname "$tree")"
  tar -C "$(dirname "$tree")" -xf "$work"/usr/src/linux-source-6.1.tar.xz
fi
