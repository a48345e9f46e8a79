"""Writes NWB files with h5py, the independent writer of the tests. Usage: /usr/bin/python3 write_nwb.py plain TIMES.npy UNITS.npy OUT.nwb COUNT, or: write_nwb.py rich OUT.nwb, or: write_nwb.py NAME_OF_FAULT OUT.nwb"""
import sys

import h5py
import numpy

TEXT = h5py.string_dtype()


def begin(path, version="2.6.0"):
    file = h5py.File(path, "w")
    file.attrs["nwb_version"] = version
    file.attrs["neurodata_type"] = "NWBFile"
    file.attrs["namespace"] = "core"
    file.create_dataset("identifier", data="made", dtype=TEXT)
    file.create_dataset("session_start_time", data="2026-01-02T03:04:05+00:00", dtype=TEXT)
    for group in ["acquisition", "analysis", "general", "intervals", "processing", "stimulus/presentation"]:
        file.create_group(group)
    return file


def units(file, trains, ids=None, index="<u8", times="<f8", path="units", **storage):
    table = file.create_group(path)
    table.attrs["neurodata_type"] = "Units"
    table.attrs["colnames"] = numpy.array(["spike_times"], dtype=TEXT)
    table.create_dataset("id", data=numpy.arange(len(trains)) if ids is None else numpy.array(ids))
    table.create_dataset("spike_times", data=numpy.concatenate([numpy.asarray(train, dtype=times) for train in trains]) if trains else numpy.zeros(0, times), **storage)
    table.create_dataset("spike_times_index", data=numpy.cumsum([len(train) for train in trains]).astype(index))
    return table


def column(table, name, values, index=None):
    table.create_dataset(name, data=values)
    if index is not None:
        table.create_dataset(name + "_index", data=numpy.array(index, dtype="u1"))
    table.attrs["colnames"] = numpy.array([*table.attrs["colnames"], name], dtype=TEXT)


def plain(times, unit, path, count):
    times, unit = numpy.load(times), numpy.load(unit)
    order = numpy.argsort(unit, kind="stable")
    ends = numpy.searchsorted(unit[order], numpy.arange(count), side="right")
    with begin(path) as file:
        chunks = {"chunks": (min(500, len(times)),), "compression": "gzip", "shuffle": True} if len(times) else {}
        units(file, numpy.split(times[order], ends)[:-1], **chunks)


def rich(path):
    with begin(path) as file:
        table = units(file, [[0.5, 1.5, 6], [], [1, 2.5, 9]], ids=[7, 3, 12], index="u1")
        column(table, "quality", numpy.array(["good", "mua", "größe"], dtype=TEXT))
        column(table, "depth", numpy.array([100, 250.5, numpy.nan], dtype=">f4"))
        column(table, "channel", numpy.array([1, 2, 3], dtype=">i2"))
        column(table, "is_fast", numpy.array([True, False, True]))
        column(table, "code", numpy.array([b"ab", b"c", b""], dtype="S4"))
        column(table, "half", numpy.array([0.5, 1, 1.5], dtype="f2"))
        column(table, "labels", numpy.array(["a", "b", "c"], dtype=TEXT), index=[1, 1, 3])
        column(table, "matrix", numpy.zeros((3, 2)))
        column(table, "pairs", numpy.zeros(3, dtype=[("a", "i4"), ("b", "f8")]))
        table.attrs["colnames"] = numpy.array([*table.attrs["colnames"], "absent", "obs_intervals", "electrodes"], dtype=TEXT)
        table.create_dataset("obs_intervals", data=[[0, 2.0], [5, 10], [0, 10], [0, 3], [2.5, 10]])
        table.create_dataset("obs_intervals_index", data=numpy.array([2, 3, 5], dtype="i2"))
        electrodes = file.create_group("general/extracellular_ephys/electrodes")
        electrodes.create_dataset("id", data=[10, 11, 12])
        electrodes.create_dataset("location", data=numpy.array(["CA1", "CA3", "CA1"], dtype=TEXT))
        table.create_dataset("electrodes", data=numpy.array([0, 1, 0, 2], dtype="i4"))
        table.create_dataset("electrodes_index", data=numpy.array([2, 3, 4], dtype="u1"))
        file.create_dataset("general/subject/species", data="Mus musculus", dtype=TEXT)

        trials = file.create_group("intervals/trials")
        trials.attrs["colnames"] = numpy.array(["start_time", "stop_time", "condition", "contrast", "is_correct", "tags"], dtype=TEXT)
        trials.create_dataset("id", data=[4, 5, 6])
        trials.create_dataset("start_time", data=numpy.array([0, 3, 5000], dtype="f4"))
        trials.create_dataset("stop_time", data=[1.0, 4, numpy.nan])
        trials.create_dataset("condition", data=numpy.array(["left", "right", "left"], dtype=TEXT))
        trials.create_dataset("contrast", data=[0.5, 1, numpy.nan])
        trials.create_dataset("is_correct", data=numpy.array([True, False, True]))
        trials.create_dataset("tags", data=numpy.array(["x", "y", "z"], dtype=TEXT))
        trials.create_dataset("tags_index", data=numpy.array([2, 2, 3], dtype="u1"))
        trials.create_dataset("timeseries", data=numpy.zeros(3, dtype=[("start", "i4"), ("count", "i4")]))

        position = file.create_group("processing/behavior/Position/spatial")
        position.create_dataset("data", data=numpy.arange(12, dtype="i2").reshape(6, 2))
        position["data"].attrs["conversion"] = 0.5
        position["data"].attrs["offset"] = 1.0
        position["data"].attrs["unit"] = "cm"
        position.create_dataset("timestamps", data=[0, 0.5, 1, 2, 3, 4.0])
        speed = file.create_group("acquisition/speed")
        speed.create_dataset("data", data=numpy.arange(5, dtype=">u4"))
        speed.create_dataset("starting_time", data=10.0)
        speed["starting_time"].attrs["rate"] = 4.0
        shared = file.create_group("acquisition/shared")
        shared.create_dataset("data", data=numpy.arange(6, dtype="f4"))
        shared["timestamps"] = h5py.SoftLink("/processing/behavior/Position/spatial/timestamps")
        file["acquisition/away"] = h5py.ExternalLink("other.nwb", "/acquisition/x")


