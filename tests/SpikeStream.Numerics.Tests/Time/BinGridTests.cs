using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using SpikeStream.Numerics.Time;

namespace SpikeStream.Numerics.Tests.Time;

public sealed class BinGridTests
{
    private static readonly BinGrid[] Grids =
    [
        BinGrid.Parse("1 ms"), BinGrid.Parse("0.2 ms"), BinGrid.Parse("0.1 ms"), BinGrid.Parse("2.5ms"), BinGrid.Parse("10 ms"), BinGrid.Parse("1 s"), BinGrid.Parse("3 s"),
        BinGrid.Parse("7 us"), BinGrid.Parse("1/30000 s"), BinGrid.Parse("1/3 s"), BinGrid.Parse("33.333 ms"), BinGrid.Parse("20 s"), BinGrid.Parse("0.3 ms"), BinGrid.Parse("1 min"),
    ];

    private static readonly Arbitrary<BinGrid> AnyGrid = Gen.Elements(Grids).ToArbitrary();

    // Whole numbers of many magnitudes.
    private static readonly Arbitrary<long> AnyIndex =
        Gen.Choose(0, 44).SelectMany(bits => Gen.Choose(0, int.MaxValue).Select(low => (long)((ulong)low * 2654435761UL & ((1UL << bits) - 1)))).ToArbitrary();

