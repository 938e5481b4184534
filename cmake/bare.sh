#!/usr/bin/env bash
# cmake/bare.sh [COMMAND...]: both commands of the README on a minimal Debian 12 made for it: debootstrap from this
# machine's mirror, entered by pivot_root in a mount namespace (in a plain chroot bubblewrap can't start), a fresh
# clone of HEAD in it. Tells time and size. What this machine needs to reach its mirrors and registries (proxies,
# certificates, registry addresses) is read from its environment and settings and given to that root alone.
# With COMMAND, that is run in the root instead. ANDON_BARE names a folder to keep and use again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source=$PWD
say() { printf 'bare: %s\n' "$*" >&2; }
[ "$(id -u)" = 0 ] || { say "needs root"; exit 2; }
# shellcheck source=cmake/mirror.sh
. cmake/mirror.sh

root=${ANDON_BARE:-}
if [ -z "$root" ]; then
  root=$(mktemp -d /var/tmp/andon-bare.XXXXXX)
  trap 'rm -rf --one-file-system "$root"' EXIT
fi
if [ ! -x "$root/usr/bin/apt-get" ]; then
  say "making a minimal Debian 12 in $root"
  make_root "$root" ca-certificates,git >"$root.log" 2>&1 || { tail -n 20 "$root.log" >&2; exit 5; }
  rm -f "$root.log"
fi
mirror=$(mirror_of_machine)
{
  printf 'deb %s bookworm main\ndeb %s bookworm-updates main\n' "$mirror" "$mirror"
  case $mirror in
    */debian) printf 'deb %s-security bookworm-security main\n' "$mirror" ;;
  esac
} >"$root/etc/apt/sources.list"
apt-config dump | grep -iE '^Acquire::(https?::(Proxy|CaInfo|Verify)|Retries)' >"$root/etc/apt/apt.conf.d/99machine" || true
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
trust=/etc/machine-trust.crt
[ ! -f "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" ] ||
  cp -L "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$root$trust"

# Clients' settings by their variables, certificates by their new place.
settings=("HOME=/root" "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" "LANG=C.UTF-8"
  "TERM=dumb" "SSL_CERT_FILE=$trust" "PIP_CERT=$trust" "NODE_EXTRA_CA_CERTS=$trust" "GIT_SSL_CAINFO=$trust"
  "REQUESTS_CA_BUNDLE=$trust" "CURL_CA_BUNDLE=$trust")
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY \
  PIP_INDEX_URL PIP_PROXY PIP_TRUSTED_HOST PIP_DEFAULT_TIMEOUT GOPROXY GOSUMDB GONOSUMDB GOFLAGS; do
  [ -z "${!name:-}" ] || settings+=("$name=${!name}")
done
[ ! -f /etc/pip.conf ] || cp -L /etc/pip.conf "$root/etc/pip.conf"
if command -v npm >/dev/null; then
  for name in registry proxy https-proxy; do
    value=$(npm config get "$name" 2>/dev/null || true)
    case $value in '' | null | undefined) ;; *) settings+=("npm_config_${name//-/_}=$value") ;; esac
  done
fi

rm -rf "$root/andon"
git clone -q --no-local --no-hardlinks "file://$source" "$root/andon"
if [ -d "$source/../shared/data" ] && [ -n "${ANDON_BARE_DATA:-}" ]; then
  mkdir -p "$root/shared"
  cp -r "$source/../shared/data" "$root/shared/"
fi

if [ $# -gt 0 ]; then command=$(printf '%q ' "$@"); else
  command='
stage() { local start=$SECONDS; echo "bare: $1" >&2; shift; local code=0; "$@" || code=$?
  echo "bare: exit $code after $((SECONDS - start)) s, build/ has $(du -sm build | cut -f1) MB" >&2; return $code; }
failed=0
stage "./dev check src" ./dev check src || [ $? -le 1 ] || failed=1
stage "./dev check src, again" ./dev check src --quiet || [ $? -le 1 ] || failed=1
stage "./dev test" ./dev test || failed=1
echo "bare: $(dpkg-query -W | wc -l) packages, $(du -smx / | cut -f1) MB in all" >&2
exit $failed'
fi
export ANDON_BARE_ROOT=$root ANDON_BARE_COMMAND=$command
exec_in_root='
set -eu
mount --make-rprivate /
mount --bind "$ANDON_BARE_ROOT" "$ANDON_BARE_ROOT"
cd "$ANDON_BARE_ROOT"
mkdir -p proc sys dev tmp old
mount -t proc proc proc
mount --rbind /sys sys
mount --rbind /dev dev
mount -t tmpfs tmpfs tmp
pivot_root . old
umount -l /old
cd /andon
command=$ANDON_BARE_COMMAND
exec env -i "$@" bash -c "$command"
'
unshare --mount --pid --fork --kill-child bash -c "$exec_in_root" bare "${settings[@]}"
