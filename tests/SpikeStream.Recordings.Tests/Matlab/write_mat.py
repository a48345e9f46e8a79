"""Writes the MATLAB files of the tests: one set of variables as scipy writes versions 6 and 7, in the other order of bytes by itself, and as version 7.3 with h5py.
Usage: /usr/bin/python3 write_mat.py FOLDER"""
import itertools
import struct
import sys
import zlib

import h5py
import numpy
import scipy.io
import scipy.sparse

HEAD = "MATLAB %s MAT-file, Platform: GLNXA64, Created on: Mon Jan  5 12:00:00 2026"


def cells(items, shape=None):
    made = numpy.empty(len(items), dtype=object)
    made[:] = items
    return made.reshape(shape or (1, len(items)), order="F")


def structs(rows):
    made = numpy.empty((1, len(rows)), dtype=[(name, object) for name in rows[0]])
    for i, row in enumerate(rows):
        made[0, i] = tuple(row.values())
    return made


def row(*values, dtype="f8"):
    return numpy.array([values], dtype=dtype)


def column(*values, dtype="f8"):
    return numpy.array([values], dtype=dtype).T


EMPTY = numpy.zeros((0, 0))
RAMP = numpy.arange(40) / 8


def variables():
    cell = lambda times, quality, rate: structs([{"time": times, "quality": quality, "meanrate": row(rate), "timerange": row(0, 10)}])
    return {
        "trains": cells([row(0.5, 1.5, 3), EMPTY, column(1, 2), row(2.5)]),
        "grid": cells([row(1), row(2), row(3), row(4)], (2, 2)),
        "nested": cells([cells([cells([cell(column(1, 4), "good", 2), EMPTY]), EMPTY, cells([cell(numpy.zeros((0, 1)), "mua", 0), cell(column(2, 3, 5), "good", 3)])])]),
        "neurons": structs(
            [
                {"id": row(7), "spikeTimes": row(0.25, 2), "region": "CA1", "isGood": row(True, dtype=bool), "waveform": row(*range(20))},
                {"id": row(3), "spikeTimes": EMPTY, "region": "größe µ", "isGood": row(False, dtype=bool), "waveform": row(*range(20))},
                {"id": row(12), "spikeTimes": row(*RAMP), "region": "CA3", "isGood": row(True, dtype=bool), "waveform": EMPTY},
            ]
        ),
        "session": structs(
            [{"name": "made", "sorted": structs([{"times": cells([column(0.5, 1), column(0.75), EMPTY]), "UID": row(4, 5, 6), "region": cells(["CA1", "CA1", "CA3"]), "fs": row(20000)}])}]
        ),
        "events": structs([{"time": row(0.5, 1, 1, 2), "unit": row(5, 2, 5, 2)}]),
        "samples": structs([{"spike_times": column(10, 20, 40, dtype="i8"), "clusters": column(1, 1, 0, dtype="i4")}]),
        "counts": numpy.arange(18, dtype="i4").reshape(6, 3),
        "raster": numpy.array([[0, 1, 0, 0, 1, 1], [1, 0, 0, 0, 0, 1], [0, 0, 1, 0, 2, 0]], dtype="f8"),
        "rates": numpy.array([[0.5, 1], [numpy.nan, 2], [3, 4]]),
        "t": row(-2, -1, 0, 1, 2, 3),
        "lfp": numpy.stack([RAMP * 2, RAMP - 1], axis=1),
        "lfp_time": (RAMP * RAMP)[:, None],
        "position": structs([{"time": RAMP[None, :], "xy": numpy.stack([RAMP, -RAMP], axis=1)}]),
        "trials": structs(
            [
                {"start": row(0), "stop": row(1), "condition": "left", "contrast": row(0.5), "path": row(*range(20))},
                {"start": row(2), "stop": row(3.5), "condition": "right", "contrast": row(1), "path": EMPTY},
                {"start": row(4), "stop": row(numpy.nan), "condition": "left", "contrast": EMPTY, "path": EMPTY},
            ]
        ),
        "blocks": structs([{"start_time": column(0, 10), "end_time": column(9, 19), "rewarded": column(True, False, dtype=bool), "kind": numpy.array(["open  ", "closed"])}]),
        "direction": column(1, 0, 1, dtype="u1"),
        "volume": numpy.zeros((2, 3, 4)),
    }


# The other order of bytes, which scipy reads and does not write.
CODES = {"i1": 1, "u1": 2, "i2": 3, "u2": 4, "i4": 5, "u4": 6, "f4": 7, "f8": 9, "i8": 12, "u8": 13}
CLASSES = {"f8": 6, "f4": 7, "i1": 8, "u1": 9, "i2": 10, "u2": 11, "i4": 12, "u4": 13, "i8": 14, "u8": 15}


def element(code, data, order, small=True):
    if small and 0 < len(data) <= 4:
        return struct.pack(order + "I", len(data) << 16 | code) + data.ljust(4, b"\0")
    return struct.pack(order + "II", code, len(data)) + data + b"\0" * (-len(data) % 8)


