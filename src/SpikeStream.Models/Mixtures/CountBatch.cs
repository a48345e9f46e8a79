using System.Runtime.CompilerServices;
using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Mixtures;

/// <summary>
/// Log-partition functions and means of many Conway-Maxwell-Poisson distributions of one shape, across vector lanes: the powers (j+1)^s are common to all of them and tabulated once. Not thread-safe;
/// allocates only while its tables grow.
/// </summary>
/// <remarks>
/// Sums go upward from the lowest count that matters to any lane, rescaled where they grow beyond 10^150; lanes of large counts (where the expansion holds) and lanes that would need very many terms
/// are summed one by one. A lane's result does not depend on the width of the vectors.
/// </remarks>
internal sealed unsafe class CountBatch
{
    // The sum of a lane grows by at most e^(8 x 40) between two looks at it, which is where it is rescaled.
    private const int Block = 8;
    private const double LargestLocation = 40;
    private const double RescaleAbove = 1e150;
    private const double Rescale = 1e-150;
    private const double Negligible = 1e-17;
    private const int MostTerms = 16384;
    private const int PairLanes = 16;
    private static readonly double LogRescale = Math.Log(1e150);

    private readonly VectorWidth _width;
    private AlignedBuffer _powers = new(256);
    private AlignedBuffer _logFactorials = new(256);
    private AlignedBuffer _lanes = new(0);
    private int _tabulated;
    private double _shape;
    private long _firstCount;

    /// <summary>Empty tables.</summary>
    /// <param name="width">The instructions to use.</param>
    public CountBatch(VectorWidth width = VectorWidth.Widest) => _width = VectorWidths.Resolve(width);

    /// <summary>Sums all lanes.</summary>
    /// <param name="shape">The shape that they share.</param>
    /// <param name="locations">Their locations.</param>
    /// <param name="logPartitions">Receives the log-partition functions.</param>
    /// <param name="means">Receives mean counts.</param>
    /// <param name="meanLogFactorials">Receives means of log n!.</param>
    /// <returns>False where a lane is outside the domain or has a mode beyond the limit; nothing is summed then.</returns>
    public bool Evaluate(double shape, ReadOnlySpan<double> locations, Span<double> logPartitions, Span<double> means, Span<double> meanLogFactorials)
    {
        double lowest = double.PositiveInfinity, highest = double.NegativeInfinity;
        foreach (double location in locations) (lowest, highest) = (Math.Min(lowest, location), Math.Max(highest, location));
        return locations.Length == 0 || Evaluate(shape, locations, lowest, highest, logPartitions, means, meanLogFactorials);
    }

    /// <summary>Sums all lanes, whose bounds are known.</summary>
    /// <param name="shape">The shape that they share.</param>
    /// <param name="locations">Their locations, at least one.</param>
    /// <param name="lowest">The lowest of them.</param>
    /// <param name="highest">The highest.</param>
    /// <param name="logPartitions">Receives the log-partition functions.</param>
    /// <param name="means">Receives mean counts.</param>
    /// <param name="meanLogFactorials">Receives means of log n!.</param>
    /// <returns>False where a lane is outside the domain or has a mode beyond the limit; nothing is summed then.</returns>
    public bool Evaluate(double shape, ReadOnlySpan<double> locations, double lowest, double highest, Span<double> logPartitions, Span<double> means, Span<double> meanLogFactorials)
    {
        if (!double.IsFinite(lowest) || !new ConwayMaxwellPoisson(highest, shape).IsValid) return false;
        double nu = -shape;
        double singly = shape == 0 ? double.NegativeInfinity : Math.Min(LargestLocation, nu * Math.Log(Math.Max(1e4 / nu, 1000 * nu)));
        if (lowest > singly) return Singly(shape, locations, logPartitions, means, meanLogFactorials, double.NegativeInfinity);
        Begin(shape, lowest);
        int length = locations.Length, padded = (length + PairLanes - 1) / PairLanes * PairLanes;
        if (_lanes.Length < 6 * padded) _lanes = new(6 * padded);
        double* t = _lanes.First, growth = t + padded, sum = growth + padded, mean = sum + padded, log = mean + padded, shift = log + padded;
        // Lanes beyond the limit take a place that sums quickly; their results are replaced at the end.
        for (int i = 0; i < length; i++) t[i] = locations[i] <= singly ? locations[i] : lowest;
        for (int i = length; i < padded; i++) t[i] = lowest;
        VectorExponential.Exp(new(t, padded), new(growth, padded), _width);
        for (int i = 0; i < padded; i += PairLanes)
        {
            bool isDone = _width switch
            {
                VectorWidth.Bits512 => Pair<Lanes512>(growth + i, sum + i, mean + i, log + i, shift + i),
                VectorWidth.Bits256 => Pair<Lanes256>(growth + i, sum + i, mean + i, log + i, shift + i),
                VectorWidth.Bits128 => Pair<Lanes128>(growth + i, sum + i, mean + i, log + i, shift + i),
                _ => Pair<LanesScalar>(growth + i, sum + i, mean + i, log + i, shift + i),
            };
            if (!isDone) new Span<double>(sum + i, PairLanes).Fill(double.NaN);
        }

        bool isComplete = Finish(logPartitions[..length], means, meanLogFactorials, padded);
        return isComplete && highest <= singly || Singly(shape, locations, logPartitions, means, meanLogFactorials, singly);
    }

