# shellcheck shell=bash
# make_root FOLDER PACKAGE,...: a minimal Debian 12 made with debootstrap from the mirror that this machine's apt uses,
# with its proxy and trust. Sourced by bare.sh and image.sh.

# The first address of this machine's apt that serves bookworm itself.
mirror_of_machine() {
  local address
  address=$(apt-get indextargets --format '$(SITE)/ $(RELEASE)' 'Created-By: Packages' 2>/dev/null |
    sed -n 's#/ bookworm$##p' | head -n 1)
  [ -n "$address" ] || address=$(sed -n 's#^deb \(\[[^]]*\] \)\?\([^ ]*\) bookworm .*#\2#p' /etc/apt/sources.list 2>/dev/null | head -n 1)
  printf '%s\n' "${address:-https://deb.debian.org/debian}"
}

# What debootstrap's wget asks: the proxy of apt, where apt has one, and its own certificates.
apt_setting() { apt-config dump --format '%v%n' "$1" 2>/dev/null | head -n 1; }

make_root() {
  local folder=$1 packages=$2 mirror authority proxy
  mirror=$(mirror_of_machine)
  authority=$(apt_setting Acquire::https::CaInfo)
  proxy=$(apt_setting "Acquire::${mirror%%:*}::Proxy")
  local settings=()
  [ -z "$proxy" ] || settings+=("${mirror%%:*}_proxy=$proxy")
  [ -z "$authority" ] || settings+=("SSL_CERT_FILE=$authority")
  mkdir -p "$folder"
  env "${settings[@]}" debootstrap --variant=minbase --include="$packages" \
    --keyring=/usr/share/keyrings/debian-archive-keyring.gpg bookworm "$folder" "$mirror"
}
