"""Writes the spikes of an NWB file anew as one would with h5py and numpy: from arrays in the order of time. Usage: nwb_writing.py IN.nwb OUT.nwb"""
import os
import resource
import sys
import time

import h5py
import numpy

with h5py.File(sys.argv[1]) as file:
    times = file["units/spike_times"][:]
    ends = file["units/spike_times_index"][:].astype(numpy.int64)
unit = numpy.repeat(numpy.arange(len(ends), dtype=numpy.uint32), numpy.diff(ends, prepend=0))
order = numpy.argsort(times, kind="stable")
times, unit = times[order], unit[order]
del order

begun, used = time.perf_counter(), time.process_time()
with h5py.File(sys.argv[2], "w") as file:
    table = file.create_group("units")
    table.attrs["colnames"] = numpy.array(["spike_times"], dtype=h5py.string_dtype())
    table["id"] = numpy.arange(len(ends))
    table["spike_times_index"] = numpy.cumsum(numpy.bincount(unit, minlength=len(ends))).astype("u8")
    table["spike_times"] = times[numpy.argsort(unit, kind="stable")]
descriptor = os.open(sys.argv[2], os.O_RDWR)
os.fsync(descriptor)
print(time.perf_counter() - begun, time.process_time() - used, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)
