#!/usr/bin/env bash
# Installs what the tests need beyond the .NET SDK: gnuplot and Graphviz (plots and graphs), Node.js and the npm package
# apache-arrow (an independent implementation of Arrow). Safe to run again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tools/install-packages.sh gnuplot-nox graphviz fonts-dejavu-core
# The C library for HDF5 (NWB, MATLAB 7.3), and another program that writes and reads it.
tools/install-packages.sh libhdf5-103-1 python3-h5py python3-numpy
# Node.js often comes from elsewhere than Debian and then brings npm along.
command -v npm >/dev/null || tools/install-packages.sh nodejs npm

interop=tests/SpikeStream.Arrow.Tests/interop
if ! cmp --silent "$interop/package-lock.json" "$interop/node_modules/.lock-installed"; then
  npm ci --prefix "$interop" --no-audit --no-fund --ignore-scripts --loglevel=error
  cp "$interop/package-lock.json" "$interop/node_modules/.lock-installed"
fi
