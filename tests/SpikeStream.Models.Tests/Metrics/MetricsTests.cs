using SpikeStream.Models.Metrics;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Tests.Metrics;

public sealed class MetricsTests
{
    [Fact]
    public void The_baseline_is_the_binomial_likelihood_without_the_factorial_of_the_size()
    {
        RandomStream random = new(1, "test", "metrics");
        int[] counts = [.. Enumerable.Range(0, 400).Select(i => random.NextBinomial(i % 2 == 0 ? 40 : 7, 0.1))];
        double[] means = HomogeneousRateBaseline.MeanCounts(counts, [40, 7]);
        double expected = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            int n = i % 2 == 0 ? 40 : 7;
            expected += MathNet.Numerics.Distributions.Binomial.PMFLn(means[i % 2] / n, n, counts[i]) - MathNet.Numerics.SpecialFunctions.FactorialLn(n);
        }

        double found = HomogeneousRateBaseline.LogLikelihood(counts, [40, 7]);
        found.ShouldBe(expected, 1e-8);
        foreach (double factor in (double[])[0.9, 1.1])
            HomogeneousRateBaseline.LogLikelihood(counts, [40, 7], [means[0] * factor, means[1]]).ShouldBeLessThan(found, "the mean is the best rate");
        HomogeneousRateBaseline.LogLikelihood([0, 0, 0], [5]).ShouldBe(3 * (5 * Math.Log(1 - 1e-8) - MathNet.Numerics.SpecialFunctions.FactorialLn(5)), 1e-12);
        Should.Throw<ArgumentException>(() => HomogeneousRateBaseline.LogLikelihood([1, 8], [40, 7])).Message.ShouldContain("bin 0, population 1: found 8");
        Should.Throw<ArgumentException>(() => HomogeneousRateBaseline.LogLikelihood([1, 2, 3], [40, 7]));
    }

    [Fact]
    public void Traces_compare_by_their_definitions()
    {
        double[] x = [1, 2, 3, 4], y = [2, 1, 4, 3];
        TraceMetrics.Correlation(x, y).ShouldBe(0.6, 1e-15);
        TraceMetrics.Correlation(x, [5, 7, 9, 11]).ShouldBe(1, 1e-15);
        TraceMetrics.Correlation(x, [-1, -2, -3, -4]).ShouldBe(-1, 1e-15);
        double.IsNaN(TraceMetrics.Correlation(x, [1, 1, 1, 1])).ShouldBeTrue();
        TraceMetrics.RootMeanSquaredError(x, y).ShouldBe(1);
        TraceMetrics.RootMeanSquaredError(x, x).ShouldBe(0);
        Should.Throw<ArgumentException>(() => TraceMetrics.Correlation(x, [1]));
    }

    [Fact]
    public void A_running_agreement_is_that_of_block_means_also_when_it_was_saved_in_between()
    {
        const int Block = 3;
        System.Random random = new(5);
        double[] x = [.. Enumerable.Range(0, 100).Select(_ => random.NextDouble())], y = [.. x.Select(value => value + random.NextDouble())];
        double[] meansX = [.. x.Chunk(Block).Where(block => block.Length == Block).Select(block => block.Average())];
        double[] meansY = [.. y.Chunk(Block).Where(block => block.Length == Block).Select(block => block.Average())];
        RunningAgreement first = new(Block), agreement = new(Block);
        for (int i = 0; i < 50; i++) first.Add(x[i], y[i]);
        MemoryStream memory = new();
        first.Save(new BinaryWriter(memory));
        memory.Position = 0;
        agreement.Restore(new BinaryReader(memory));
        for (int i = 50; i < x.Length; i++) agreement.Add(x[i], y[i]);

        agreement.Correlation.ShouldBe(TraceMetrics.Correlation(meansX, meansY), 1e-12);
        agreement.RootMeanSquareError.ShouldBe(TraceMetrics.RootMeanSquaredError(meansX, meansY), 1e-12);
    }
}
