namespace SpikeStream.Models.Fitting;

/// <summary>
/// The stretches of a recording in which all populations were observed. A model has no state for what it did not see: after a gap it begins anew, from its
/// initial state, and the burn-in after the gap does not count.
/// </summary>
public sealed class SequenceStretches
{
    /// <summary>The count that stands for one that was not observed; one of them makes the bin missing.</summary>
    public const int Missing = -1;

    private readonly List<(long First, long Length)> _stretches = [];

    /// <summary>Number of bins, missing ones included.</summary>
    public long BinCount { get; private set; }

    /// <summary>Number of bins in which a population was not observed.</summary>
    public long MissingBins => BinCount - _stretches.Sum(stretch => stretch.Length);

    /// <summary>First bin and number of bins of each stretch, in order and apart.</summary>
    public IReadOnlyList<(long First, long Length)> Items => _stretches;

    /// <summary>Number of bins of the longest stretch.</summary>
    public long Longest => _stretches.Count == 0 ? 0 : _stretches.Max(stretch => stretch.Length);

    /// <summary>Adds bins.</summary>
    /// <param name="counts">Counts [bin, population], <see cref="Missing"/> where not observed.</param>
    /// <param name="populations">Number of populations.</param>
    public void Append(ReadOnlySpan<int> counts, int populations)
    {
        int bins = counts.Length / populations;
        for (int bin = 0; bin < bins;)
        {
            int next = counts[(bin * populations)..].IndexOf(Missing), length = next < 0 ? bins - bin : next / populations;
            if (length > 0) Append(BinCount + bin, length);
            bin += length + 1;
        }

        BinCount += bins;
    }

    /// <summary>Number of bins whose likelihood counts.</summary>
    /// <param name="burnInBins">Bins at the start of each stretch that do not count.</param>
    /// <returns>The number.</returns>
    public long CountedBins(long burnInBins) => _stretches.Sum(stretch => Math.Max(0, stretch.Length - burnInBins));

    /// <summary>The stretch of a bin, or the next after it.</summary>
    /// <param name="bin">A bin.</param>
    /// <returns>The stretch; one of length 0 at the end of the recording where there is none.</returns>
    public (long First, long Length) At(long bin)
    {
        int low = 0, high = _stretches.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_stretches[middle].First + _stretches[middle].Length <= bin) low = middle + 1;
            else high = middle;
        }

        return low < _stretches.Count ? _stretches[low] : (BinCount, 0);
    }

    /// <summary>Writes the stretches.</summary>
    /// <param name="writer">Receives them.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(BinCount);
        writer.Write(_stretches.Count);
        foreach ((long first, long length) in _stretches)
        {
            writer.Write(first);
            writer.Write(length);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Gives them.</param>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _stretches.Clear();
        BinCount = reader.ReadInt64();
        for (int left = reader.ReadInt32(); left > 0; left--) _stretches.Add((reader.ReadInt64(), reader.ReadInt64()));
    }

    private void Append(long first, int length)
    {
        if (_stretches.Count > 0 && _stretches[^1].First + _stretches[^1].Length == first) _stretches[^1] = (_stretches[^1].First, _stretches[^1].Length + length);
        else _stretches.Add((first, length));
    }
}
