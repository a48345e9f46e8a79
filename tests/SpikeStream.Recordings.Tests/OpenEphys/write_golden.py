"""Writes the golden Open Ephys folders by numpy alone, and what they hold as golden/expected.json: python3 write_golden.py"""
import json
import os
import shutil

import numpy as np

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden")
RATE = 1000.0
FIRST = 2000
SAMPLES = 3000


def save(folder, **arrays):
    os.makedirs(folder, exist_ok=True)
    for name, values in arrays.items():
        np.save(os.path.join(folder, name + ".npy"), values)


def structure(folder, content):
    with open(os.path.join(folder, "structure.oebin"), "w") as file:
        json.dump(content, file, indent=2)


def train(random, spikes):
    return np.sort(random.choice(np.arange(FIRST, FIRST + SAMPLES), spikes, replace=False)).astype(np.int64)


def seconds(samples, rate=RATE):
    """The clock of all streams runs half a second ahead."""
    return samples / rate + 0.5


def new(random):
    """As version 0.6 and later: a folder per electrode, sample numbers and synchronised timestamps."""
    recording = os.path.join(HERE, "new", "Record Node 101", "experiment1", "recording1")
    stream = "Acquisition_Board-100.board"
    electrodes = [("Stereotrode 1", ["CH1", "CH2"], 60, 3), ("Electrode 2", ["CH3"], 40, 1)]
    spikes, expected = [], []
    for name, channels, count, clusters in electrodes:
        folder = f"{stream}/{name}"
        samples = train(random, count)
        ids = random.integers(0, clusters, count).astype(np.uint16)
        save(
            os.path.join(recording, "spikes", folder),
            sample_numbers=samples,
            timestamps=seconds(samples),
            clusters=ids,
            electrode_indices=np.full(count, len(spikes) + 1, np.uint16),
            waveforms=random.integers(-200, 200, (count, len(channels), 8)).astype(np.int16),
        )
        spikes.append(
            {
                "name": name,
                "source_processor_id": 100,
                "stream_name": "board",
                "sample_rate": RATE,
                "num_channels": len(channels),
                "folder": folder + "/",
                "source_channels": [{"name": channel, "local_index": i, "bit_volts": 0.195} for i, channel in enumerate(channels)],
            }
        )
        expected += [(float(time), f"board/{name}#{cluster}") for time, cluster in zip(seconds(samples), ids)]

    lines = np.array([1, 3, -1, 1, -3, -1, 2], np.int16)
    events = np.array([2100, 2100, 2150, 2400, 2500, 2650, 4000], np.int64)
    save(os.path.join(recording, "events", stream, "TTL"), states=lines, sample_numbers=events, timestamps=seconds(events), full_words=np.zeros(7, np.uint64))
    texts = np.array(["begin", "left lever – früh"], dtype=object)
    save(
        os.path.join(recording, "events", "MessageCenter"),
        text=np.array([text.encode() for text in texts], dtype="S64"),
        sample_numbers=np.array([2000, 3000], np.int64),
        timestamps=np.array([-1.0, -1.0]),
    )
    data = random.integers(-1000, 1000, (SAMPLES // 10, 3)).astype("<i2")
    samples = np.arange(FIRST, FIRST + len(data), dtype=np.int64)
    continuous = os.path.join(recording, "continuous", stream)
    save(continuous, sample_numbers=samples, timestamps=seconds(samples))
    data.tofile(os.path.join(continuous, "continuous.dat"))
    structure(
        recording,
        {
            "GUI version": "0.6.7",
            "continuous": [
                {
                    "folder_name": stream + "/",
                    "sample_rate": RATE,
                    "stream_name": "board",
                    "num_channels": 3,
                    "channels": [{"channel_name": name, "bit_volts": volts, "units": "uV"} for name, volts in (("CH1", 0.195), ("CH2", 0.195), ("CH3", 0.5))],
                }
            ],
            "events": [
                {"folder_name": "MessageCenter/", "channel_name": "Messages", "sample_rate": 0.0, "type": "string", "stream_name": ""},
                {"folder_name": stream + "/TTL/", "channel_name": "TTL", "sample_rate": RATE, "type": "int16", "stream_name": "board", "initial_state": 0},
            ],
            "spikes": spikes,
        },
    )
    return {
        "spikes": sorted(expected),
        "series": {"first": (data[0] * [0.195, 0.195, 0.5]).tolist(), "last": (data[-1] * [0.195, 0.195, 0.5]).tolist(), "sum": float((data * [0.195, 0.195, 0.5]).sum())},
    }


def old(random):
    """As version 0.5: groups of electrodes whose spikes lie block by block, integers named timestamps."""
    recording = os.path.join(HERE, "old", "Record Node 101", "experiment1", "recording1")
    group = "Spike_Sorter-104.0/spike_group_1"
    trains = [train(random, 50), train(random, 30)]
    samples, numbers, ids, expected = [], [], [], []
    for block in range(FIRST, FIRST + SAMPLES, 100):
        for electrode, own in enumerate(trains):
            for sample in own[(own >= block) & (own < block + 100)]:
                cluster = int(random.integers(0, 2))
                samples.append(sample)
                numbers.append(electrode + 1)
                ids.append(cluster)
                expected.append((float(sample / RATE), f"Spike_Sorter-104.0/Single Electrode {electrode + 1}#{cluster}"))
    save(
        os.path.join(recording, "spikes", group),
        spike_times=np.array(samples, np.int64),
        spike_electrode_indices=np.array(numbers, np.uint16),
        spike_clusters=np.array(ids, np.uint16),
        spike_waveforms=random.integers(-200, 200, (len(ids), 1, 8)).astype(np.int16),
    )
    save(
        os.path.join(recording, "events", "Rhythm_FPGA-100.0", "TTL_1"),
        channel_states=np.array([1, -1, 2, -2], np.int16),
        timestamps=np.array([2100, 2200, 2300, 2400], np.int64),
        channels=np.array([1, 1, 2, 2], np.uint16),
    )
    save(
        os.path.join(recording, "events", "Message_Center-904.0", "TEXT_group_1"),
        text=np.array([b"hello"], dtype="S512"),
        timestamps=np.array([2050], np.int64),
        channels=np.array([0], np.uint16),
    )
    data = random.integers(-1000, 1000, (200, 2)).astype("<i2")
    continuous = os.path.join(recording, "continuous", "Rhythm_FPGA-100.0")
    save(continuous, timestamps=np.arange(FIRST, FIRST + len(data), dtype=np.int64), synchronized_timestamps=np.full(len(data), -1.0))
    data.tofile(os.path.join(continuous, "continuous.dat"))
    structure(
        recording,
        {
            "GUI version": "0.5.5",
            "continuous": [
                {
                    "folder_name": "Rhythm_FPGA-100.0/",
                    "sample_rate": RATE,
                    "source_processor_name": "Rhythm FPGA",
                    "source_processor_sub_idx": 0,
                    "num_channels": 2,
                    "channels": [{"channel_name": f"CH{i}", "bit_volts": 0.195} for i in (1, 2)],
                }
            ],
            "events": [
                {"folder_name": "Message_Center-904.0/TEXT_group_1/", "channel_name": "GUI Messages", "sample_rate": RATE, "type": "string"},
                {"folder_name": "Rhythm_FPGA-100.0/TTL_1/", "channel_name": "Rhythm FPGA TTL", "sample_rate": RATE, "type": "int16"},
            ],
            "spikes": [
                {
                    "folder_name": group + "/",
                    "sample_rate": RATE,
                    "source_processor": "Spike Sorter",
                    "num_channels": 2,
                    "channels": [{"channel_name": f"Single Electrode {i}", "source_channel_info": []} for i in (1, 2)],
                }
            ],
        },
    )
    return {"spikes": sorted(expected)}


shutil.rmtree(HERE, ignore_errors=True)
generator = np.random.default_rng(8)
content = {"new": new(generator), "old": old(generator)}
with open(os.path.join(HERE, "expected.json"), "w") as file:
    json.dump(content, file, indent=1)
