"""Values that the pipelines of pipelines/recordings, and mixtures-recording, must give, obtained with numpy, h5py and the csv module alone.

Usage: /usr/bin/python3 make_values.py FOLDER_OF_RECORDINGS > values.json

Each value: the pipeline, the file it writes, the row (by the values of some columns) and column, the number. RecordingPipelineTests compares.
"""
import csv
import json
import sys
from pathlib import Path

import h5py
import numpy as np

root = Path(sys.argv[1])
values = []


def say(pipeline, file, wanted, number, **row):
    values.append({"pipeline": pipeline, "file": file, "row": {k: str(v) for k, v in row.items()}, "column": wanted, "value": float(number)})


def text(path):
    with open(root / path, newline="") as lines:
        return list(csv.DictReader(lines))


def trains(unit, time, count):
    return [time[unit == k] for k in range(count)]


def regularity(pipeline, names, spikes, file="statistics.csv"):
    """Count, rate and measures of the intervals. Observed from 0 s to the last spike where the recording states no window."""
    end = max(s[-1] for s in spikes if len(s))
    for name, s in zip(names, spikes):
        d = np.diff(s)
        say(pipeline, file, "value", len(s), metric="count", target=name)
        say(pipeline, file, "value", len(s) / end, metric="rate", target=name)
        say(pipeline, file, "value", d.std(ddof=1) / d.mean(), metric="cv", target=name)
        say(pipeline, file, "value", 3 * np.mean(((d[:-1] - d[1:]) / (d[:-1] + d[1:])) ** 2), metric="lv", target=name)
        say(pipeline, file, "value", np.sum(d < 0.002 - 1e-9), metric="violations", target=name)


def binned(s, width_us, bins=None):
    k = np.rint(s * 1e6).astype(np.int64) // width_us
    return np.bincount(k, minlength=bins or 0)[:bins]


def smooth(rate, sd):
    """A Gaussian cut at 4 sd; at the ends the weights inside are scaled to the whole."""
    reach = int(np.ceil(4 * sd))
    w = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sd) ** 2)
    return np.convolve(rate, w, "full")[reach:-reach] / np.convolve(np.ones_like(rate), w, "full")[reach:-reach]


