"""Writes the golden NumPy files of the tests with numpy itself (1.24). Usage: /usr/bin/python3 make_npy.py FOLDER

Spikes: time i/8 s, unit i % 3, for i = 0..23. Counts: (7 i + 3 j) % 5 for bins i = 0..19 and units j = 0..2.
"""
import os
import sys

import numpy
from numpy.lib import format as npy

os.chdir(sys.argv[1])
time, unit = numpy.arange(24) / 8, numpy.arange(24) % 3
names = ["CA1-a", "DG", "\u00e9\U0001d7d9"]
counts = ((7 * numpy.arange(20)[:, None] + 3 * numpy.arange(3)[None, :]) % 5).astype("<i4")

# Names of units, in both byte orders, and as bytes.
numpy.savez("names_little.npz", times=time, units=unit, unit_names=numpy.array(names, dtype="<U5"))
numpy.savez("names_big.npz", times=time.astype(">f8"), units=unit.astype(">i2"), unit_names=numpy.array(names, dtype=">U5"))
numpy.savez("names_bytes.npz", counts=counts, unit_names=numpy.array(["CA1-a", "DG", "X"], dtype="S6"))
# A label for each spike.
numpy.savez_compressed("labels.npz", time=time, unit=numpy.array(names)[unit])
# Column-major, stored and deflated.
numpy.savez("columns.npz", counts=numpy.asfortranarray(counts))
numpy.savez_compressed("columns_deflated.npz", counts=numpy.asfortranarray(counts))
# One spike whose arrays have no axis, and columns of one entry.
numpy.savez("scalar.npz", time=numpy.float64(0.5), unit=numpy.uint8(2))
numpy.savez("column.npz", time=time[:, None], unit=unit[:, None].astype("u1"))
# Every version of the header.
for version in [(1, 0), (2, 0), (3, 0)]:
    with open(f"version{version[0]}.npy", "wb") as file:
        npy.write_array(file, counts, version=version)
# What is refused.
numpy.savez("objects.npz", time=numpy.array([0.5, "late"], dtype=object), unit=numpy.array([1, 2]))
numpy.savez("object_names.npz", time=time, unit=unit, unit_names=numpy.array(["a", None, "c"], dtype=object))
numpy.save("structured.npy", numpy.zeros(3, dtype=[("time", "<f8"), ("unit", "<u4")]))
