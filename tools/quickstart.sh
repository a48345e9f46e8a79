#!/usr/bin/env bash
# Set-up and main job: installs the plotting programs, builds SpikeStream, fits the sample recording and says where the pictures are.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tools/install-packages.sh gnuplot-nox graphviz fonts-dejavu-core
tools/spikestream run pipelines/quickstart.json "$@"
