#!/usr/bin/env bash
# Installs what the tests need beyond the .NET SDK: gnuplot and Graphviz (plots and graphs), Node.js and the npm package
# apache-arrow (an independent implementation of Arrow). Safe to run again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tools/install-packages.sh gnuplot-nox graphviz fonts-dejavu-core
# Node.js often comes from elsewhere than Debian and then brings npm along.
command -v npm >/dev/null || tools/install-packages.sh nodejs npm

interop=tests/SpikeStream.Arrow.Tests/interop
if ! cmp --silent "$interop/package-lock.json" "$interop/node_modules/.lock-installed"; then
  npm ci --prefix "$interop" --no-audit --no-fund --ignore-scripts --loglevel=error
  cp "$interop/package-lock.json" "$interop/node_modules/.lock-installed"
fi
