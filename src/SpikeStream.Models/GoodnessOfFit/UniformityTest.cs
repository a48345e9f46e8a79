using System.Runtime.InteropServices;

namespace SpikeStream.Models.GoodnessOfFit;

/// <summary>The Kolmogorov-Smirnov test of whether numbers that pass by are uniform on [0, 1]. Memory is 512 KiB however many there are.</summary>
/// <remarks>
/// Numbers are counted in 65,536 cells, at whose edges the distribution function is compared; the statistic is at most 1.6e-5 too small.
/// Probabilities are asymptotic with the correction of Stephens (1970), good from about ten numbers on.
/// </remarks>
public sealed class UniformityTest
{
    private const int Cells = 1 << 16;
    private const double Critical = 1.3580986;

    private readonly long[] _cells = new long[Cells];

    /// <summary>How many numbers came.</summary>
    public long Count { get; private set; }

    /// <summary>Largest distance of the empirical distribution function from the uniform one, D; NaN for no numbers.</summary>
    public double Statistic
    {
        get
        {
            long below = 0;
            double largest = Count == 0 ? double.NaN : 0;
            for (int cell = 0; cell < Cells; cell++)
            {
                below += _cells[cell];
                largest = Math.Max(largest, Math.Abs((double)below / Count - (cell + 1.0) / Cells));
            }

            return largest;
        }
    }

    /// <summary>Probability of a statistic at least as large from independent uniform numbers; NaN for no numbers.</summary>
    public double PValue => Probability(Statistic * Scale);

    /// <summary>Half width of the 95 % band around the uniform distribution function: the statistic's critical value at 5 %.</summary>
    public double Band => Critical / Scale;

    private double Scale => Math.Sqrt(Count) + 0.12 + 0.11 / Math.Sqrt(Count);

    /// <summary>Takes a number.</summary>
    /// <param name="value">0 to 1; what is outside counts as the nearest of these.</param>
    public void Add(double value)
    {
        _cells[(int)Math.Clamp(value * Cells, 0, Cells - 1)]++;
        Count++;
    }

    /// <summary>The empirical distribution function on a grid.</summary>
    /// <param name="intervals">Intervals of the grid: a power of two up to 65,536.</param>
    /// <returns>Parts of the numbers below i/intervals, i = 0 to intervals.</returns>
    public double[] Distribution(int intervals)
    {
        double[] parts = new double[intervals + 1];
        long below = 0;
        for (int i = 0; i < intervals; i++)
        {
            below += CountIn(i, intervals);
            parts[i + 1] = (double)below / Count;
        }

        return parts;
    }

    /// <summary>The density of the numbers in equal cells; 1 where they are uniform.</summary>
    /// <param name="cells">Number of cells: a power of two up to 65,536.</param>
    /// <returns>One density per cell.</returns>
    public double[] Histogram(int cells) => [.. Enumerable.Range(0, cells).Select(i => (double)CountIn(i, cells) / Count * cells)];

    /// <summary>Writes the state.</summary>
    /// <param name="writer">Receives the state.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Count);
        writer.Write(MemoryMarshal.AsBytes(_cells.AsSpan()));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Gives the state.</param>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        Count = reader.ReadInt64();
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(_cells.AsSpan()));
    }

    private long CountIn(int index, int intervals)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(intervals, 1);
        if (Cells % intervals != 0) throw new ArgumentOutOfRangeException(nameof(intervals), intervals, $"expected a power of two up to {Cells}");
        int width = Cells / intervals;
        long count = 0;
        foreach (long cell in _cells.AsSpan(index * width, width)) count += cell;
        return count;
    }

    // Kolmogorov's distribution, by the one of its two series that converges fast.
    private static double Probability(double x)
    {
        if (double.IsNaN(x)) return double.NaN;
        double sum = 0;
        if (x < 1)
        {
            if (x <= 0.04) return 1;
            for (int k = 1; k <= 9; k += 2) sum += Math.Exp(-k * k * Math.PI * Math.PI / (8 * x * x));
            return 1 - Math.Sqrt(2 * Math.PI) / x * sum;
        }

        for (int k = 1; k <= 5; k++) sum += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * k * k * x * x);
        return Math.Clamp(sum, 0, 1);
    }
}