FAULTS = {
    "unsorted": lambda file: units(file, [[1, 3, 2.0], [0.5]]),
    "nan": lambda file: units(file, [[1, numpy.nan], [0.5]]),
    "negative": lambda file: units(file, [[-1, 2.0], [0.5]]),
    "duplicate-ids": lambda file: units(file, [[1], [0.5]], ids=[4, 4]),
    "index-decreases": lambda file: units(file, [[1], [0.5]])["spike_times_index"].write_direct(numpy.array([2, 1], dtype="<u8")),
    "index-short": lambda file: units(file, [[1], [0.5]])["spike_times_index"].write_direct(numpy.array([0, 1], dtype="<u8")),
    "integers": lambda file: units(file, [[1], [2]], times="<i8"),
    "coarse": lambda file: units(file, [[1, 5000.5], [2]], times="<f4"),
    "no-times": lambda file: file.create_group("units").create_dataset("id", data=[0, 1]),
    "none": lambda file: None,
    "lzf": lambda file: units(file, [[0.5, 1], [2]], chunks=(3,), compression="lzf"),
    "in-processing": lambda file: units(file, [[1], [0.5]], path="processing/ecephys/sorted"),
    "circle": lambda file: file.update({"units": h5py.SoftLink("/other"), "other": h5py.SoftLink("/units")}),
}


def outside(file):
    table = units(file, [[1, 4.0], [0.5]])
    table.create_dataset("obs_intervals", data=[[0, 3.0], [0, 3]])
    table.create_dataset("obs_intervals_index", data=[1, 2])


def invalid(file):
    units(file, [[1, 4, 6.0], [0.5, 5]])
    stretches = file.create_group("intervals/invalid_times")
    stretches.create_dataset("start_time", data=[4.0])
    stretches.create_dataset("stop_time", data=[5.5])


def external(file):
    file["units"] = h5py.ExternalLink("other.nwb", "/units")


def elsewhere(file):
    table = units(file, [[1], [0.5]])
    del table["spike_times"]
    table.create_dataset("spike_times", shape=(2,), dtype="f8", external=[("/etc/hostname", 0, 16)])


FAULTS.update({"outside": outside, "invalid": invalid, "external": external, "elsewhere": elsewhere})

if sys.argv[1] == "plain":
    plain(*sys.argv[2:5], int(sys.argv[5]))
elif sys.argv[1] == "rich":
    rich(sys.argv[2])
elif sys.argv[1] == "old":
    begin(sys.argv[2], "1.0.6").close()
else:
    with begin(sys.argv[2]) as made:
        FAULTS[sys.argv[1]](made)
