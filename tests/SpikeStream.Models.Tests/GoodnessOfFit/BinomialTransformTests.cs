using MathNet.Numerics.Distributions;
using SpikeStream.Models.GoodnessOfFit;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Tests.GoodnessOfFit;

public sealed class BinomialTransformTests
{
    [Theory]
    [InlineData(438, 2.2)]
    [InlineData(10, 9.99)]
    [InlineData(1, 0.3)]
    [InlineData(5000, 2100)]
    public void It_lies_between_the_values_of_the_distribution_function(int neurons, double expected)
    {
        Binomial binomial = new(expected / neurons, neurons);
        foreach (int count in (int[])[0, 1, neurons / 3, (int)expected, Math.Min(neurons, (int)expected + 1), neurons - 1, neurons])
        {
            double below = Enumerable.Range(0, count).Sum(binomial.Probability), upTo = below + binomial.Probability(count);
            BinomialTransform.Of(count, neurons, expected, 0).ShouldBe(below, 1e-11);
            BinomialTransform.Of(count, neurons, expected, 0.25).ShouldBe(below + 0.25 * (upTo - below), 1e-11);
        }
    }

    [Fact]
    public void Counts_of_the_stated_probability_give_uniform_numbers_and_others_do_not()
    {
        RandomStream random = new(1, "test", "transform");
        UniformityTest right = new(), wrong = new();
        for (int i = 0; i < 20_000; i++)
        {
            double expected = 2 + Math.Sin(i * 0.01);
            int count = random.NextBinomial(438, expected / 438);
            double v = random.NextDouble();
            right.Add(BinomialTransform.Of(count, 438, expected, v));
            wrong.Add(BinomialTransform.Of(count, 438, 1.05 * expected, v));
        }

        right.PValue.ShouldBeGreaterThan(0.01);
        right.Statistic.ShouldBeLessThan(right.Band);
        wrong.PValue.ShouldBeLessThan(1e-6);
    }

    [Fact]
    public void Impossible_counts_are_refused_and_extreme_ones_stay_in_range()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => BinomialTransform.Of(11, 10, 1, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => BinomialTransform.Of(1, 10, double.NaN, 0));
        BinomialTransform.Of(10, 10, 0, 0.5).ShouldBe(1, 1e-12);
        BinomialTransform.Of(0, 10, 1e9, 0.5).ShouldBe(0, 1e-12);
        BinomialTransform.Of(0, 100_000, 50_000, 0.5).ShouldBe(0);
    }
}
