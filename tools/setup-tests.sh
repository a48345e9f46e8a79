#!/bin/sh
# Installs what the tests need beyond the .NET SDK: gnuplot and Graphviz (plots and graphs), Node.js and the npm package
# apache-arrow (an independent implementation of Arrow). Safe to run again; Debian or Ubuntu, as root or with sudo.
set -eu

repository=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)

missing=
command -v gnuplot >/dev/null 2>&1 || missing="$missing gnuplot-nox"
command -v dot >/dev/null 2>&1 || missing="$missing graphviz"
command -v node >/dev/null 2>&1 || missing="$missing nodejs"
command -v npm >/dev/null 2>&1 || missing="$missing npm"
if [ -n "$missing" ]; then
    as_root=
    [ "$(id -u)" -eq 0 ] || as_root=sudo
    $as_root apt-get update -q
    # shellcheck disable=SC2086 # the words are the packages
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
fi

interop=$repository/tests/SpikeStream.Arrow.Tests/interop
if ! cmp -s "$interop/package-lock.json" "$interop/node_modules/.lock-installed"; then
    (cd "$interop" && npm ci --no-audit --no-fund --ignore-scripts)
    cp "$interop/package-lock.json" "$interop/node_modules/.lock-installed"
fi
