"""Makes recordings with numpy, or reads one as one would with numpy or pandas. Usage: decode.py make FOLDER SPIKES UNITS RATE, or: decode.py read FORMAT PATH"""
import glob
import json
import os
import sys
import time

import numpy as np

SAMPLE_RATE = 30000


def make(folder, spikes, units, rate):
    random = np.random.default_rng(1)
    samples = np.sort((random.random(spikes) * (spikes / (units * rate)) * SAMPLE_RATE).astype(np.int64))
    times = samples / SAMPLE_RATE
    unit = random.integers(0, units, spikes).astype(np.int32)
    np.savez(os.path.join(folder, "spikes.npz"), time=times, unit=unit.astype(np.uint32))
    np.save(os.path.join(folder, "spikes_time.npy"), times)
    np.save(os.path.join(folder, "spikes_unit.npy"), unit.astype(np.uint32))
    phy = os.path.join(folder, "phy")
    os.makedirs(phy)
    np.save(os.path.join(phy, "spike_times.npy"), samples)
    np.save(os.path.join(phy, "spike_clusters.npy"), unit)
    np.save(os.path.join(phy, "spike_templates.npy"), unit)
    np.save(os.path.join(phy, "templates.npy"), random.random((units, 61, 64)).astype(np.float32))
    np.save(os.path.join(phy, "channel_map.npy"), np.arange(64))
    np.save(os.path.join(phy, "channel_positions.npy"), np.zeros((64, 2)))
    with open(os.path.join(phy, "params.py"), "w") as file:
        file.write(f"sample_rate = {SAMPLE_RATE}.\n")
    with open(os.path.join(phy, "cluster_group.tsv"), "w") as file:
        file.write("cluster_id\tgroup\n" + "".join(f"{unit}\tgood\n" for unit in range(units)))

    # Four units per electrode.
    recording = os.path.join(folder, "open-ephys", "Record Node 101", "experiment1", "recording1")
    electrodes = []
    order = np.argsort(unit // 4, kind="stable")
    bounds = np.searchsorted((unit // 4)[order], np.arange(units // 4 + 1))
    for electrode in range(units // 4):
        own = order[bounds[electrode] : bounds[electrode + 1]]
        name = f"Spike_Detector-105.probe/Electrode {electrode + 1}"
        path = os.path.join(recording, "spikes", name)
        os.makedirs(path)
        np.save(os.path.join(path, "sample_numbers.npy"), samples[own])
        np.save(os.path.join(path, "timestamps.npy"), times[own])
        np.save(os.path.join(path, "clusters.npy"), (unit[own] % 4).astype(np.uint16))
        electrodes.append({"name": f"Electrode {electrode + 1}", "stream_name": "probe", "sample_rate": SAMPLE_RATE, "folder": name + "/"})
    with open(os.path.join(recording, "structure.oebin"), "w") as file:
        json.dump({"GUI version": "0.6.7", "spikes": electrodes}, file)


def read(form, path):
    """Leaves the times in s and in order, with their units."""
    if form in ("arrow", "arrow-stream"):
        return np.memmap(path, np.uint8, mode="r")[: os.path.getsize(path) // 8 * 8].view(np.uint64).sum(), None
    if form == "csv":
        table = pandas.read_csv(path, dtype={"time": np.float64, "unit": np.uint32})
        return table["time"].to_numpy(), table["unit"].to_numpy()
    if form == "npy":
        return np.load(path), np.load(path.replace("_time", "_unit"))
    if form == "npz":
        with np.load(path) as archive:
            return archive["time"], archive["unit"]
    if form == "phy":
        return np.load(os.path.join(path, "spike_times.npy")) / SAMPLE_RATE, np.load(os.path.join(path, "spike_clusters.npy"))
    times, units = [], []
    for number, folder in enumerate(sorted(glob.glob(os.path.join(path, "*/*/*/spikes/*/*")))):
        times.append(np.load(os.path.join(folder, "timestamps.npy")))
        units.append(np.load(os.path.join(folder, "clusters.npy")) + number * 4)
    times, units = np.concatenate(times), np.concatenate(units)
    order = np.argsort(times, kind="stable")
    return times[order], units[order]


if sys.argv[1] == "make":
    make(sys.argv[2], *map(int, sys.argv[3:6]))
else:
    import resource

    if sys.argv[2] == "csv":
        import pandas
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    least = float("inf")
    for _ in range(3):
        begun = time.process_time()
        read(sys.argv[2], sys.argv[3])
        least = min(least, time.process_time() - begun)
    print(least, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