    [Fact]
    public void Edges_are_the_nearest_doubles()
    {
        BinGrid grid = BinGrid.Parse("1 ms");
        grid.Edge(3).ShouldBe(0.003);
        grid.Edge(1_234_567).ShouldBe(1234.567);
        Prop.ForAll(AnyGrid, AnyIndex, (g, k) =>
        {
            k %= g.MaximumIndex;
            // Decimal text with more digits than a double needs, made with integers, is parsed to the nearest double.
            BigInteger scaled = BigInteger.Pow(10, 40) * k * g.Numerator / g.Denominator;
            bool exact = (BigInteger.Pow(10, 40) * k * g.Numerator % g.Denominator).IsZero;
            double expected = double.Parse($"{scaled}{(exact ? "0" : "1")}e-41", System.Globalization.CultureInfo.InvariantCulture);
            return g.Edge(k) == expected;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_time_on_an_edge_belongs_to_the_bin_and_the_double_before_it_to_the_bin_before()
    {
        Prop.ForAll(AnyGrid, AnyIndex, (g, k) =>
        {
            k %= g.MaximumIndex - 1;
            double edge = g.Edge(k);
            return g.IndexOf(edge) == k && g.IndexOf(-edge) == -k && g.IndexOf(Math.BitDecrement(edge)) == k - 1 && g.IndexOf(Math.BitIncrement(edge)) == k;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void Every_edge_of_the_first_hour_at_one_millisecond_is_in_its_bin()
    {
        BinGrid grid = BinGrid.Parse("1 ms");
        for (long k = 0; k < 3_600_000; k++)
        {
            // k / 1000.0 is how a file that was written in milliseconds reads.
            if (grid.IndexOf(k / 1000.0) != k) grid.IndexOf(k / 1000.0).ShouldBe(k);
        }
    }

    [Fact]
    public void The_bin_is_that_of_decimal_arithmetic_away_from_edges()
    {
        Prop.ForAll(AnyGrid, Gen.Choose(0, int.MaxValue).ToArbitrary(), (g, n) =>
        {
            decimal time = n / 100_000m + 0.0000017m;
            decimal position = time * g.Denominator / g.Numerator;
            decimal nearest = Math.Abs(position - Math.Round(position));
            return nearest < 1e-9m || g.IndexOf((double)time) == (long)Math.Floor(position);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void The_bin_is_that_of_rational_arithmetic_for_any_width_and_time()
    {
        // Widths are fractions of all magnitudes, times anywhere within a long session, on edges and one or two doubles beside them.
        Gen<(long Up, long Down, int Seed)> cases =
            from up in Gen.Choose(1, int.MaxValue)
            from upBits in Gen.Choose(0, 30)
            from down in Gen.Choose(1, int.MaxValue)
            from downBits in Gen.Choose(0, 30)
            from seed in Gen.Choose(0, int.MaxValue)
            select ((long)(up >> upBits) + 1, (long)(down >> downBits) + 1, seed);
        Prop.ForAll(cases.ToArbitrary(), example =>
        {
            BinGrid grid = new(example.Up, example.Down);
            System.Random random = new(example.Seed);
            double longest = Math.Min(1e9, 0.5 * grid.MaximumIndex * grid.Width);
            double[] times = new double[24];
            for (int i = 0; i < times.Length; i += 4)
            {
                double any = (random.Next(2) == 0 ? 1 : -1) * longest * Math.Pow(random.NextDouble(), 6), edge = grid.Edge(RationalIndex(grid, any));
                (times[i], times[i + 1], times[i + 2], times[i + 3]) = (any, edge, Math.BitDecrement(edge), Math.BitIncrement(edge));
            }

            long[] bulk = new long[times.Length];
            grid.IndicesOf(times, bulk);
            for (int i = 0; i < times.Length; i++)
            {
                long expected = RationalIndex(grid, times[i]);
                grid.IndexOf(times[i]).ShouldBe(expected, $"{times[i]:R} s, width {grid.Numerator}/{grid.Denominator} s");
                bulk[i].ShouldBe(expected);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    /// <summary>The largest k whose edge, the double nearest to k times the width, is not above a time; in integers alone.</summary>
    private static long RationalIndex(BinGrid grid, double time)
    {
        (BigInteger up, BigInteger down) = Exact(time);
        // A bin too high to begin with: the rounding of an edge moves it by less than one bin, as indices stay below 2^50.
        BigInteger k = Floor(up * grid.Denominator, down * grid.Numerator) + 1;
        while (IsAbove(k * grid.Numerator, grid.Denominator, time)) k--;
        return (long)k;
    }

    /// <summary>Whether the double nearest to a fraction is above a double.</summary>
    private static bool IsAbove(BigInteger up, BigInteger down, double time)
    {
        // It is where the fraction lies above the middle between the double and the next; in the middle the even one of them is nearest.
        (BigInteger lowUp, BigInteger lowDown) = Exact(time);
        (BigInteger highUp, BigInteger highDown) = Exact(Math.BitIncrement(time));
        BigInteger middleUp = lowUp * highDown + highUp * lowDown, middleDown = 2 * lowDown * highDown;
        int side = (up * middleDown).CompareTo(middleUp * down);
        return side > 0 || (side == 0 && (BitConverter.DoubleToInt64Bits(time) & 1) != 0);
    }

    private static (BigInteger Up, BigInteger Down) Exact(double value)
    {
        if (value == 0) return (0, 1);
        int exponent = Math.ILogB(value) - 52;
        BigInteger significand = (BigInteger)Math.ScaleB(value, -exponent);
        return exponent >= 0 ? (significand << exponent, BigInteger.One) : (significand, BigInteger.One << -exponent);
    }

    private static BigInteger Floor(BigInteger up, BigInteger down)
    {
        BigInteger quotient = BigInteger.DivRem(up, down, out BigInteger rest);
        return rest.Sign < 0 ? quotient - 1 : quotient;
    }

    [Fact]
    public void Bulk_indices_equal_single_ones()
    {
        Prop.ForAll(AnyGrid, Gen.Choose(0, 70).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (g, length, seed) =>
        {
            System.Random random = new(seed);
            double[] times = [.. Enumerable.Range(0, length).Select(i => i % 3 == 0 ? g.Edge(random.Next(-1000, 100_000_000)) : random.NextDouble() * 1000 - 1)];
            long[] bins = new long[length];
            g.IndicesOf(times, bins);
            int[] relative = new int[length];
            g.IndicesOf(times, 12, relative);
            return Enumerable.Range(0, length).All(i => bins[i] == g.IndexOf(times[i]) && relative[i] == bins[i] - 12);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Times_that_have_no_bin_are_refused()
    {
        BinGrid grid = BinGrid.Parse("1 ms");
        foreach (double bad in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e13, -1e13])
        {
            Should.Throw<ArgumentOutOfRangeException>(() => grid.IndexOf(bad));
            for (int place = 0; place < 20; place++)
            {
                double[] times = new double[20];
                times[place] = bad;
                Should.Throw<ArgumentOutOfRangeException>(() => grid.IndicesOf(times, new long[20]));
                Should.Throw<ArgumentOutOfRangeException>(() => grid.IndicesOf(times, 0, new int[20]));
            }
        }

        double[] far = new double[20];
        far[4] = 3e6;
        Should.Throw<ArgumentOutOfRangeException>(() => grid.IndicesOf(far, 0, new int[20]));
        far.AsSpan().Fill(3e6);
        int[] near = new int[20];
        grid.IndicesOf(far, 2_900_000_000, near);
        near.ShouldAllBe(bin => bin == 100_000_000);
        Should.Throw<ArgumentOutOfRangeException>(() => grid.Edge(long.MaxValue));
    }

    [Theory]
    [InlineData("1 ms", 1, 1000)]
    [InlineData("0.2 ms", 1, 5000)]
    [InlineData(" 10 s ", 10, 1)]
    [InlineData("50us", 1, 20_000)]
    [InlineData("1/30 s", 1, 30)]
    [InlineData("2 min", 120, 1)]
    [InlineData("1e-3 s", 1, 1000)]
    public void Widths_are_exact(string text, long numerator, long denominator)
    {
        var grid = BinGrid.Parse(text);
        grid.ShouldBe(new BinGrid(numerator * 7, denominator * 7));
        BinGrid.Parse(grid.ToString()).ShouldBe(grid);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("")]
    [InlineData("ms")]
    [InlineData("-1 ms")]
    [InlineData("0 ms")]
    [InlineData("1 parsec")]
    [InlineData("1/0 s")]
    [InlineData("1/2/3 s")]
    [InlineData("0.0000000000000000001 s")]
    public void Text_that_is_no_width_is_refused(string text) => Should.Throw<FormatException>(() => BinGrid.Parse(text)).Message.ShouldContain($"\"{text}\"");

    [Fact]
    public void A_coarse_grid_may_be_a_whole_multiple()
    {
        BinGrid.Parse("0.2 ms").TryGetFactor(BinGrid.Parse("1 ms"), out int factor).ShouldBeTrue();
        factor.ShouldBe(5);
        BinGrid.Parse("0.3 ms").TryGetFactor(BinGrid.Parse("1 ms"), out _).ShouldBeFalse();
        BinGrid.Parse("1 ms").TryGetFactor(BinGrid.Parse("0.2 ms"), out _).ShouldBeFalse();
        BinGrid.Parse("1 ms").CountIn(0.3).ShouldBe(300);
    }
}
