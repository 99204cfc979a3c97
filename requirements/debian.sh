#!/bin/bash
# Installs the named Debian packages that are missing, when run by root on Debian; otherwise says what will be skipped.
set -euo pipefail

missing=()
for package in "$@"; do
    dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep --quiet '^installed' ||
        missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Not installed, and only root on Debian can install them here: ${missing[*]}. Tests that need them are skipped."
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
options=(--quiet --quiet --option DPkg::Lock::Timeout=300)
apt-get "${options[@]}" update </dev/null
apt-get "${options[@]}" install --yes --no-install-recommends "${missing[@]}" </dev/null >/dev/null
