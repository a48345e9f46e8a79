using FsCheck;
using FsCheck.Fluent;
using MathNet.Numerics.Distributions;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Numerics.Tests.Random;

public sealed class RandomStreamTests
{
    [Fact]
    public void Bulk_numbers_equal_single_ones_from_any_position()
    {
        Prop.ForAll(Gen.Choose(0, 50).ToArbitrary(), Gen.Choose(0, 100).ToArbitrary(), (start, length) =>
        {
            RandomStream NewStream() => new(1, "test", "bulk") { Position = (ulong)start };
            double[] uniform = new double[length], normal = new double[length];
            RandomStream a = NewStream(), b = NewStream();
            a.FillUniform(uniform);
            b.FillNormal(normal);
            RandomStream c = NewStream(), d = NewStream();
            return uniform.All(x => x == c.NextDouble()) && normal.All(x => x == d.NextNormal())
                && a.Position == c.Position && b.Position == d.Position;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Setting_the_position_repeats_what_was_drawn_there()
    {
        RandomStream random = new(7, "test", "position");
        for (int i = 0; i < 11; i++) random.NextUInt64();
        ulong position = random.Position;
        object[] Draw() => [random.NextNormal(), random.NextGamma(0.5, 2), random.NextBinomial(100, 0.3), random.NextPoisson(40), random.NextInt32(9)];
        object[] first = Draw();
        random.Position = position;
        Draw().ShouldBe(first);
        new RandomStream(7, "test", "position") { Position = position }.NextNormal().ShouldBe(first[0]);
    }

    [Fact]
    public void Streams_of_other_names_differ()
    {
        ulong[] firsts =
        [
            new RandomStream(1, "a", "b").NextUInt64(), new RandomStream(2, "a", "b").NextUInt64(), new RandomStream(1, "ab", "").NextUInt64(),
            new RandomStream(1, "a", "c").NextUInt64(), new RandomStream(1, "a", "b", 1).NextUInt64(),
        ];
        firsts.Distinct().Count().ShouldBe(firsts.Length);
    }

    [Fact]
    public void The_normal_quantile_inverts_the_normal_distribution()
    {
        // Phi(-x) from tables of the complementary error function (Abramowitz and Stegun 26.2).
        NormalQuantile.Of(0.5).ShouldBe(0);
        NormalQuantile.Of(0.975).ShouldBe(1.959963984540054, 1e-14);
        NormalQuantile.Of(0.0013498980316300933).ShouldBe(-3, 1e-13);
        NormalQuantile.Of(2.866515718791933e-7).ShouldBe(-5, 1e-12);
        NormalQuantile.Of(1.279812543885835e-12).ShouldBe(-7, 1e-12);
        for (double p = 0.001; p < 1; p += 0.001) Normal.CDF(0, 1, NormalQuantile.Of(p)).ShouldBe(p, 1e-14);
    }

    [Fact]
    public void Normal_numbers_are_standard_normal()
    {
        double[] x = new double[200_000];
        new RandomStream(3, "test", "normal").FillNormal(x);
        Array.Sort(x);
        // Kolmogorov-Smirnov: 1.95/sqrt(n) is exceeded with probability 0.001.
        Enumerable.Range(0, x.Length).Max(i => Math.Abs(Normal.CDF(0, 1, x[i]) - (i + 0.5) / x.Length)).ShouldBeLessThan(1.95 / Math.Sqrt(x.Length));
    }

    [Theory]
    [InlineData(0.3, 2)]
    [InlineData(1, 1)]
    [InlineData(2, 5)]
    [InlineData(40, 0.1)]
    public void Gamma_numbers_are_gamma_distributed(double shape, double scale)
    {
        RandomStream random = new(4, "test", "gamma");
        double[] x = [.. Enumerable.Range(0, 50_000).Select(_ => random.NextGamma(shape, scale))];
        Array.Sort(x);
        Enumerable.Range(0, x.Length).Max(i => Math.Abs(Gamma.CDF(shape, 1 / scale, x[i]) - (i + 0.5) / x.Length)).ShouldBeLessThan(1.95 / Math.Sqrt(x.Length));
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.25)]
    [InlineData(20, 0.1)]
    [InlineData(438, 0.005)]
    [InlineData(438, 0.03)]
    [InlineData(109, 0.5)]
    [InlineData(109, 0.93)]
    [InlineData(30, 0.99)]
    [InlineData(100_000, 0.2)]
    [InlineData(50, 0)]
    [InlineData(50, 1)]
    public void Binomial_numbers_follow_the_exact_probabilities(int trials, double probability)
    {
        RandomStream random = new(5, "test", "binomial");
        const int draws = 200_000;
        double mean = trials * probability, spread = Math.Sqrt(mean * (1 - probability));
        ShouldFollow(() => random.NextBinomial(trials, probability), k => Binomial.PMF(probability, trials, k), draws,
            Math.Max(0, (int)(mean - 6 * spread - 6)), Math.Min(trials, (int)(mean + 6 * spread + 6)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.2)]
    [InlineData(9.9)]
    [InlineData(10)]
    [InlineData(75.5)]
    [InlineData(30_000)]
    public void Poisson_numbers_follow_the_exact_probabilities(double mean)
    {
        RandomStream random = new(6, "test", "poisson");
        double spread = Math.Sqrt(mean);
        ShouldFollow(() => random.NextPoisson(mean), k => mean == 0 ? (k == 0 ? 1 : 0) : Math.Exp(k * Math.Log(mean) - mean - MathNet.Numerics.SpecialFunctions.GammaLn(k + 1)),
            200_000, Math.Max(0, (int)(mean - 6 * spread - 6)), (int)(mean + 6 * spread + 8));
    }

    [Fact]
    public void Parameters_out_of_range_are_refused()
    {
        RandomStream random = new(1, "test", "range");
        Should.Throw<ArgumentOutOfRangeException>(() => random.NextBinomial(-1, 0.5));
        Should.Throw<ArgumentOutOfRangeException>(() => random.NextBinomial(1, double.NaN));
        Should.Throw<ArgumentOutOfRangeException>(() => random.NextBinomial(1, 1.0001));
        Should.Throw<ArgumentOutOfRangeException>(() => random.NextPoisson(double.NaN));
        Should.Throw<ArgumentOutOfRangeException>(() => random.NextGamma(0, 1));
        random.Position.ShouldBe(0UL);
    }

    /// <summary>Chi-square against exact probabilities, cells of an expectation of 20 or more, at five standard deviations.</summary>
    private static void ShouldFollow(Func<int> draw, Func<int, double> probability, int draws, int lowest, int highest)
    {
        int[] counts = new int[highest - lowest + 1];
        for (int i = 0; i < draws; i++)
        {
            int k = draw();
            k.ShouldBeInRange(lowest, highest);
            counts[k - lowest]++;
        }

        double statistic = 0, expected = 0, observed = 0;
        int cells = 0;
        for (int k = lowest; k <= highest; k++)
        {
            expected += draws * probability(k);
            observed += counts[k - lowest];
            if (expected < 20 && k < highest) continue;
            if (expected > 0) statistic += (observed - expected) * (observed - expected) / Math.Max(expected, 5);
            cells++;
            expected = observed = 0;
        }

        statistic.ShouldBeLessThan(cells + 5 * Math.Sqrt(2.0 * cells));
    }
}