def noise(counts, condition):
    """Correlation of counts [trial, unit] less the mean of their condition."""
    r = counts.astype(float)
    for c in set(condition):
        chosen = [i for i, x in enumerate(condition) if x == c]
        r[chosen] -= r[chosen].mean(0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.corrcoef(r.T)


# nwb-a8604, by h5py, and phy-made-a8604, by numpy.
with h5py.File(root / "nwb-a8604/A8604-211122.nwb", "r") as file:
    times = np.split(file["units/spike_times"][:], file["units/spike_times_index"][:-1])
    ids = file["units/id"][:]
regularity("a8604", ids, times)
end = max(t[-1] for t in times)
for name, t in zip(ids, times):
    c = binned(t, 1_000_000, int(end))
    say("a8604", "fano.csv", "fano_factor", c.var(ddof=1) / c.mean(), panel=name, window_s=1)
folder = root / "phy-made-a8604"
time, cluster = np.load(folder / "spike_times.npy").ravel() / 30000.0, np.load(folder / "spike_clusters.npy").ravel()
regularity("phy-a8604", ids, [time[cluster == k] for k in ids])
for name in ids:
    d = np.diff(np.load(folder / "spike_times.npy").ravel()[cluster == name].astype(np.int64))
    say("phy-a8604", "intervals.csv", "intervals", np.sum((d >= 300) & (d < 315)), panel=name, interval_ms=10.25)

# Rat hippocampus.
for pipeline, count in [("hippocampus-linear-track", 31), ("hippocampus-w-maze", 25)]:
    spikes = trains(np.load(root / pipeline / "event_unit.npy"), np.load(root / pipeline / "event_time.npy"), count)
    if pipeline == "hippocampus-linear-track":
        rows = text(pipeline + "/events.csv")
        unit, time = np.array([int(row["unit"]) for row in rows]), np.array([float(row["time"]) for row in rows])
        spikes = trains(unit, time, count)
    regularity(pipeline, range(count), spikes)
    bins = int(max(s[-1] for s in spikes) * 10) + 1
    c = np.array([binned(s, 100_000, bins) for s in spikes])
    matrix = np.corrcoef(c)
    for a, b in [(0, 1), (4, 15), (10, 12), (20, 24)]:
        say(pipeline, "correlation.csv", "value", matrix[a, b], row=a, column=b)
s = np.rint(spikes[18] * 1e6).astype(np.int64)
# Lags nearer to 125 ms than to other multiples of 5 ms; those halfway count half.
pairs = sum(np.sum(np.where(np.abs(d := s[k:] - s[:-k] - 125_000) < 2500, 1.0, np.where(np.abs(d) == 2500, 0.5, 0.0))) for k in range(1, 200))
say("hippocampus-w-maze", "correlograms.csv", "rate_hz", pairs / (len(s) * 0.005), panel=18, lag_ms=125)

# Two place cells.
folder = root / "place-cells"
regularity("place-cells", [0, 1], trains(np.load(folder / "event_unit.npy"), np.load(folder / "event_time.npy"), 2))
rows = text("place-cells/position_50hz.csv")
position = np.array([float(row["position_cm"]) for row in rows])
full = np.load(folder / "position_cm.npy")
assert np.allclose(position, full[::20], atol=5e-5) and np.allclose([float(row["time_s"]) for row in rows], np.load(folder / "position_time.npy")[::20], atol=5e-7)
say("place-cells", "position.csv", "value", position.max(), value=position.max())
say("place-cells", "position.csv", "value", position.min(), value=position.min())

# Two sessions of mouse visual cortex: from the counts, not from the events that were made of them.
for session in ["steinmetz-session1", "steinmetz-session2"]:
    counts = np.load(root / session / "spike_counts.npy").astype(np.int64)
    rows = text(session + "/trials.csv")
    left, right = ([row[k] for row in rows] for k in ("contrast_left", "contrast_right"))
    total = counts.sum(2)
    busy = [int(k) for k in np.argsort(-total.sum(0))[:3]]
    for k in busy:
        for contrast in ["0", "0.25", "0.5", "1"]:
            rates = total[[i for i, r in enumerate(right) if r == contrast], k] / 0.39
            say("steinmetz", "tuning-curves.csv", "value", rates.mean(), session=session, target=k, curve=contrast)
            say("steinmetz", "tuning-curves.csv", "error", rates.std(ddof=1) / np.sqrt(len(rates)), session=session, target=k, curve=contrast)
    if session == "steinmetz-session1":
        one = counts[[i for i, r in enumerate(right) if r == "1"], busy[0]].mean(0) / 0.01
        say("steinmetz", f"sessions/{session}/rates.csv", "rate_hz", smooth(one, 2.0)[20], target=busy[0], condition=1, time_s=0.205)
        say("steinmetz", f"sessions/{session}/rates.csv", "trials", right.count("0.25"), target=busy[0], condition=0.25, time_s=0.005)
    matrix = noise(total, list(zip(left, right)))
    for a, b in [(0, 1), (1, 2), (0, 2)]:
        say("steinmetz", f"sessions/{session}/noise-correlation.csv", "value", matrix[busy[a], busy[b]], row=busy[a], column=busy[b])

# Counts of whole trials: the neurons with 3 spikes or more in a trial, as the pipeline lists them.
counts = np.load(root / "steinmetz-session2/spike_counts.npy").astype(np.int64).sum(2)
counts = counts[:, counts.mean(0) >= 3]
right = [row["contrast_right"] for row in text("steinmetz-session2/trials.csv")]
for contrast in ["0", "0.25", "0.5", "1"]:
    part = counts[[i for i, r in enumerate(right) if r == contrast]]
    for k in [0, 17, 60]:
        say("mixtures-recording", "fano-factor-scatter.csv", "data", part[:, k].var(ddof=1) / part[:, k].mean(), stimulus=contrast, neuron=k)
    matrix = np.corrcoef(part.T)
    for i, j in [(0, 1), (17, 40), (59, 60)]:
        say("mixtures-recording", "noise-correlation-scatter.csv", "data", matrix[i, j], stimulus=contrast, i=i, j=j)

# One reach: from the columns of counts, not from the events.
rows = text("mc-maze-trial-748/trial_748_data.csv")
units = [name for name in rows[0] if name.startswith("unit_")]
counts = np.array([[float(row[name]) for name in units] for row in rows])
active = counts.sum(0) > 0
say("mc-maze", "rate.csv", "motor and premotor cortex_observed_hz", counts[:60].sum() / (active.sum() * 0.06), time_s=2282.63)
say("mc-maze", "rate.csv", "motor and premotor cortex_observed_hz", counts[2100:2160].sum() / (active.sum() * 0.06), time_s=2284.73)
velocity = [float(row["hand_vel_x"]) for row in rows]
for i in [0, 1500, int(np.argmax(velocity))]:
    say("mc-maze", "hand-velocity.csv", "value", velocity[i], curve="hand_vel_x", value=velocity[i])
assert np.array_equal(np.load(root / "mc-maze-trial-748/spikes.npy"), counts) and np.load(root / "mc-maze-trial-748/kinematics.npy")[1500, 7] == velocity[1500]

# Trials and series of an NWB file, by h5py.
with h5py.File(root / "nwb-made-session4/session4.nwb", "r") as file:
    ends, time = file["units/spike_times_index"][:].astype(int), file["units/spike_times"][:]
    times = np.split(time, ends[:-1])
    trials = file["intervals/trials"]
    start, left, right = trials["start_time"][:], trials["contrast_left"][:], trials["contrast_right"][:]
    population = file["processing/derived/population_count/data"][:]
total = np.array([[np.sum((t >= a - 1e-6) & (t < a + 0.39 - 1e-6)) for t in times] for a in start])
assert np.array_equal(total.sum(1), population)
pairs = sorted(set(zip(left, right)))
for k in [13, 31, 90]:
    for pair in [(0.0, 0.0), (0.0, 1.0), (1.0, 0.5)]:
        rates = total[(left == pair[0]) & (right == pair[1]), k] / 0.39
        say("nwb-session4", "tuning.csv", "rate_hz", rates.mean(), panel=k, condition=pairs.index(pair))
say("nwb-session4", "rates.csv", "trials", np.sum(right == 0.5), target=13, condition=0.5, time_s=0.005)
say("nwb-session4", "rates.csv", "trials", np.sum(right == 0), target=13, condition=0, time_s=0.005)
bins = np.array([[np.sum((times[13] >= a + 0.01 * k - 1e-6) & (times[13] < a + 0.01 * (k + 1) - 1e-6)) for k in range(39)] for a in start[right == 1]])
say("nwb-session4", "rates.csv", "rate_hz", smooth(bins.mean(0) / 0.01, 2.0)[30], target=13, condition=1, time_s=0.305)
matrix = noise(total, list(zip(left, right)))
for a, b in [(13, 90), (16, 31)]:
    say("nwb-session4", "noise-correlation.csv", "value", matrix[a, b], row=a, column=b)
for i in [0, 248]:
    say("nwb-session4", "population.csv", "value", population[i], value=int(population[i]))
with h5py.File(root / "nwb-pynwb-backcompat/2.1.0_nwbfile_with_extension.nwb", "r") as file:
    for i, x in enumerate(file["acquisition/test_ts/data"][:]):
        say("nwb-versions", "series.csv", "value", x, time_s=i)

# Trials of one neuron: from the matrix [trial, ms from -1 s], not from the times.
train = np.load(root / "stn-trials/spike_train.npy").astype(np.int64)
direction = [row["direction"] for row in text("stn-trials/trials.csv")]
for side in ["0", "1"]:
    chosen = train[[i for i, d in enumerate(direction) if d == side]]
    say("stn-trials", "movement-tuning.csv", "rate_hz", chosen[:, 1000:].sum(1).mean(), condition=side)
    bins = chosen.reshape(len(chosen), 200, 10).sum(2) / 0.01
    smoothed = np.array([smooth(trial, 3.0) for trial in bins])
    for k in [0, 103, 199]:
        say("stn-trials", "rates.csv", "rate_hz", smoothed.mean(0)[k], condition=side, time_s=f"{-0.995 + 0.01 * k:.12g}")
        say("stn-trials", "rates.csv", "standard_error_hz", smoothed.std(0, ddof=1)[k] / np.sqrt(len(chosen)), condition=side, time_s=f"{-0.995 + 0.01 * k:.12g}")
    say("stn-trials", "rates.csv", "trials", len(chosen), condition=side, time_s="0.005")

# Simulated recordings.
activity = np.load(root / "neulvm_3pop/activity_hz.npy").reshape(-1, 10, 3).mean(1)
for name, k in [("E1", 0), ("E2", 1), ("I", 2)]:
    for i in [0, 100, 274]:
        say("neulvm-3pop", "activity.csv", "value", activity[i, k], curve=name, time_s=f"{i * 0.04:.12g}")
features = np.load(root / "rsnn_teacher/features.npy")
for channel, i in [(0, 0), (0, 325), (13, 649)]:
    say("rsnn-teacher", "features.csv", "value", features[i, channel], panel=f"channel {channel}", time_s=f"{i * 0.04:.12g}")
counts = np.loadtxt(root / "synthetic-mixture/poisson/responses.csv", delimiter=",")
for k in [0, 13]:
    say("synthetic-mixture", "moments.csv", "value", counts[:, k].mean(), metric="mean-count", target=k)
    say("synthetic-mixture", "moments.csv", "value", counts[:, k].var(ddof=1), metric="count-variance", target=k)
matrix = np.corrcoef(counts.T)
for a, b in [(0, 1), (14, 16)]:
    say("synthetic-mixture", "correlation.csv", "value", matrix[a, b], row=a, column=b)

# Zebra finch: from the authors' text.
lines = np.loadtxt(root / "songbird-hvc/songbird_spikes.txt")
c = np.bincount(np.floor(np.round(lines[:, 1], 6) * 10 + 1e-7).astype(int))
for i in [0, 1, 100, 222]:
    say("songbird-hvc", "activity.csv", "HVC", c[i] / 7.5, time=f"{i / 10:.12g}")

# Two populations: means of 10 ms from 2 s on, of all neurons together.
rows = text("fsgif-2pop/counts_1ms.csv")
fine = text("fsgif-2pop/counts_0.2ms.csv")
for name in ["nE", "nI"]:
    coarse = np.array([int(row[name]) for row in rows])
    assert np.array_equal(np.array([int(row[name]) for row in fine])[: 5 * len(coarse)].reshape(-1, 5).sum(1), coarse)
    for i in [0, 250]:
        say("fsgif-2pop", "activity.csv", name[1] + "_observed_hz", coarse[2000 + 10 * i : 2010 + 10 * i].sum() / 0.01, time_s=f"{2.005 + 0.01 * i:.12g}")

# Aplysia: means of 250 ms, per neuron.
rows = text("aplysia-locomotion/Jan1312da04.csv")
time = np.array([float(row["time"]) for row in rows])
c = binned(time, 250_000)
for i in [40, 200]:
    say("aplysia", "activity.csv", "pedal_observed_hz", c[i] / (102 * 0.25), time_s=f"{(i + 0.5) * 0.25:.12g}")

print("[\n" + ",\n".join(json.dumps(value) for value in values) + "\n]")
