"""Values of the NWB files of the shared recordings, read with h5py alone: what SharedNwbTests expects. Usage: /usr/bin/python3 values.py FOLDER_OF_RECORDINGS"""
import sys
from pathlib import Path

import h5py
import numpy


def spikes(units):
    ends = units["spike_times_index"][:].astype(int)
    starts = numpy.concatenate([[0], ends[:-1]])
    times = units["spike_times"][:]
    unit = numpy.repeat(numpy.arange(len(ends)), ends - starts)
    order = numpy.lexsort((unit, times))
    return times[order], unit[order]


root = Path(sys.argv[1])
for path in ["nwb-a8604/A8604-211122.nwb", "nwb-made-session4/session4.nwb"]:
    with h5py.File(root / path) as file:
        times, unit = spikes(file["units"])
        print(path, "ids", file["units/id"][:5].tolist(), "spikes", len(times), "first", repr(times[0]), "last", repr(times[-1]))
        print("  sum of times %.9g" % times.sum(), "first units", unit[:8].tolist())
        for start, stop in [(100.0, 110.0), (500.0, 501.5)]:
            inside = (times >= start) & (times < stop)
            print("  window", start, stop, "spikes", inside.sum(), "per unit", numpy.bincount(unit[inside], minlength=3)[:3].tolist())
        for name in file["units"].attrs["colnames"]:
            if file["units"][name].dtype.kind != "f" and name != "electrode_group":
                print("  column", name, [value.decode() if isinstance(value, bytes) else value for value in file["units"][name][:3].tolist()])
        if "intervals/trials" in file:
            trials = file["intervals/trials"]
            print("  trials", len(trials["id"]), "starts", trials["start_time"][:2].tolist(), "stop", trials["stop_time"][-1], "sum of contrasts", trials["contrast_left"][:].sum(), "outcomes", trials["outcome"][:3].tolist(), "feedback", int(trials["feedback_type"][:].sum()))
        if "processing/derived/population_count" in file:
            series = file["processing/derived/population_count"]
            print("  series", len(series["data"]), "sum", series["data"][:].sum(), "first", series["data"][0], "at", series["timestamps"][0])
