namespace SpikeStream.Recordings;

/// <summary>The spike times of all units of a table: one after the other in one dataset, read in pieces.</summary>
internal sealed class NwbTrains : ISpikeTimes, IDisposable
{
    private readonly Hdf5Dataset _times;
    private readonly long[] _bounds;

    private NwbTrains(Hdf5Dataset times, long[] bounds)
    {
        _times = times;
        _bounds = bounds;
    }

    /// <summary>Number of units.</summary>
    public int Units => _bounds.Length - 1;

    /// <summary>Where the times are, for messages.</summary>
    public string Place => _times.Place;

    /// <summary>The dataset.</summary>
    public Hdf5Dataset Times => _times;

    /// <summary>Opens the trains of a units table.</summary>
    public static NwbTrains Open(NwbFile file, Hdf5Group table)
    {
        Hdf5Dataset times = table.FindDataset("spike_times") ?? throw new InvalidInputException($"{table.Place}: found units but no spike times, expected the column spike_times.");
        try
        {
            if (times.Type.Kind == Hdf5Kind.Integer)
                throw new InvalidInputException($"{times.Place}: found {times.Type}, expected floating-point times in s as NWB has them: sample numbers must be divided by the rate when the file is written.");
            if (times.Type.Kind != Hdf5Kind.Real || times.Extent.Count != 1)
                throw new InvalidInputException($"{times.Place}: found {times.Type} along {times.Extent.Count} axes, expected floating-point times along one.");
            using Hdf5Dataset? index = table.FindDataset("spike_times_index");
            using Hdf5Dataset? ids = table.FindDataset(UnitTable.Id);
            if (index is null) throw new InvalidInputException($"{table.Place}: found spike_times without spike_times_index, expected the index that tells the units apart.");
            return new(times, NwbIndex.Read(index, times, ids?.Rows ?? index.Rows));
        }
        catch
        {
            times.Dispose();
            throw;
        }
    }

    /// <summary>First entry of a unit.</summary>
    public long Start(int unit) => _bounds[unit];

    /// <summary>Entry after the last of a unit.</summary>
    public long Stop(int unit) => _bounds[unit + 1];

    /// <summary>Reads times from an entry on.</summary>
    public void Read(long entry, Span<double> times) => _times.Read(entry, times);

    /// <summary>The time at an entry.</summary>
    public double At(long entry) => TrainSearch.At(this, entry);

    /// <summary>First entry of a unit that is not before a time, by halving; the train must be in order.</summary>
    public long LowerBound(int unit, double time) => TrainSearch.LowerBound(this, Start(unit), Stop(unit), time);

    public void Dispose() => _times.Dispose();
}
