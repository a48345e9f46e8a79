namespace SpikeStream.Models.Statistics;

/// <summary>Histograms of the intervals between the spikes of each unit; intervals that span a gap do not count.</summary>
public sealed class IntervalHistogram : ISpikeTally
{
    private readonly TickClock _clock;
    private readonly long[] _edges;
    private readonly IReadOnlyList<ObservedTime> _observed;
    private readonly long[] _counts;
    private readonly long[] _totals;
    private readonly long[] _last;
    private readonly int[] _stretches;
    private readonly long _width;

    /// <summary>No intervals yet.</summary>
    /// <param name="observed">For each unit, when it was observed.</param>
    /// <param name="clock">The ticks in which times are taken.</param>
    /// <param name="edges">Edges of the bins in ticks, ascending: bin k holds intervals from edge k, included, to edge k + 1, excluded.</param>
    /// <exception cref="ArgumentException">The edges do not ascend.</exception>
    public IntervalHistogram(IReadOnlyList<ObservedTime> observed, TickClock clock, IReadOnlyList<long> edges)
    {
        ArgumentNullException.ThrowIfNull(observed);
        ArgumentNullException.ThrowIfNull(edges);
        (_observed, _clock, _edges) = (observed, clock, [.. edges]);
        if (_edges.Length < 2 || _edges.Zip(_edges.Skip(1)).Any(pair => pair.First >= pair.Second)) throw new ArgumentException("found edges that do not ascend, expected at least two that do", nameof(edges));
        bool isEven = _edges.Zip(_edges.Skip(1)).All(pair => pair.Second - pair.First == _edges[1] - _edges[0]);
        _width = isEven ? _edges[1] - _edges[0] : 0;
        _counts = new long[observed.Count * BinCount];
        _totals = new long[observed.Count];
        _last = new long[observed.Count];
        _stretches = new int[observed.Count];
        Array.Fill(_stretches, -1);
    }

    /// <summary>Number of bins.</summary>
    public int BinCount => _edges.Length - 1;

    /// <summary>An edge of the bins in s.</summary>
    /// <param name="edge">0 to <see cref="BinCount"/>.</param>
    /// <returns>Seconds.</returns>
    public double Edge(int edge) => _edges[edge] / _clock.Rate;

    /// <summary>The intervals of a unit in each bin.</summary>
    /// <param name="unit">The unit.</param>
    /// <returns>[bin].</returns>
    public ReadOnlySpan<long> Counts(int unit) => _counts.AsSpan(unit * BinCount, BinCount);

    /// <summary>All intervals of a unit, those beyond the bins too.</summary>
    /// <param name="unit">The unit.</param>
    /// <returns>0 or more.</returns>
    public long Total(int unit) => _totals[unit];

    /// <summary>Edges of even bins from 0.</summary>
    /// <param name="width">Width in ticks.</param>
    /// <param name="bins">Number of bins.</param>
    /// <returns>One more than bins.</returns>
    public static long[] EvenEdges(long width, int bins) => [.. Enumerable.Range(0, bins + 1).Select(k => k * width)];

    /// <summary>Edges in equal ratios, each moved to the nearest tick; those that fall together are one.</summary>
    /// <param name="first">The first edge in ticks, 1 or more.</param>
    /// <param name="last">No edge is after this one, in ticks.</param>
    /// <param name="perDecade">Bins per factor of ten.</param>
    /// <returns>At least the first.</returns>
    public static long[] LogarithmicEdges(long first, long last, int perDecade)
    {
        List<long> edges = [first];
        for (int k = 1; edges[^1] < last; k++)
        {
            double edge = Math.Round(first * Math.Pow(10, (double)k / perDecade));
            if (edge > last) break;
            if ((long)edge > edges[^1]) edges.Add((long)edge);
        }

        return [.. edges];
    }

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<double> times, ReadOnlySpan<uint> units)
    {
        for (int i = 0; i < times.Length; i++)
        {
            int unit = (int)units[i], stretch = _observed[unit].StretchOf(times[i]);
            if (stretch < 0) continue;
            long tick = _clock.TickOf(times[i]);
            if (stretch == _stretches[unit]) Count(unit, tick - _last[unit]);
            (_stretches[unit], _last[unit]) = (stretch, tick);
        }
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (long[] values in (ReadOnlySpan<long[]>)[_counts, _totals, _last])
            foreach (long value in values) writer.Write(value);
        foreach (int stretch in _stretches) writer.Write(stretch);
    }

    /// <inheritdoc/>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        foreach (long[] values in (ReadOnlySpan<long[]>)[_counts, _totals, _last])
            for (int i = 0; i < values.Length; i++) values[i] = reader.ReadInt64();
        for (int i = 0; i < _stretches.Length; i++) _stretches[i] = reader.ReadInt32();
    }

    private void Count(int unit, long interval)
    {
        _totals[unit]++;
        if (interval < _edges[0] || interval >= _edges[^1]) return;
        int bin;
        if (_width > 0)
        {
            bin = (int)((interval - _edges[0]) / _width);
        }
        else
        {
            int found = Array.BinarySearch(_edges, interval);
            bin = found >= 0 ? found : ~found - 1;
        }

        _counts[unit * BinCount + bin]++;
    }
}