def array(name, value, order):
    if isinstance(value, str) or value.dtype.kind == "U":
        lines = numpy.atleast_1d(value)
        width = len(lines[0])
        extent, kind, flags = (len(lines), width), 4, 0
        characters = "".join(line[i] for i in range(width) for line in lines)
        body = element(17, characters.encode("utf-16-be" if order == ">" else "utf-16-le"), order)
    elif value.dtype.names:
        extent, kind, flags = value.shape, 2, 0
        body = element(5, struct.pack(order + "i", 32), order) + element(1, b"".join(field.encode().ljust(32, b"\0") for field in value.dtype.names), order)
        body += b"".join(array("", one[field], order) for one in value.ravel(order="F") for field in value.dtype.names)
    elif value.dtype == object:
        extent, kind, flags = value.shape, 1, 0
        body = b"".join(array("", one, order) for one in value.ravel(order="F"))
    else:
        extent, flags = value.shape, 0x0200 if value.dtype == bool else 0
        stored = value.astype("u1") if value.dtype == bool else value
        code = stored.dtype.str[1:]
        kind = CLASSES[code]
        body = element(CODES[code], stored.astype(stored.dtype.newbyteorder(order)).tobytes(order="F"), order)
    head = element(6, struct.pack(order + "II", kind | flags, 0), order) + element(5, struct.pack(f"{order}{len(extent)}i", *extent), order) + element(1, name.encode(), order)
    return element(14, head + body, order, small=False)


def save_tagged(path, values, order, compressed):
    with open(path, "wb") as file:
        file.write((HEAD % "5.0").ljust(116).encode() + b"\0" * 8 + struct.pack(order + "H", 0x0100) + (b"MI" if order == ">" else b"IM"))
        for name, value in values.items():
            whole = array(name, value, order)
            file.write(struct.pack(order + "II", 15, len(packed := zlib.compress(whole))) + packed if compressed else whole)


# Version 7.3 as MATLAB lays it out.
NUMBERS = itertools.count()


def save_hdf5(path, values, **storage):
    with h5py.File(path, "w", userblock_size=512, libver="earliest") as file:
        held = file.create_group("#refs#")
        for name, value in values.items():
            put(file, held, name, value, storage)
    with open(path, "r+b") as file:
        file.write((HEAD % "7.3" + " HDF5 schema 1.00 .").ljust(116).encode() + b"\0" * 8 + b"\0\2IM")


def referred(held, values, storage):
    references = numpy.empty(values.size, dtype=h5py.ref_dtype)
    for i, value in enumerate(values.ravel(order="F")):
        references[i] = put(held, held, f"r{next(NUMBERS)}", value, storage).ref
    return references.reshape(values.shape[::-1])


def put(group, held, name, value, storage):
    if isinstance(value, str) or getattr(value, "dtype", None) is not None and value.dtype.kind == "U":
        lines = numpy.atleast_1d(value)
        made = group.create_dataset(name, data=numpy.array([[ord(line[i]) for line in lines] for i in range(len(lines[0]))], dtype="u2"))
        made.attrs["MATLAB_int_decode"] = numpy.int32(2)
        kind = "char"
    elif value.dtype.names and value.size == 1:
        made = group.create_group(name)
        for field in value.dtype.names:
            put(made, held, field, value[0, 0][field], storage)
        kind = "struct"
    elif value.dtype.names:
        made = group.create_group(name)
        for field in value.dtype.names:
            made.create_dataset(field, data=referred(held, value[field], storage), dtype=h5py.ref_dtype)
        kind = "struct"
    elif value.size == 0:
        made = group.create_dataset(name, data=numpy.array(value.shape, dtype="u8"))
        made.attrs["MATLAB_empty"] = numpy.uint8(1)
        kind = "cell" if value.dtype == object else "double"
    elif value.dtype == object:
        made = group.create_dataset(name, data=referred(held, value, storage), dtype=h5py.ref_dtype)
        kind = "cell"
    else:
        stored = value.astype("u1") if value.dtype == bool else value
        made = group.create_dataset(name, data=stored.T, **(storage if stored.size > 30 else {}))
        kind = {"f8": "double", "f4": "single", "b1": "logical"}.get(value.dtype.str[1:]) or value.dtype.name
    made.attrs["MATLAB_class"] = numpy.bytes_(kind)
    return made


def golden(folder):
    values = variables()
    # scipy pads texts of several lines itself.
    scipy.io.savemat(f"{folder}/v6.mat", values, do_compression=False, long_field_names=True)
    scipy.io.savemat(f"{folder}/v7.mat", values, do_compression=True, long_field_names=True)
    save_tagged(f"{folder}/v6-big-endian.mat", values, ">", False)
    save_tagged(f"{folder}/v7-big-endian.mat", values, ">", True)
    save_hdf5(f"{folder}/v7.3.mat", values, chunks=True, compression="gzip")
    others = {"weights": scipy.sparse.csc_matrix(numpy.eye(3)), "spectrum": row(1 + 2j, 3, dtype="c16")}
    scipy.io.savemat(f"{folder}/others-v7.mat", others, do_compression=True)
    scipy.io.savemat(f"{folder}/v4.mat", {"x": row(1, 2, 3)}, format="4")
    with h5py.File(f"{folder}/others-v7.3.mat", "w", userblock_size=512) as file:
        weights = file.create_group("weights")
        weights.attrs["MATLAB_class"], weights.attrs["MATLAB_sparse"] = numpy.bytes_("double"), numpy.uint64(3)
        file.create_dataset("spectrum", data=numpy.zeros((2, 1), dtype=[("real", "f8"), ("imag", "f8")])).attrs["MATLAB_class"] = numpy.bytes_("double")
    with open(f"{folder}/others-v7.3.mat", "r+b") as file:
        file.write((HEAD % "7.3").ljust(116).encode() + b"\0" * 8 + b"\0\2IM")
    for name in ["v6-big-endian", "v7-big-endian"]:
        read = scipy.io.loadmat(f"{folder}/{name}.mat")
        numpy.testing.assert_array_equal(read["counts"], values["counts"])
        numpy.testing.assert_array_equal(read["neurons"][0, 2]["spikeTimes"], RAMP[None, :])


golden(sys.argv[1])
