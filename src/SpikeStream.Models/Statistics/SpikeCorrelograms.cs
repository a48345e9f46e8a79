using System.Runtime.InteropServices;

namespace SpikeStream.Models.Statistics;

/// <summary>
/// Correlograms from spike times: how often a spike of one unit follows one of another at each lag, in bins of equal width of which the middle one is centred on lag 0.
/// </summary>
/// <remarks>
/// Lags are whole ticks. Bin k holds lags nearer to k widths than to its neighbours; a lag halfway between two bins counts half in each, so that all bins are as wide, and the
/// correlogram of (j, i) is the mirror image of that of (i, j), exactly. A spike is not paired with itself, nor with one beyond a gap. Memory: the spikes of the last window of lags,
/// and the counts. Not thread-safe.
/// </remarks>
public sealed class SpikeCorrelograms : ISpikeTally
{
    private readonly TickClock _clock;
    private readonly ObservedTime _all;
    private readonly IReadOnlyList<ObservedTime> _observed;
    private readonly bool _hasPairs;
    private readonly long _reach;
    private readonly uint _doubleWidth;
    private readonly int _lags;
    private readonly long[] _halves;
    private readonly long[] _spikes;
    private (long Tick, int Unit)[] _recent = new (long, int)[256];
    private int _first;
    private int _end;
    private int _stretch = -1;

    /// <summary>No spikes yet.</summary>
    /// <param name="all">When units were observed at all: no pair of spikes spans a gap of it.</param>
    /// <param name="observed">For each unit, when it was observed.</param>
    /// <param name="clock">The ticks in which times are taken.</param>
    /// <param name="width">Width of the bins in ticks.</param>
    /// <param name="lags">Bins on each side of the middle one.</param>
    /// <param name="hasPairs">Whether pairs of units are correlated too, or each unit with itself only.</param>
    /// <exception cref="ArgumentException">Lags of 2^30 ticks or more, or more counts than an array holds.</exception>
    public SpikeCorrelograms(ObservedTime all, IReadOnlyList<ObservedTime> observed, TickClock clock, long width, int lags, bool hasPairs)
    {
        ArgumentNullException.ThrowIfNull(observed);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(lags, 0);
        if ((2L * lags + 1) * width >= 1L << 30) throw new ArgumentException($"found lags of {lags} bins of {width} ticks, expected fewer than 2^30 ticks", nameof(lags));
        (_all, _observed, _clock, _lags, _hasPairs) = (all, observed, clock, lags, hasPairs);
        _doubleWidth = (uint)(2 * width);
        // A lag on the outer edge of the last bin is half in it.
        _reach = ((2L * lags + 1) * width) / 2;
        long counts = (long)PairCount(observed.Count, hasPairs) * BinCount;
        if (counts > Array.MaxLength) throw new ArgumentException($"found {counts} counts, expected at most {Array.MaxLength}", nameof(observed));
        _halves = new long[counts];
        _spikes = new long[observed.Count];
    }

    /// <summary>Number of bins: two on each side for every lag, and the middle one.</summary>
    public int BinCount => 2 * _lags + 1;

    /// <summary>Number of units.</summary>
    public int UnitCount => _observed.Count;

    /// <summary>How many correlograms so many units have.</summary>
    /// <param name="units">Number of units.</param>
    /// <param name="hasPairs">Whether pairs are correlated too.</param>
    /// <returns>The number.</returns>
    public static int PairCount(int units, bool hasPairs) => hasPairs ? checked(units * (units + 1) / 2) : units;

    /// <summary>Spikes of a unit that were observed.</summary>
    /// <param name="unit">The unit.</param>
    /// <returns>0 or more.</returns>
    public long Spikes(int unit) => _spikes[unit];

    /// <summary>Pairs of spikes at a lag.</summary>
    /// <param name="reference">The unit whose spikes are at lag 0.</param>
    /// <param name="target">The unit whose spikes are counted, after the reference at positive lags.</param>
    /// <param name="lag">The bin, minus to plus the number of lags.</param>
    /// <returns>A whole or half number, exact.</returns>
    public double Count(int reference, int target, int lag)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(lag), _lags);
        if (reference == target)
        {
            // Pairs were counted once, at their positive lag; a lag of nothing is its own mirror image.
            ReadOnlySpan<long> own = _halves.AsSpan(Place(reference, reference), BinCount);
            return 0.5 * (own[_lags + lag] + own[_lags - lag]);
        }

        if (!_hasPairs) throw new ArgumentException("found two units, expected one: pairs were not counted", nameof(target));
        return reference < target ? 0.5 * _halves[Place(reference, target) + _lags + lag] : 0.5 * _halves[Place(target, reference) + _lags - lag];
    }

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<double> times, ReadOnlySpan<uint> units)
    {
        for (int i = 0; i < times.Length; i++)
        {
            int unit = (int)units[i], stretch = _all.StretchOf(times[i]);
            if (stretch < 0 || _observed[unit].StretchOf(times[i]) < 0) continue;
            if (stretch != _stretch) (_stretch, _first) = (stretch, _end);
            AddSpike(_clock.TickOf(times[i]), unit);
        }
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(MemoryMarshal.AsBytes(_halves.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(_spikes.AsSpan()));
        writer.Write(_stretch);
        writer.Write(_end - _first);
        foreach ((long tick, int unit) in _recent.AsSpan(_first.._end))
        {
            writer.Write(tick);
            writer.Write(unit);
        }
    }

    /// <inheritdoc/>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(_halves.AsSpan()));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(_spikes.AsSpan()));
        _stretch = reader.ReadInt32();
        (_first, _end) = (0, 0);
        for (int left = reader.ReadInt32(); left > 0; left--) Keep(reader.ReadInt64(), reader.ReadInt32());
    }

    private void AddSpike(long tick, int unit)
    {
        while (_first < _end && tick - _recent[_first].Tick > _reach) _first++;
        _spikes[unit]++;
        ReadOnlySpan<(long Tick, int Unit)> recent = _recent.AsSpan(_first.._end);
        foreach ((long earlier, int other) in recent)
        {
            if (other == unit) Count(Place(unit, unit), tick - earlier, 1);
            else if (!_hasPairs) continue;
            else if (other < unit) Count(Place(other, unit), tick - earlier, 1);
            else Count(Place(unit, other), tick - earlier, -1);
        }

        Keep(tick, unit);
    }

    private void Count(int place, long lag, int sign)
    {
        // Half a width more, so that the whole part is the nearest bin.
        uint doubled = (uint)(2 * lag) + _doubleWidth / 2, bin = doubled / _doubleWidth;
        int middle = place + _lags;
        if (doubled != bin * _doubleWidth)
        {
            _halves[middle + sign * (int)bin] += 2;
            return;
        }

        _halves[middle + sign * (int)(bin - 1)]++;
        if (bin <= (uint)_lags) _halves[middle + sign * (int)bin]++;
    }

    private void Keep(long tick, int unit)
    {
        if (_end == _recent.Length)
        {
            int length = _end - _first;
            (long, int)[] room = 2 * length > _recent.Length ? new (long, int)[2 * _recent.Length] : _recent;
            Array.Copy(_recent, _first, room, 0, length);
            (_recent, _first, _end) = (room, 0, length);
        }

        _recent[_end++] = (tick, unit);
    }

    private int Place(int first, int second)
    {
        int pair = _hasPairs ? first * UnitCount - first * (first - 1) / 2 + (second - first) : first;
        return pair * BinCount;
    }
}
