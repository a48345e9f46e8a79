using System.Runtime.InteropServices;

namespace SpikeStream.Models.Statistics;

/// <summary>Correlations of units over repeats of the same condition, what the conditions do taken away: from exact integer sums of counts per trial.</summary>
/// <remarks>
/// Residuals: r = sum over conditions of n cov / sqrt(...), the correlation of counts less the mean of their condition. Standardised: counts less the mean over the deviation (n - 1) of their condition,
/// r = sum over conditions of (n - 1) r_c / sum of (n - 1) (Cohen and Kohn 2011); a condition in which a unit does not vary says nothing of its pairs, and is left out of them.
/// A pair of units is compared over the trials in which both were observed: sums are kept for each set of units that were observed together, and added for those that hold the pair.
/// Memory: 8 bytes per pair of units and such set, for each condition where standardised. Not thread-safe.
/// </remarks>
public sealed class NoiseCorrelations
{
    private readonly bool _isStandardised;
    private readonly int _conditions;
    private readonly bool[][] _sets;

    // [set][condition]; products of all conditions together where not standardised.
    private readonly long[][] _trials;
    private readonly long[][][] _sums;
    private readonly long[][][] _products;

    /// <summary>No trials yet.</summary>
    /// <param name="units">Number of units.</param>
    /// <param name="conditions">Number of conditions.</param>
    /// <param name="isStandardised">Whether counts are divided by the deviation of their condition.</param>
    /// <param name="sets">The sets of units that were observed together, as a mark per unit; null for a single one of all units.</param>
    public NoiseCorrelations(int units, int conditions, bool isStandardised, IReadOnlyList<bool[]>? sets = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(conditions, 1);
        (Units, _conditions, _isStandardised) = (units, conditions, isStandardised);
        _sets = sets is null ? [[.. Enumerable.Repeat(true, units)]] : [.. sets];
        _trials = [.. _sets.Select(_ => new long[conditions])];
        _sums = [.. _sets.Select(_ => Tables(conditions, units))];
        _products = [.. _sets.Select(_ => Tables(isStandardised ? conditions : 1, units * (units + 1) / 2))];
    }

    /// <summary>Number of units.</summary>
    public int Units { get; }

    /// <summary>Trials of all conditions.</summary>
    public long Trials => _trials.Sum(trials => trials.Sum());

    /// <summary>Trials in which two units were observed.</summary>
    /// <param name="first">A unit.</param>
    /// <param name="second">A unit; the same for the trials of one.</param>
    /// <returns>0 or more.</returns>
    public long TrialsOf(int first, int second) => Enumerable.Range(0, _conditions).Sum(condition => Sums(condition, first, second).Trials);

    /// <summary>Trials in which two units were observed, less one for each condition that has some.</summary>
    /// <param name="first">A unit.</param>
    /// <param name="second">A unit.</param>
    /// <returns>0 or more.</returns>
    public long Freedom(int first, int second) => Enumerable.Range(0, _conditions).Sum(condition => Math.Max(0, Sums(condition, first, second).Trials - 1));

    /// <summary>Takes a trial.</summary>
    /// <param name="condition">Its condition.</param>
    /// <param name="counts">Its counts by unit; what is there for units that were not observed does not matter.</param>
    /// <param name="set">The number of the set of units that were observed.</param>
    public void Add(int condition, ReadOnlySpan<int> counts, int set = 0)
    {
        _trials[set][condition]++;
        long[] sums = _sums[set][condition], products = _products[set][_isStandardised ? condition : 0];
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
        foreach (long[] values in All) writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Gives it.</param>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        foreach (long[] values in All) reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    private IEnumerable<long[]> All => [.. _trials, .. _sums.SelectMany(tables => tables), .. _products.SelectMany(tables => tables)];

    private static long[][] Tables(int count, int length) => [.. Enumerable.Range(0, count).Select(_ => new long[length])];

    /// <summary>The sums of a pair in a table, over the trials of both: of the products, and of each one's squares.</summary>
    private (long Both, long First, long Second) Products(int table, int i, int j)
    {
        (long both, long first, long second) = (0, 0, 0);
        for (int set = 0; set < _sets.Length; set++)
        {
            if (!_sets[set][i] || !_sets[set][j]) continue;
            long[] products = _products[set][table];
            both += products[Place(i, j)];
            first += products[Place(i, i)];
            second += products[Place(j, j)];
        }

        return (both, first, second);
    }

    /// <summary>The trials of a condition that have both units of a pair, and the sums of each one's counts over them.</summary>
    private (long Trials, long First, long Second) Sums(int condition, int i, int j)
    {
        (long trials, long first, long second) = (0, 0, 0);
        for (int set = 0; set < _sets.Length; set++)
        {
            if (!_sets[set][i] || !_sets[set][j]) continue;
            trials += _trials[set][condition];
            first += _sums[set][condition][i];
            second += _sums[set][condition][j];
        }

        return (trials, first, second);
    }

    private int Place(int first, int second) => first * Units - first * (first - 1) / 2 + (second - first);

    private double Residual(int i, int j)
    {
        double both = 0, left = 0, right = 0;
        // Whole numbers are apart from fractions as long as they can be: sums of products less the parts that no count explains.
        (long bothWhole, long leftWhole, long rightWhole) = Products(0, i, j);
        for (int c = 0; c < _conditions; c++)
        {
            (long n, long a, long b) = Sums(c, i, j);
            if (n == 0) continue;
            bothWhole -= Explained(a, b, n, ref both);
            leftWhole -= Explained(a, a, n, ref left);
            rightWhole -= Explained(b, b, n, ref right);
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
        for (int c = 0; c < _conditions; c++)
        {
            (long n, long a, long b) = Sums(c, i, j);
            (long both, long left, long right) = Products(c, i, j);
            double correlation = n < 2
                ? double.NaN
                : Ratio((double)((Int128)n * both - (Int128)a * b), (double)((Int128)n * left - (Int128)a * a), (double)((Int128)n * right - (Int128)b * b), i == j);
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
