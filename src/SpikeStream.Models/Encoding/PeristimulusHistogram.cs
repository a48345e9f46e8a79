using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SpikeStream.Numerics.Time;

namespace SpikeStream.Models.Encoding;

/// <summary>
/// A peristimulus time histogram: spikes counted by condition, bin after the alignment time of each trial, and unit. Trials may overlap; a spike
/// counts in each trial whose window holds it. Spikes come in batches, in order of time; how they are split does not matter.
/// </summary>
/// <remarks>
/// Times are taken as decimal numbers that were rounded to doubles: a spike whose distance from the alignment is within that rounding of a bin's
/// edge counts as on it (10.003 s aligned to 10 s is in the bin that starts at 3 ms). Not thread-safe.
/// </remarks>
public sealed class PeristimulusHistogram
{
    private const int Chunk = 1024;

    private readonly BinGrid _grid;
    private readonly long _firstBin;
    private readonly double _start;
    private readonly double _stop;
    private readonly double[] _alignments;
    private readonly int[] _conditions;
    private readonly uint[] _counts;
    private int _firstOpenTrial;
    private double _lastTime = double.NegativeInfinity;

    /// <summary>A histogram of zero counts.</summary>
    /// <param name="grid">The bins; bin 0 starts at the alignment time.</param>
    /// <param name="firstBin">First bin of the window, negative for before the alignment.</param>
    /// <param name="binCount">Number of bins, 1 or more.</param>
    /// <param name="unitCount">Number of units, 1 or more.</param>
    /// <param name="alignments">Alignment time of each trial in seconds, in ascending order.</param>
    /// <param name="conditions">Condition of each trial, 0 to <paramref name="conditionCount"/> - 1; empty if all are of condition 0.</param>
    /// <param name="conditionCount">Number of conditions, 1 or more.</param>
    /// <exception cref="ArgumentException">Trials are not in order or not finite, a condition is out of range, or the counts would exceed 2^31 - 1.</exception>
    public PeristimulusHistogram(
        BinGrid grid,
        long firstBin,
        int binCount,
        int unitCount,
        ReadOnlySpan<double> alignments,
        ReadOnlySpan<int> conditions = default,
        int conditionCount = 1)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentOutOfRangeException.ThrowIfLessThan(binCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(unitCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(conditionCount, 1);
        if (!conditions.IsEmpty && conditions.Length != alignments.Length)
            throw new ArgumentException($"found {conditions.Length} conditions, expected one for each of {alignments.Length} trials", nameof(conditions));
        if ((long)binCount * unitCount * conditionCount > Array.MaxLength)
            throw new ArgumentException($"found {conditionCount} conditions of {binCount} bins and {unitCount} units, expected at most {Array.MaxLength} counts", nameof(binCount));
        for (int trial = 0; trial < alignments.Length; trial++)
        {
            if (!double.IsFinite(alignments[trial]) || (trial > 0 && alignments[trial] < alignments[trial - 1]))
                throw new ArgumentException($"trial {trial}: found alignment {alignments[trial]} s, expected finite times in ascending order", nameof(alignments));
            if (!conditions.IsEmpty && (conditions[trial] < 0 || conditions[trial] >= conditionCount))
                throw new ArgumentException($"trial {trial}: found condition {conditions[trial]}, expected 0 to {conditionCount - 1}", nameof(conditions));
        }

        _grid = grid;
        _firstBin = firstBin;
        _start = grid.Edge(firstBin);
        _stop = grid.Edge(firstBin + binCount);
        _alignments = alignments.ToArray();
        _conditions = conditions.IsEmpty ? new int[alignments.Length] : conditions.ToArray();
        BinCount = binCount;
        UnitCount = unitCount;
        ConditionCount = conditionCount;
        _counts = new uint[conditionCount * binCount * unitCount];
    }

    /// <summary>Number of bins of the window.</summary>
    public int BinCount { get; }

    /// <summary>Number of units.</summary>
    public int UnitCount { get; }

    /// <summary>Number of conditions.</summary>
    public int ConditionCount { get; }

    /// <summary>Number of trials of all conditions.</summary>
    public int TrialCount => _alignments.Length;

    /// <summary>The counts of a condition.</summary>
    /// <param name="condition">The condition.</param>
    /// <returns>[bin, unit].</returns>
    public ReadOnlySpan<uint> Counts(int condition)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)condition, (uint)ConditionCount, nameof(condition));
        return _counts.AsSpan(condition * BinCount * UnitCount, BinCount * UnitCount);
    }

    /// <summary>The left edge of a bin, in seconds after the alignment.</summary>
    /// <param name="bin">Number of the bin, 0 for the first of the window.</param>
    /// <returns>Seconds; negative before the alignment.</returns>
    public double Edge(int bin) => _grid.Edge(_firstBin + bin);

    /// <summary>Counts the next spikes.</summary>
    /// <param name="times">Times in seconds, in ascending order, not before those of earlier calls.</param>
    /// <param name="units">The unit of each.</param>
    /// <exception cref="ArgumentException">A spike is out of order or has an unknown unit; the message says which. Nothing of this call was counted.</exception>
    public void Add(ReadOnlySpan<double> times, ReadOnlySpan<uint> units)
    {
        if (times.Length != units.Length) throw new ArgumentException($"found {times.Length} times and {units.Length} units, expected as many", nameof(units));
        if (times.IsEmpty) return;
        Check(times, units);
        _lastTime = times[^1];
        while (_firstOpenTrial < _alignments.Length && Limit(_firstOpenTrial, _stop) <= times[0]) _firstOpenTrial++;
        for (int trial = _firstOpenTrial; trial < _alignments.Length && Limit(trial, _start) <= times[^1]; trial++)
        {
            int first = OrderedTimes.LowerBound(times, Limit(trial, _start));
            int end = first + OrderedTimes.LowerBound(times[first..], Limit(trial, _stop));
            AddTrial(times[first..end], units[first..end], trial);
        }
    }

    /// <summary>For how long each bin of a condition was observed.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="recordingStart">Start of the recording in seconds.</param>
    /// <param name="recordingStop">End of the recording in seconds.</param>
    /// <returns>Seconds per bin, summed over trials; the parts of windows outside of the recording do not count.</returns>
    public double[] Exposure(int condition, double recordingStart, double recordingStop)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)condition, (uint)ConditionCount, nameof(condition));
        double[] exposure = new double[BinCount];
        for (int trial = 0; trial < _alignments.Length; trial++)
        {
            if (_conditions[trial] != condition) continue;
            bool whole = _alignments[trial] + _start >= recordingStart && _alignments[trial] + _stop <= recordingStop;
            for (int bin = 0; bin < BinCount; bin++)
            {
                double left = Math.Max(_alignments[trial] + Edge(bin), recordingStart), right = Math.Min(_alignments[trial] + Edge(bin + 1), recordingStop);
                exposure[bin] += whole ? _grid.Width : Math.Clamp(right - left, 0, _grid.Width);
            }
        }

        return exposure;
    }

    /// <summary>For how long each bin of a condition was observed, where the recording has gaps.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="stretches">Start and stop of what was observed, in seconds, in order and apart.</param>
    /// <returns>Seconds per bin, summed over trials; what lies outside of the stretches does not count.</returns>
    public double[] Exposure(int condition, IReadOnlyList<(double Start, double Stop)> stretches)
    {
        ArgumentNullException.ThrowIfNull(stretches);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)condition, (uint)ConditionCount, nameof(condition));
        double[] exposure = new double[BinCount];
        int first = 0;
        for (int trial = 0; trial < _alignments.Length; trial++)
        {
            if (_conditions[trial] != condition) continue;
            // Trials are in order: what ended before this one ended before all that follow.
            while (first < stretches.Count && stretches[first].Stop <= _alignments[trial] + _start) first++;
            for (int i = first; i < stretches.Count && stretches[i].Start < _alignments[trial] + _stop; i++)
            {
                bool whole = _alignments[trial] + _start >= stretches[i].Start && _alignments[trial] + _stop <= stretches[i].Stop;
                for (int bin = 0; bin < BinCount; bin++)
                {
                    double left = Math.Max(_alignments[trial] + Edge(bin), stretches[i].Start), right = Math.Min(_alignments[trial] + Edge(bin + 1), stretches[i].Stop);
                    exposure[bin] += whole ? _grid.Width : Math.Clamp(right - left, 0, _grid.Width);
                }
            }
        }

        return exposure;
    }

    /// <summary>Rates and their standard errors under Poisson counts: count/exposure and sqrt(count)/exposure.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="exposure">Seconds, from <see cref="Exposure(int, double, double)"/>: per bin, or [bin, unit] where units were observed at different times.</param>
    /// <param name="rates">Receives rates in Hz, [bin, unit]; NaN where the exposure is 0.</param>
    /// <param name="standardErrors">Receives standard errors in Hz, [bin, unit]; NaN where the exposure is 0.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Rates(int condition, ReadOnlySpan<double> exposure, Span<double> rates, Span<double> standardErrors)
    {
        ReadOnlySpan<uint> counts = Counts(condition);
        if ((exposure.Length != BinCount && exposure.Length != counts.Length) || rates.Length != counts.Length || standardErrors.Length != counts.Length)
            throw new ArgumentException($"found {exposure.Length} exposures and room for {rates.Length} and {standardErrors.Length} values, expected {BinCount} and {counts.Length}");
        int each = counts.Length / exposure.Length;
        for (int i = 0; i < counts.Length; i++)
        {
            double seconds = exposure[i / each];
            rates[i] = seconds > 0 ? counts[i] / seconds : double.NaN;
            standardErrors[i] = seconds > 0 ? Math.Sqrt(counts[i]) / seconds : double.NaN;
        }
    }

    /// <summary>Writes the counts and the place in the recording.</summary>
    /// <param name="writer">Receives them.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_counts.Length);
        writer.Write(_firstOpenTrial);
        writer.Write(_lastTime);
        writer.Write(MemoryMarshal.AsBytes(_counts.AsSpan()));
    }

    /// <summary>Reads what <see cref="Save"/> wrote; window, units and trials must be the same.</summary>
    /// <param name="reader">Gives them.</param>
    /// <exception cref="InvalidDataException">What is read is of another histogram.</exception>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        int length = reader.ReadInt32();
        if (length != _counts.Length) throw new InvalidDataException($"histogram state: found {length} counts, expected {_counts.Length}");
        _firstOpenTrial = reader.ReadInt32();
        _lastTime = reader.ReadDouble();
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(_counts.AsSpan()));
    }

    private void AddTrial(ReadOnlySpan<double> times, ReadOnlySpan<uint> units, int trial)
    {
        Span<double> relative = stackalloc double[Chunk];
        Span<int> bins = stackalloc int[Chunk];
        double origin = Limit(trial, 0);
        ref uint count = ref _counts[_conditions[trial] * BinCount * UnitCount];
        nuint stride = (nuint)UnitCount;
        for (int done = 0; done < times.Length; done += Chunk)
        {
            int length = Math.Min(Chunk, times.Length - done);
            Subtract(times.Slice(done, length), origin, relative);
            _grid.IndicesOf(relative[..length], _firstBin, bins);
            ref uint unit = ref Unsafe.Add(ref MemoryMarshal.GetReference(units), done);
            for (int i = 0; i < length; i++)
            {
                // The window's limits are rounded too: a spike at its very edge is kept within it.
                nuint bin = (nuint)Math.Min((uint)Math.Max(bins[i], 0), (uint)BinCount - 1);
                Unsafe.Add(ref count, bin * stride + Unsafe.Add(ref unit, i))++;
            }
        }
    }

    /// <summary>The time at some distance from a trial's alignment, less the rounding of decimal times.</summary>
    private double Limit(int trial, double distance)
    {
        double magnitude = Math.Abs(_alignments[trial]) + Math.Max(Math.Abs(_start), Math.Abs(_stop));
        return _alignments[trial] + distance - magnitude * (2.0 / (1L << 52));
    }

    private static void Subtract(ReadOnlySpan<double> times, double origin, Span<double> relative)
        => System.Numerics.Tensors.TensorPrimitives.Subtract(times, origin, relative);

    private void Check(ReadOnlySpan<double> times, ReadOnlySpan<uint> units)
    {
        bool isFinite = double.IsFinite(times[0]) && double.IsFinite(times[^1]);
        if (isFinite && times[0] >= _lastTime && IsAscending(times) && System.Numerics.Tensors.TensorPrimitives.Max(units) < (uint)UnitCount) return;
        double previous = _lastTime;
        for (int i = 0; i < times.Length; i++)
        {
            if (!(times[i] >= previous) || double.IsInfinity(times[i]))
                throw new ArgumentException($"spike {i}: found time {times[i]} s after {previous} s, expected finite times in ascending order", nameof(times));
            if (units[i] >= (uint)UnitCount)
                throw new ArgumentException($"spike {i}: found unit {units[i]}, expected 0 to {UnitCount - 1}", nameof(units));
            previous = times[i];
        }
    }

    private static bool IsAscending(ReadOnlySpan<double> times)
    {
        ref double start = ref MemoryMarshal.GetReference(times);
        int i = 1;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= times.Length - Vector512<double>.Count; i += Vector512<double>.Count)
            {
                if (!Vector512.GreaterThanOrEqualAll(Vector512.LoadUnsafe(ref start, (nuint)i), Vector512.LoadUnsafe(ref start, (nuint)i - 1))) return false;
            }
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= times.Length - Vector256<double>.Count; i += Vector256<double>.Count)
            {
                if (!Vector256.GreaterThanOrEqualAll(Vector256.LoadUnsafe(ref start, (nuint)i), Vector256.LoadUnsafe(ref start, (nuint)i - 1))) return false;
            }
        }

        for (; i < times.Length; i++)
        {
            if (!(times[i] >= times[i - 1])) return false;
        }

        return true;
    }
}
