namespace SpikeStream.Models.Mixtures;

/// <summary>log n!: a table up to 4095, Stirling's series beyond; relative error below 1e-15.</summary>
public static class LogFactorial
{
    /// <summary>Number of entries of the table.</summary>
    internal const int TableLength = 4096;

    private const double HalfLogTwoPi = 0.91893853320467274178;

    // Pinned, as kernels read it by address.
    private static readonly double[] Values = Tabulate();

    /// <summary>log 0!, log 1!, ...</summary>
    internal static ReadOnlySpan<double> Table => Values;

    /// <summary>log n!.</summary>
    /// <param name="n">The number, at least 0.</param>
    /// <returns>The logarithm of its factorial.</returns>
    /// <exception cref="ArgumentOutOfRangeException">n is negative.</exception>
    public static double Of(long n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        return n < TableLength ? Values[n] : Stirling(n);
    }

    private static double Stirling(double n)
    {
        double inverse = 1 / n, square = inverse * inverse;
        return (n + 0.5) * Math.Log(n) - n + HalfLogTwoPi + inverse * (1.0 / 12 - square * (1.0 / 360 - square / 1260));
    }

    // Sums of logarithms with their rounding errors carried along.
    private static double[] Tabulate()
    {
        double[] table = GC.AllocateArray<double>(TableLength, pinned: true);
        double sum = 0, lost = 0;
        for (int n = 2; n < TableLength; n++)
        {
            double term = Math.Log(n) + lost;
            double next = sum + term;
            lost = term - (next - sum);
            sum = next;
            table[n] = sum;
        }

        return table;
    }
}
