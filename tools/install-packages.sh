#!/usr/bin/env bash
# Installs the Debian packages named on the command line that are missing; says what to do where it cannot.
# Usage: tools/install-packages.sh PACKAGE...
set -euo pipefail
missing=()
for package in "$@"; do
  dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
[[ ${#missing[@]} -eq 0 ]] && exit 0
if ! command -v apt-get >/dev/null; then
  echo "Please install: ${missing[*]} (this script knows Debian's apt-get only)." >&2
  exit 0
fi
as_root=()
[[ "$(id --user)" -eq 0 ]] || as_root=(sudo)
echo "Installing ${missing[*]} ..." >&2
if ! { "${as_root[@]}" apt-get update --quiet=2 && DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install --quiet=2 --yes --no-install-recommends "${missing[@]}"; } >/dev/null; then
  echo "Could not install ${missing[*]}; SpikeStream works without, but draws no pictures." >&2
fi
