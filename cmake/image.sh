#!/usr/bin/env bash
# cmake/image.sh ROOT OUT.tar VERSION: an OCI image layout (image-spec 1.0) as a tar file: one layer of a minimal
# Debian 12 with git, bubblewrap and curl, made by debootstrap from this machine's mirror, one layer of the files in ROOT.
# Exit code 77 where it can't be made.
set -euo pipefail
root=$1 out=$(realpath -m "$2") version=$3
command -v debootstrap >/dev/null && [ "$(id -u)" = 0 ] || exit 77
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
reproducible=(--sort=name --numeric-owner "--mtime=@${SOURCE_DATE_EPOCH:-0}" --format=gnu)

# shellcheck source=cmake/mirror.sh
. "$here/mirror.sh"
make_root "$work/base" git,bubblewrap,gpgv,ca-certificates,curl >&2
# That base has the oldest glibc that a package may ask for: tried, not only read off the symbols.
install -m 755 "$root/usr/bin/andon" "$work/base/andon"
chroot "$work/base" /andon version >&2
rm "$work/base/andon"
rm -rf "$work/base"/var/cache/apt/* "$work/base"/var/lib/apt/lists/* "$work/base"/var/log/* \
  "$work/base"/usr/share/{doc,man,locale,info}/* "$work/base"/dev/*
# Nothing of the machine that made it goes along.
rm -f "$work/base"/etc/apt/{sources.list,auth.conf} "$work/base"/etc/{hostname,resolv.conf}
rm -rf "$work/base"/etc/apt/{sources.list.d,apt.conf.d,auth.conf.d,trusted.gpg.d}/*

image=$work/image
blobs=$image/blobs/sha256
mkdir -p "$blobs"
sum() { sha256sum "$1" | cut -d' ' -f1; }
size() { stat -c %s "$1"; }
keep() {  # keep FILE: moved to its place by digest; prints the digest
  local digest
  digest=$(sum "$1")
  mv "$1" "$blobs/$digest"
  printf '%s\n' "$digest"
}
layers="" ids=""
for folder in "$work/base" "$root"; do
  tar -C "$folder" "${reproducible[@]}" -cf "$work/layer.tar" .
  id=$(sum "$work/layer.tar")
  gzip -9n "$work/layer.tar"
  bytes=$(size "$work/layer.tar.gz")
  digest=$(keep "$work/layer.tar.gz")
  layers+="${layers:+,}{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\"sha256:$digest\",\"size\":$bytes}"
  ids+="${ids:+,}\"sha256:$id\""
done
created=$(date -u -d "@${SOURCE_DATE_EPOCH:-0}" +%Y-%m-%dT%H:%M:%SZ)
printf '{"created":"%s","architecture":"amd64","os":"linux","config":{"Entrypoint":["/usr/bin/andon"],"Cmd":["check"],"WorkingDir":"/tree","Env":["PATH=/usr/local/bin:/usr/bin:/bin"],"Labels":{"org.opencontainers.image.title":"andon","org.opencontainers.image.version":"%s","org.opencontainers.image.licenses":"Apache-2.0"}},"rootfs":{"type":"layers","diff_ids":[%s]}}' \
  "$created" "$version" "$ids" >"$work/config"
config_size=$(size "$work/config")
config=$(keep "$work/config")
printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":%s},"layers":[%s]}' \
  "$config" "$config_size" "$layers" >"$work/manifest"
manifest_size=$(size "$work/manifest")
manifest=$(keep "$work/manifest")
printf '{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:%s","size":%s,"platform":{"architecture":"amd64","os":"linux"},"annotations":{"org.opencontainers.image.ref.name":"%s"}}]}' \
  "$manifest" "$manifest_size" "$version" >"$image/index.json"
printf '{"imageLayoutVersion":"1.0.0"}' >"$image/oci-layout"
tar -C "$image" "${reproducible[@]}" --owner=0 --group=0 -cf "$out" .
