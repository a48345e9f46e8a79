"""Makes an NWB file of Poisson spikes with h5py, or reads it as one would with h5py and numpy. Usage: nwb_reading.py make PATH UNITS RATE SPIKES, or: nwb_reading.py read PATH"""
import sys
import time

import h5py
import numpy


def make(path, units, rate, spikes):
    random = numpy.random.default_rng(1)
    each = spikes // units
    with h5py.File(path, "w") as file:
        file.attrs["nwb_version"] = "2.6.0"
        table = file.create_group("units")
        table.attrs["colnames"] = numpy.array(["spike_times"], dtype=h5py.string_dtype())
        table["id"] = numpy.arange(units)
        table["spike_times_index"] = (numpy.arange(units, dtype="u8") + 1) * each
        times = table.create_dataset("spike_times", (each * units,), dtype="f8")
        for unit in range(units):
            times[unit * each : (unit + 1) * each] = numpy.sort(random.random(each)) * (each / rate)


def read(path):
    begun = time.perf_counter()
    with h5py.File(path) as file:
        times = file["units/spike_times"][:]
        ends = file["units/spike_times_index"][:].astype(numpy.int64)
    loaded = time.perf_counter()
    unit = numpy.repeat(numpy.arange(len(ends), dtype=numpy.uint32), numpy.diff(ends, prepend=0))
    order = numpy.argsort(times, kind="stable")
    times, unit = times[order], unit[order]
    print(loaded - begun, time.perf_counter() - begun)


if sys.argv[1] == "make":
    make(sys.argv[2], *map(int, sys.argv[3:6]))
else:
    read(sys.argv[2])
