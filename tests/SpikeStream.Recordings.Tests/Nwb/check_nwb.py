"""Checks with h5py alone that a file keeps to the schema of NWB 2.7, and prints what it holds as JSON. Usage: /usr/bin/python3 check_nwb.py FILE"""
import datetime
import json
import sys
import uuid

import h5py
import numpy

TABLES = {"Units", "TimeIntervals", "DynamicTable"}
NAMESPACES = {"VectorData": "hdmf-common", "VectorIndex": "hdmf-common", "ElementIdentifiers": "hdmf-common", "DynamicTable": "hdmf-common"}
found = {"ids": [], "tables": {}, "series": {}}


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def typed(node, path):
    kind = node.attrs["neurodata_type"]
    assert node.attrs["namespace"] == NAMESPACES.get(kind, "core"), path
    found["ids"].append(str(uuid.UUID(node.attrs["object_id"])))
    return kind


def is_text(dataset):
    kind = h5py.check_string_dtype(dataset.dtype)
    return kind is not None and kind.encoding == "utf-8" and kind.length is None


def table(group, path):
    assert isinstance(group.attrs["description"], str), path
    columns = [text(name) for name in group.attrs["colnames"]]
    assert group.attrs["colnames"].dtype.kind == "O", path
    rows = len(group["id"])
    assert typed(group["id"], path) == "ElementIdentifiers" and group["id"].dtype.kind == "i", path
    others = {"id", *columns, *(name + "_index" for name in columns)}
    assert set(group) <= others, (path, set(group) - others)
    content = {"id": group["id"][:].tolist()}
    for name in columns:
        column = group[name]
        assert typed(column, path) == "VectorData" and isinstance(column.attrs["description"], str), (path, name)
        values = column[:].astype(float) if column.dtype.kind in "iuf" else column[:]
        if is_text(column):
            values = [text(value) for value in column[:]]
        elif h5py.check_ref_dtype(column.dtype):
            values = [group.file[reference].name for reference in column[:]]
        elif h5py.check_enum_dtype(column.dtype):
            assert h5py.check_enum_dtype(column.dtype) == {"FALSE": 0, "TRUE": 1} and column.dtype.itemsize == 1, (path, name)
            values = column[:].astype(bool)
        values = values if isinstance(values, list) else [None if isinstance(value, float) and value != value else value for value in values.tolist()]
        if name + "_index" in group:
            index = group[name + "_index"]
            assert typed(index, path) == "VectorIndex" and index.dtype.kind == "u", (path, name)
            assert group.file[index.attrs["target"]] == column, (path, name)
            ends = index[:].astype(int)
            assert len(ends) == rows and (numpy.diff(ends, prepend=0) >= 0).all() and (ends[-1] if rows else 0) == len(column), (path, name)
            values = [values[start:stop] for start, stop in zip([0, *ends], ends)]
        assert len(values) == rows, (path, name)
        content[name] = values
    found["tables"][path] = content
    if group.attrs["neurodata_type"] == "Units" and "spike_times" in group:
        assert group["spike_times"].dtype == "<f8"
        assert all((numpy.diff(train) >= 0).all() for train in content["spike_times"])
    if group.attrs["neurodata_type"] == "TimeIntervals":
        assert {"start_time", "stop_time"} <= set(columns), path


def series(group, path):
    data = group["data"]
    assert isinstance(data.attrs["unit"], str) and data.attrs["unit"], path
    assert data.attrs["conversion"] == 1 and data.attrs["offset"] == 0 and data.attrs["resolution"] == -1, path
    assert ("timestamps" in group) != ("starting_time" in group), path
    if "timestamps" in group:
        times = group["timestamps"]
        assert times.shape == data.shape[:1] and times.attrs["unit"] == "seconds" and times.attrs["interval"] == 1, path
        times = times[:].tolist()
    else:
        assert group["starting_time"].shape == () and group["starting_time"].attrs["unit"] == "seconds", path
        times = [group["starting_time"][()], group["starting_time"].attrs["rate"]]
    found["series"][path] = {"data": [None if value != value else value for value in data[:].ravel().tolist()], "shape": data.shape, "type": str(data.dtype), "times": times, "unit": data.attrs["unit"]}


def visit(path, node):
    if "neurodata_type" not in node.attrs or isinstance(node, h5py.Dataset):
        return
    kind = typed(node, path)
    if kind in TABLES:
        table(node, path)
    if kind == "TimeSeries":
        series(node, path)
    if kind == "ElectrodeGroup":
        assert node["device"].attrs["neurodata_type"] == "Device" and node.attrs["location"] and node.attrs["description"], path
    if kind == "ProcessingModule":
        assert path.startswith("processing/") and node.attrs["description"], path


with h5py.File(sys.argv[1]) as file:
    assert file.attrs["nwb_version"] == "2.7.0"
    assert typed(file, "/") == "NWBFile"
    for name in ["acquisition", "analysis", "processing", "stimulus/presentation", "stimulus/templates", "general"]:
        assert isinstance(file[name], h5py.Group), name
    for name in ["identifier", "session_description", "session_start_time", "timestamps_reference_time"]:
        assert file[name].shape == () and is_text(file[name]), name
        found[name] = text(file[name][()])
    assert file["file_create_date"].shape == (1,) and is_text(file["file_create_date"])
    for time in [found["session_start_time"], found["timestamps_reference_time"], text(file["file_create_date"][0])]:
        assert datetime.datetime.fromisoformat(time).tzinfo is not None
    if "general/subject" in file:
        assert file["general/subject"].attrs["neurodata_type"] == "Subject"
        found["subject"] = {name: text(value[()]) for name, value in file["general/subject"].items()}
    if "general/experimenter" in file:
        found["experimenter"] = [text(value) for value in file["general/experimenter"][:]]
    if "general/notes" in file:
        found["notes"] = text(file["general/notes"][()])
    file.visititems(visit)
assert len(set(found["ids"])) == len(found["ids"]), "an object_id is there twice"
print(json.dumps(found))