    /// <summary>From sums to means; false where a sum needs more terms than lanes take.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Finish(Span<double> logPartitions, Span<double> means, Span<double> meanLogFactorials, int padded)
    {
        double* t = _lanes.First, sum = t + 2 * padded, mean = sum + padded, log = mean + padded, shift = log + padded;
        double offset = _shape * LogFactorial.Of(_firstCount);
        bool isComplete = true;
        for (int i = 0; i < logPartitions.Length; i++)
        {
            double inverse = 1 / sum[i];
            logPartitions[i] = Math.Log(sum[i]) + (shift[i] + t[i] * _firstCount + offset);
            means[i] = mean[i] * inverse;
            meanLogFactorials[i] = log[i] * inverse;
            isComplete &= !double.IsNaN(inverse);
        }

        return isComplete;
    }

    private static bool Singly(double shape, ReadOnlySpan<double> locations, Span<double> logPartitions, Span<double> means, Span<double> meanLogFactorials, double above)
    {
        for (int i = 0; i < locations.Length; i++)
        {
            if (locations[i] <= above && !double.IsNaN(logPartitions[i])) continue;
            CountMoments moments = new ConwayMaxwellPoisson(locations[i], shape).Moments();
            (logPartitions[i], means[i], meanLogFactorials[i]) = (moments.LogPartition, moments.Mean, moments.MeanLogFactorial);
        }

        return true;
    }

    // e_m - e_j is at least nu (m-j)²/(2m): below this count the m terms that are left are less than 1e-17 of the largest, for the lane of the smallest mode and so for all.
    private void Begin(double shape, double lowest)
    {
        double mode = Math.Floor(Math.Exp(lowest / -shape));
        double reach = Math.Sqrt(2 * mode * (40 + Math.Log(mode + 1)) / -shape);
        long first = mode > reach ? (long)(mode - reach) : 0;
        if (shape == _shape && first == _firstCount && _tabulated > 0) return;
        (_shape, _firstCount, _tabulated) = (shape, first, 0);
    }

    private void Extend()
    {
        if (_tabulated + Block > _powers.Length)
        {
            AlignedBuffer powers = new(2 * _powers.Length), logs = new(2 * _powers.Length);
            _powers.Span.CopyTo(powers.Span);
            _logFactorials.Span.CopyTo(logs.Span);
            (_powers, _logFactorials) = (powers, logs);
        }

        Span<double> block = _powers.Span.Slice(_tabulated, Block);
        for (int i = 0; i < Block; i++)
        {
            long j = _firstCount + _tabulated + i + 1;
            block[i] = _shape * Math.Log(j);
            _logFactorials.Span[_tabulated + i] = LogFactorial.Of(j);
        }

        VectorExponential.Exp(block, block, _width);
        _tabulated += Block;
    }

