#!/usr/bin/env bash
# cmake/package.sh: from build/release/andon (./dev build): a tarball, a .deb, an OCI image layout and SHA256SUMS in
# build/package. Same sources, same bytes: dates come from the last commit.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
binary=build/release/andon
version=$(head -n 1 VERSION)
out=build/package
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
export SOURCE_DATE_EPOCH
say() { printf 'package: %s\n' "$*" >&2; }
[ -x "$binary" ] || { say "no $binary: ./dev build"; exit 2; }

# The oldest glibc that has every symbol asked for.
glibc=$(readelf -V "$binary" | grep -o 'GLIBC_[0-9.]*' | sort -u -V | tail -1 | cut -d_ -f2)
others=$(readelf -d "$binary" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p' |
  grep -vE '^(libc|libm|libpthread|libdl|librt|ld-linux-x86-64)\.so' || true)
[ -z "$others" ] || { say "linked to more than glibc: $others"; exit 1; }

rm -rf "$out"
mkdir -p "$out"
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
reproducible=(--sort=name --owner=0 --group=0 --numeric-owner "--mtime=@$SOURCE_DATE_EPOCH" --format=gnu)

# --- what every package holds
usr=$tree/root/usr
install -D -m 755 "$binary" "$usr/bin/andon"
strip --strip-unneeded "$usr/bin/andon"
for file in LICENSE README.md SECURITY.md; do
  [ ! -f "$file" ] || install -D -m 644 "$file" "$usr/share/doc/andon/$file"
done
# What the GitLab template runs; the Action brings its own.
for file in ci/*.sh ci/*.awk; do
  install -D -m "$([[ $file = *.sh ]] && echo 755 || echo 644)" "$file" "$usr/share/andon/$file"
done
install -D -m 644 ci/gitlab/andon.gitlab-ci.yml "$usr/share/andon/ci/gitlab/andon.gitlab-ci.yml"
mkdir -p "$usr/share/bash-completion/completions" "$usr/share/zsh/vendor-completions" \
  "$usr/share/fish/vendor_completions.d" "$usr/share/man/man1"
"$binary" completion bash >"$usr/share/bash-completion/completions/andon"
"$binary" completion zsh >"$usr/share/zsh/vendor-completions/_andon"
"$binary" completion fish >"$usr/share/fish/vendor_completions.d/andon.fish"
"$binary" manual | gzip -9n >"$usr/share/man/man1/andon.1.gz"

# --- tarball: the binary at the top, for a pipeline that unpacks and runs
name=andon-$version-linux-x86_64
mkdir "$tree/$name"
cp -a "$usr/bin/andon" "$usr/share" "$tree/$name"
printf 'andon %s, Linux x86-64, glibc %s or newer; git at run time, bubblewrap for the sandbox of tools\n' \
  "$version" "$glibc" >"$tree/$name/REQUIREMENTS"
tar -C "$tree" "${reproducible[@]}" -c "$name" | gzip -9n >"$out/$name.tar.gz"

# --- .deb
mkdir "$tree/root/DEBIAN"
cat >"$tree/root/DEBIAN/control" <<CONTROL
Package: andon
Version: $version
Architecture: amd64
Maintainer: The andon authors <andon@example.org>
Installed-Size: $(du -sk "$usr" | cut -f1)
Depends: libc6 (>= $glibc), git
Recommends: bubblewrap, curl, gpgv
Suggests: semgrep, bandit, cppcheck
Section: devel
Priority: optional
Description: decides how far a release may open, from security checks and evidence
 Looks at a source tree for secrets, runs the scanners that are installed, says what
 is new against a baseline, decides whether the work is done, and keeps the evidence.
CONTROL
dpkg-deb --root-owner-group -Zxz --build "$tree/root" "$out/andon_${version}_amd64.deb" >/dev/null
rm -r "$tree/root/DEBIAN"

# --- OCI image layout: Debian's git on a small root, and the binary
bash cmake/image.sh "$tree/root" "$out/andon-$version-oci.tar" "$version" || {
  [ $? = 77 ] || exit 1
  say "no OCI image: that needs root and debootstrap (./dev package as root)"
}

(cd "$out" && sha256sum -- * >SHA256SUMS)
say "glibc $glibc or newer"
ls -l "$out" >&2
