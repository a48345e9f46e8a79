using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Numerics.Tests.Vectors;

public sealed unsafe class VectorExponentialTests
{
    private const double Unit = 1.0 / (1 << 30);

    [Fact]
    public void Exponentials_are_within_one_unit_in_the_last_place_of_the_runtimes()
    {
        // Math.Exp itself is within one unit: at most two apart.
        var random = new System.Random(1);
        double[] x = [.. Enumerable.Range(0, 200_000).Select(_ => -708 + 1398 * random.NextDouble()), .. Enumerable.Range(0, 50_000).Select(_ => random.NextDouble() - 0.5)];
        var found = new double[x.Length];
        VectorExponential.Exp(x, found);
        long largest = 0;
        for (int i = 0; i < x.Length; i++)
            largest = Math.Max(largest, Math.Abs(BitConverter.DoubleToInt64Bits(found[i]) - BitConverter.DoubleToInt64Bits(Math.Exp(x[i]))));
        largest.ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public void Exponentials_end_in_zero_in_a_finite_number_and_in_not_a_number()
    {
        double[] x = [0, -0.0, -708, -708.5, -1e5, -1e100, double.NegativeInfinity, 690, 691, 1e100, double.PositiveInfinity, double.NaN];
        VectorExponential.Exp(x, x);
        x[0].ShouldBe(1);
        x[1].ShouldBe(1);
        x[2].ShouldBe(Math.Exp(-708), 1e-15 * Math.Exp(-708));
        x[3..7].ShouldAllBe(e => e == 0);
        x[7..11].ShouldAllBe(e => Math.Abs(e / Math.Exp(690) - 1) < 1e-15);
        double.IsNaN(x[11]).ShouldBeTrue();
    }

    [Fact]
    public void All_widths_give_the_same_bits_whatever_the_length()
    {
        var random = new System.Random(2);
        foreach (int length in (int[])[0, 1, 7, 8, 9, 64, 1003])
        {
            double[] x = [.. Enumerable.Range(0, length).Select(_ => 1600 * random.NextDouble() - 800)];
            double[][] results = [.. Enum.GetValues<VectorWidth>().Select(width =>
            {
                var result = new double[length];
                VectorExponential.Exp(x, result, width);
                return result;
            })];
            foreach (double[] result in results) result.AsSpan().SequenceEqual(results[0]).ShouldBeTrue();
        }
    }

    [Fact]
    public void One_minus_the_exponential_keeps_its_digits_for_small_arguments()
    {
        var random = new System.Random(3);
        double* lanes = stackalloc double[8];
        for (int i = 0; i < 40_000; i++)
        {
            long multiple = (long)Math.Pow(2, 7 + 26 * random.NextDouble());
            double x = multiple * Unit;
            double expected = Exact(multiple);
            LanesScalar.Store(VectorExponential.OneMinusExp(LanesScalar.Broadcast(x)), lanes);
            lanes[3].ShouldBe(expected, 4e-16 * expected);
            VectorExponential.OneMinusExp(x).ShouldBe(expected, 3e-15 * expected);
            if (x > VectorExponential.LargestSmallArgument) continue;
            LanesScalar.Store(VectorExponential.OneMinusExpOfSmall(LanesScalar.Broadcast(x)), lanes);
            lanes[5].ShouldBe(expected, 5e-16 * expected);
        }
    }

    [Fact]
    public void Too_little_room_is_refused() => Should.Throw<ArgumentException>(() => VectorExponential.Exp(new double[3], new double[2]));

    // In decimals for small x, where 1 - exp(-x) would cancel. The division is exact to 28 places.
    private static double Exact(long multiple)
    {
        if (multiple * Unit > 1) return 1 - Math.Exp(-multiple * Unit);
        decimal argument = multiple / (decimal)(1 << 30);
        decimal term = argument, sum = argument;
        for (int i = 2; i < 28; i++)
        {
            term *= -argument / i;
            sum += term;
        }

        return (double)sum;
    }
}