    /// <summary>Sums two vectors of lanes; entry i of the tables belongs to the step from count first + i to the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Pair<T>(double* growth, double* sumTo, double* meanTo, double* logTo, double* shiftTo)
        where T : unmanaged, ILanes<T>
    {
        T growthA = T.Load(growth), growthB = T.Load(growth + 8);
        T weightA = T.Broadcast(1), weightB = weightA;
        T sumA = weightA, sumB = weightA;
        T meanA = T.Broadcast(_firstCount), meanB = meanA;
        T logA = T.Broadcast(LogFactorial.Of(_firstCount)), logB = logA;
        T shiftA = T.Broadcast(0), shiftB = shiftA;
        T limit = T.Broadcast(RescaleAbove), one = T.Broadcast(1), zero = T.Broadcast(0);
        bool isDone = false;
        for (int step = 0; step < MostTerms && !isDone;)
        {
            while (step + Block + 1 > _tabulated) Extend();
            double* powers = _powers.First, logs = _logFactorials.First;
            for (int i = 0; i < Block; i++, step++)
            {
                T power = T.Broadcast(powers[step]), log = T.Broadcast(logs[step]), count = T.Broadcast(_firstCount + step + 1);
                weightA = T.Multiply(weightA, T.Multiply(growthA, power));
                weightB = T.Multiply(weightB, T.Multiply(growthB, power));
                sumA = T.Add(sumA, weightA);
                sumB = T.Add(sumB, weightB);
                meanA = T.MultiplyAdd(weightA, count, meanA);
                meanB = T.MultiplyAdd(weightB, count, meanB);
                logA = T.MultiplyAdd(weightA, log, logA);
                logB = T.MultiplyAdd(weightB, log, logB);
            }

            T next = T.Broadcast(powers[step]), counts = T.Broadcast(_firstCount + step + 1);
            isDone = !T.AnyAbove(Rest(growthA, next, weightA, sumA, counts, one), zero) && !T.AnyAbove(Rest(growthB, next, weightB, sumB, counts, one), zero);
            if (isDone || !(T.AnyAbove(sumA, limit) || T.AnyAbove(sumB, limit))) continue;
            T scaleA = T.SelectAtMost(sumA, limit, one, T.Broadcast(Rescale)), scaleB = T.SelectAtMost(sumB, limit, one, T.Broadcast(Rescale));
            shiftA = T.Add(shiftA, T.SelectAtMost(sumA, limit, zero, T.Broadcast(LogRescale)));
            shiftB = T.Add(shiftB, T.SelectAtMost(sumB, limit, zero, T.Broadcast(LogRescale)));
            (weightA, sumA, meanA, logA) = (T.Multiply(weightA, scaleA), T.Multiply(sumA, scaleA), T.Multiply(meanA, scaleA), T.Multiply(logA, scaleA));
            (weightB, sumB, meanB, logB) = (T.Multiply(weightB, scaleB), T.Multiply(sumB, scaleB), T.Multiply(meanB, scaleB), T.Multiply(logB, scaleB));
        }

        T.Store(sumA, sumTo);
        T.Store(sumB, sumTo + 8);
        T.Store(meanA, meanTo);
        T.Store(meanB, meanTo + 8);
        T.Store(logA, logTo);
        T.Store(logB, logTo + 8);
        T.Store(shiftA, shiftTo);
        T.Store(shiftB, shiftTo + 8);
        return isDone;
    }

    /// <summary>Above 0 where the terms that are left matter: w q (j+1) - 1e-17 W (1-q), with the ratio q to the next term.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Rest<T>(T growth, T power, T weight, T sum, T count, T one)
        where T : unmanaged, ILanes<T>
    {
        T ratio = T.Multiply(growth, power);
        T room = T.Multiply(T.Multiply(sum, T.Broadcast(Negligible)), T.Subtract(one, ratio));
        return T.Subtract(T.Multiply(T.Multiply(weight, ratio), count), room);
    }
}
