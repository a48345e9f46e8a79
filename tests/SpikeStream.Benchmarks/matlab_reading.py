"""Makes a MATLAB file with a cell of Poisson spikes per unit, or reads it as one would with scipy, or h5py for version 7.3.
Usage: matlab_reading.py make PATH UNITS RATE SPIKES v6|v7|v7.3, or: matlab_reading.py read PATH"""
import sys
import time

import h5py
import numpy
import scipy.io


def make(path, units, rate, spikes, version):
    random = numpy.random.default_rng(1)
    each = spikes // units
    trains = [numpy.sort(random.random((each, 1)), axis=0) * (each / rate) for _ in range(units)]
    if version != "v7.3":
        cells = numpy.empty((1, units), dtype=object)
        cells[0, :] = trains
        scipy.io.savemat(path, {"spikes": cells}, do_compression=version == "v7")
        return
    with h5py.File(path, "w", userblock_size=512) as file:
        held = file.create_group("#refs#")
        references = numpy.empty((units, 1), dtype=h5py.ref_dtype)
        for unit, train in enumerate(trains):
            dataset = held.create_dataset(f"r{unit}", data=train.T, chunks=True, compression="gzip", compression_opts=3)
            dataset.attrs["MATLAB_class"] = numpy.bytes_("double")
            references[unit, 0] = dataset.ref
        file.create_dataset("spikes", data=references, dtype=h5py.ref_dtype).attrs["MATLAB_class"] = numpy.bytes_("cell")
    with open(path, "r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file, made HDF5 schema 1.00 .".ljust(116) + b"\0" * 8 + b"\0\2IM")


def read(path):
    begun = time.perf_counter()
    if h5py.is_hdf5(path):
        with h5py.File(path) as file:
            trains = [file[reference][0] for reference in file["spikes"][:, 0]]
    else:
        trains = [train.ravel() for train in scipy.io.loadmat(path)["spikes"][0]]
    loaded = time.perf_counter()
    times = numpy.concatenate(trains)
    unit = numpy.repeat(numpy.arange(len(trains), dtype=numpy.uint32), [len(train) for train in trains])
    order = numpy.argsort(times, kind="stable")
    times, unit = times[order], unit[order]
    print(loaded - begun, time.perf_counter() - begun)


if sys.argv[1] == "make":
    make(sys.argv[2], *map(int, sys.argv[3:6]), sys.argv[6])
else:
    read(sys.argv[2])
