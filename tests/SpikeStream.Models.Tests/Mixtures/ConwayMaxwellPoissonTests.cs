using System.Text.Json;
using SpikeStream.Models.Mixtures;
using SpikeStream.Numerics.Random;
using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Tests.Mixtures;

public sealed class ConwayMaxwellPoissonTests
{
    public static TheoryData<VectorWidth> Widths => [VectorWidth.Bits512, VectorWidth.Bits256, VectorWidth.Bits128, VectorWidth.Scalar];

    private static IEnumerable<(ConwayMaxwellPoisson Distribution, JsonElement Expected)> Rows =>
        MixtureFixture.Read("com-poisson").GetProperty("rows").EnumerateArray().Select(row => (new ConwayMaxwellPoisson(row.Number("theta1"), row.Number("theta2")), row));

    [Fact]
    public void Moments_agree_with_sums_of_forty_digits()
    {
        foreach ((ConwayMaxwellPoisson distribution, JsonElement expected) in Rows)
        {
            CountMoments found = distribution.Moments();
            found.LogPartition.ShouldBeNear(expected.Number("log_partition"), 1e-13, $"{distribution}: log-partition");
            found.Mean.ShouldBeNear(expected.Number("mean"), 1e-12, $"{distribution}: mean");
            found.Variance.ShouldBeNear(expected.Number("variance"), 1e-12, $"{distribution}: variance");
            found.MeanLogFactorial.ShouldBeNear(expected.Number("mean_log_factorial"), 1e-12, $"{distribution}: mean of log n!");
            found.Covariance.ShouldBeNear(expected.Number("cov_n_log_factorial"), 1e-12, $"{distribution}: covariance");
            found.VarianceLogFactorial.ShouldBeNear(expected.Number("var_log_factorial"), 1e-12, $"{distribution}: variance of log n!");
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Lanes_agree_with_sums_of_forty_digits_whatever_the_width(VectorWidth width)
    {
        CountBatch batch = new(width), widest = new();
        foreach (IGrouping<double, (ConwayMaxwellPoisson Distribution, JsonElement Expected)> shape in Rows.GroupBy(row => row.Distribution.Shape))
        {
            double[] locations = [.. shape.Select(row => row.Distribution.Location)];
            double[] logPartitions = new double[locations.Length], means = new double[locations.Length], logs = new double[locations.Length];
            batch.Evaluate(shape.Key, locations, logPartitions, means, logs).ShouldBeTrue();
            int i = 0;
            foreach ((ConwayMaxwellPoisson distribution, JsonElement expected) in shape)
            {
                logPartitions[i].ShouldBeNear(expected.Number("log_partition"), 1e-13, $"{distribution}: log-partition");
                means[i].ShouldBeNear(expected.Number("mean"), 1e-12, $"{distribution}: mean");
                logs[i].ShouldBeNear(expected.Number("mean_log_factorial"), 1e-12, $"{distribution}: mean of log n!");
                i++;
            }

            double[] again = new double[locations.Length];
            widest.Evaluate(shape.Key, locations, again, means, logs).ShouldBeTrue();
            again.ShouldBe(logPartitions);
        }
    }

    [Fact]
    public void Log_probabilities_agree_with_the_reference()
    {
        foreach (JsonElement row in MixtureFixture.Read("com-poisson").GetProperty("log_pmf").EnumerateArray())
        {
            ConwayMaxwellPoisson distribution = new(row.Number("theta1"), row.Number("theta2"));
            row.Numbers("n").Select(n => distribution.LogProbability((long)n)).ShouldBeNear(row.Numbers("log_pmf"), 1e-13, $"{distribution}");
        }
    }

    [Fact]
    public void Parameters_that_cannot_be_summed_are_refused()
    {
        foreach (JsonElement row in MixtureFixture.Read("com-poisson").GetProperty("refuse").EnumerateArray())
            Should.Throw<ArgumentOutOfRangeException>(() => new ConwayMaxwellPoisson(row.Number("theta1"), row.Number("theta2")).Moments());
        Should.Throw<ArgumentOutOfRangeException>(() => ConwayMaxwellPoisson.FromMode(1.1e6, 1).Moments()).Message.ShouldContain("1e6");
        Should.Throw<ArgumentOutOfRangeException>(() => new ConwayMaxwellPoisson(-1e-7, 0).Moments()).Message.ShouldContain("1e7 terms");
        new CountBatch().Evaluate(-1, [0, 14], new double[2], new double[2], new double[2]).ShouldBeFalse();
    }

    [Theory]
    [InlineData(1e-6, 0.3)]
    [InlineData(0.4, 0.05)]
    [InlineData(3.7, 1)]
    [InlineData(12, 30)]
    [InlineData(5e4, 0.7)]
    public void A_mean_and_a_precision_determine_the_distribution(double mean, double precision)
    {
        ConwayMaxwellPoisson distribution = ConwayMaxwellPoisson.FromMean(mean, precision);
        distribution.Precision.ShouldBe(precision);
        distribution.Moments().Mean.ShouldBe(mean, 1e-11 * mean);
    }

    [Fact]
    public void The_expansion_and_the_sum_meet()
    {
        foreach (double precision in (double[])[0.2, 1, 3])
        {
            ConwayMaxwellPoisson distribution = ConwayMaxwellPoisson.FromMode(1.01 * Math.Max(1e4 / precision, 1000 * precision), precision);
            CountExpansion.Holds(distribution).ShouldBeTrue();
            CountMoments expanded = CountExpansion.Moments(distribution), summed = CountSum.Moments(distribution);
            expanded.LogPartition.ShouldBeNear(summed.LogPartition, 1e-13, "log-partition");
            expanded.Mean.ShouldBeNear(summed.Mean, 1e-12, "mean");
            expanded.Variance.ShouldBeNear(summed.Variance, 1e-11, "variance");
            expanded.Covariance.ShouldBeNear(summed.Covariance, 1e-11, "covariance");
            expanded.VarianceLogFactorial.ShouldBeNear(summed.VarianceLogFactorial, 1e-11, "variance of log n!");
        }
    }

    [Theory]
    [InlineData(0.7, 0.3)]
    [InlineData(4, 1)]
    [InlineData(6, 8)]
    [InlineData(2000, 1.5)]
    public void Draws_follow_the_probabilities(double mode, double precision)
    {
        const int Draws = 100_000;
        ConwayMaxwellPoisson distribution = ConwayMaxwellPoisson.FromMode(mode, precision);
        CountDistribution table = new(distribution);
        RandomStream random = new(7, "test", "counts");
        Dictionary<int, int> found = [];
        for (int i = 0; i < Draws; i++)
        {
            int count = table.Sample(random);
            found[count] = found.GetValueOrDefault(count) + 1;
        }

        double logPartition = distribution.Moments().LogPartition, chi = 0, rest = Draws;
        int cells = 0, restFound = Draws;
        for (int n = table.First; n <= table.Last; n++)
        {
            double expected = Draws * Math.Exp(distribution.Location * n + distribution.Shape * LogFactorial.Of(n) - logPartition);
            if (expected < 10) continue;
            int observed = found.GetValueOrDefault(n);
            chi += (observed - expected) * (observed - expected) / expected;
            (cells, rest, restFound) = (cells + 1, rest - expected, restFound - observed);
        }

        if (rest > 1) (chi, cells) = (chi + (restFound - rest) * (restFound - rest) / rest, cells + 1);
        (1 - MathNet.Numerics.Distributions.ChiSquared.CDF(cells - 1, chi)).ShouldBeGreaterThan(1e-4);
    }

    [Fact]
    public void One_draw_takes_one_word_and_agrees_with_the_table()
    {
        ConwayMaxwellPoisson distribution = ConwayMaxwellPoisson.FromMode(3, 0.8);
        RandomStream one = new(7, "test", "counts"), other = new(7, "test", "counts");
        CountDistribution table = new(distribution);
        for (int i = 0; i < 50; i++) distribution.Sample(one).ShouldBe(table.Sample(other));
        one.Position.ShouldBe(50UL);
    }
}
