using System.Runtime.InteropServices;

namespace SpikeStream.Models.Statistics;

/// <summary>Correlations of units over repeats of the same condition, what the conditions do taken away: from exact integer sums of counts per trial.</summary>
/// <remarks>
/// Residuals: r = sum over conditions of n cov / sqrt(...), the correlation of counts less the mean of their condition. Standardised: counts less the mean over the deviation (n - 1) of their condition,
/// r = sum over conditions of (n - 1) r_c / sum of (n - 1) (Cohen and Kohn 2011); a condition in which a unit does not vary says nothing of its pairs, and is left out of them.
/// Memory: 8 bytes per pair of units, for each condition where standardised. Not thread-safe.
/// </remarks>
public sealed class NoiseCorrelations
{
    private readonly bool _isStandardised;
    private readonly long[] _trials;
    private readonly long[][] _sums;
    private readonly long[][] _products;

    /// <summary>No trials yet.</summary>
    /// <param name="units">Number of units.</param>
    /// <param name="conditions">Number of conditions.</param>
    /// <param name="isStandardised">Whether counts are divided by the deviation of their condition.</param>
    public NoiseCorrelations(int units, int conditions, bool isStandardised)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(conditions, 1);
        (Units, _isStandardised) = (units, isStandardised);
        _trials = new long[conditions];
        _sums = [.. Enumerable.Range(0, conditions).Select(_ => new long[units])];
        _products = [.. Enumerable.Range(0, isStandardised ? conditions : 1).Select(_ => new long[units * (units + 1) / 2])];
    }

    /// <summary>Number of units.</summary>
    public int Units { get; }

    /// <summary>Trials of all conditions.</summary>
    public long Trials => _trials.Sum();

    /// <summary>Trials less one for each condition that has some.</summary>
    public long Freedom => _trials.Sum(trials => Math.Max(0, trials - 1));

    /// <summary>Takes a trial.</summary>
    /// <param name="condition">Its condition.</param>
    /// <param name="counts">Its counts by unit.</param>
    public void Add(int condition, ReadOnlySpan<int> counts)
    {
        _trials[condition]++;
        long[] sums = _sums[condition], products = _products[_isStandardised ? condition : 0];
        for (int i = 0, place = 0; i < counts.Length; i++)
        {
            long count = counts[i];
            sums[i] += count;
            if (count == 0) place += counts.Length - i;
            else for (int j = i; j < counts.Length; j++) products[place++] += count * counts[j];
        }
    }

    /// <summary>The correlation of two units.</summary>
    /// <param name="first">A unit.</param>
    /// <param name="second">A unit.</param>
    /// <returns>-1 to 1; NaN where a unit never varies within a condition.</returns>
    public double Correlation(int first, int second)
    {
        (int i, int j) = first < second ? (first, second) : (second, first);
        return _isStandardised ? Standardised(i, j) : Residual(i, j);
    }

    /// <summary>Writes the sums, exact.</summary>
    /// <param name="writer">Receives them.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (long[] values in (ReadOnlySpan<long[]>)[_trials, .. _sums, .. _products]) writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Gives it.</param>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        foreach (long[] values in (ReadOnlySpan<long[]>)[_trials, .. _sums, .. _products]) reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    private long Product(int table, int first, int second) => _products[table][first * Units - first * (first - 1) / 2 + (second - first)];

    private double Residual(int i, int j)
    {
        double both = 0, left = 0, right = 0;
        // Whole numbers are apart from fractions as long as they can be: sums of products less the parts that no count explains.
        long bothWhole = Product(0, i, j), leftWhole = Product(0, i, i), rightWhole = Product(0, j, j);
        for (int c = 0; c < _trials.Length; c++)
        {
            if (_trials[c] == 0) continue;
            bothWhole -= Explained(_sums[c][i], _sums[c][j], _trials[c], ref both);
            leftWhole -= Explained(_sums[c][i], _sums[c][i], _trials[c], ref left);
            rightWhole -= Explained(_sums[c][j], _sums[c][j], _trials[c], ref right);
        }

        return Ratio(bothWhole - both, leftWhole - left, rightWhole - right, i == j);
    }

    private static long Explained(long first, long second, long trials, ref double fraction)
    {
        (Int128 whole, Int128 rest) = Int128.DivRem((Int128)first * second, trials);
        fraction += (double)rest / trials;
        return (long)whole;
    }

    private double Standardised(int i, int j)
    {
        double sum = 0;
        long freedom = 0;
        for (int c = 0; c < _trials.Length; c++)
        {
            long n = _trials[c], a = _sums[c][i], b = _sums[c][j];
            double correlation = n < 2
                ? double.NaN
                : Ratio((double)((Int128)n * Product(c, i, j) - (Int128)a * b), (double)((Int128)n * Product(c, i, i) - (Int128)a * a), (double)((Int128)n * Product(c, j, j) - (Int128)b * b), i == j);
            if (double.IsNaN(correlation)) continue;
            sum += (n - 1) * correlation;
            freedom += n - 1;
        }

        return freedom > 0 ? sum / freedom : double.NaN;
    }

    private static double Ratio(double both, double left, double right, bool isSame)
    {
        double scale = Math.Sqrt(left) * Math.Sqrt(right);
        if (!(scale > 1e-9)) return double.NaN;
        return isSame ? 1 : Math.Clamp(both / scale, -1, 1);
    }
}
