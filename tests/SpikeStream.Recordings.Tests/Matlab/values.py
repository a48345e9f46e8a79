"""Values of the MATLAB files of the shared recordings, read with scipy alone: what SharedMatlabTests expects. Usage: /usr/bin/python3 values.py FOLDER_OF_RECORDINGS"""
import sys
from pathlib import Path

import numpy
import scipy.io


def units(value, position=""):
    if value.dtype.names:
        yield position, value["time"][0, 0].ravel(), value["meanrate"][0, 0].ravel()
    elif value.dtype == object:
        for i, cell in enumerate(value.ravel(order="F")):
            yield from units(cell, f"{position}{{{i + 1}}}")
    elif value.size == 0:
        yield position, None, None


root = Path(sys.argv[1])
found = list(units(scipy.io.loadmat(root / "hippocampus-linear-track/spikes.mat")["spikes"]))
trains = [(position, times, rate) for position, times, rate in found if times is not None]
print("empty cells", sum(times is None for _, times, _ in found), "structs", len(trains), "without spikes", [position for position, times, _ in trains if times.size == 0])
print("first positions", [position for position, _, _ in trains[:4]], "last", trains[-1][0], "meanrate", trains[0][2], trains[-1][2])
times = numpy.concatenate([times for _, times, _ in trains])
unit = numpy.repeat(numpy.arange(len(trains)), [times.size for _, times, _ in trains])
order = numpy.lexsort((unit, times))
print("spikes", times.size, "first", repr(times[order][0]), "last", repr(times[order][-1]), "sum %.6f" % times.sum(), "units", unit[order][:8].tolist())
print("window 5000 to 5010", int(((times >= 5000) & (times < 5010)).sum()))
for name in ["spikes-1", "spikes-2"]:
    file = scipy.io.loadmat(root / f"place-cells/{name}.mat")
    print(name, file["spiketimes"].size, repr(float(file["spiketimes"].sum())), repr(float(file["X"][1000, 0])), repr(float(file["t"][1000, 0])), "sum of X %.6f" % file["X"].sum())
file = scipy.io.loadmat(root / "stn-trials/10_spikes-1.mat")
train = file["train"].astype(int)
print("stn", train.shape, train.sum(), "per trial", train.sum(axis=1)[:6].tolist(), "first bins of trial 0", numpy.flatnonzero(train[0])[:5].tolist(), "t", file["t"].ravel()[[0, 1, -1]], "directions", file["direction"].ravel()[:6], file["direction"].sum())
