"""Values of the shared Kilosort and phy folder by numpy alone: python3 values.py FOLDER"""
import sys

import numpy as np

folder = sys.argv[1]
samples = np.load(folder + "/spike_times.npy").ravel().astype(np.int64)
clusters = np.load(folder + "/spike_clusters.npy").ravel()
times = samples / 30000
for cluster in np.unique(clusters):
    own = samples[clusters == cluster]
    print(cluster, own.size, own[0], own[-1], own.sum())
print("cluster 6 in [100, 110) s:", np.sum((times >= 100) & (times < 110) & (clusters == 6)))
print("all in [100, 110) s:", np.sum((times >= 100) & (times < 110)))
