using SpikeStream.Models.Metrics;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Tests.Metrics;

public sealed class RunningAutocorrelationTests
{
    [Theory]
    [InlineData(0, 5)]
    [InlineData(3, 3)]
    [InlineData(4, 3)]
    [InlineData(7, 100)]
    [InlineData(20, 41)]
    public void It_is_that_of_the_definition(int lags, int count)
    {
        double[] values = Values(count);
        RunningAutocorrelation running = new(lags);
        foreach (double value in values) running.Add(value);

        double mean = values.Average(), variance = values.Average(value => (value - mean) * (value - mean));
        running.Mean.ShouldBe(mean, 1e-13);
        running.Variance.ShouldBe(variance, 1e-12);
        for (int lag = 0; lag <= lags; lag++)
        {
            if (lag >= count)
            {
                double.IsNaN(running.Covariance(lag)).ShouldBeTrue();
                continue;
            }

            double expected = Enumerable.Range(lag, count - lag).Sum(k => (values[k] - mean) * (values[k - lag] - mean)) / count;
            running.Covariance(lag).ShouldBe(expected, 1e-12);
            running.Correlation(lag).ShouldBe(expected / variance, 1e-12);
        }
    }

    [Fact]
    public void A_saved_state_goes_on_to_the_same_bits()
    {
        double[] values = Values(50);
        RunningAutocorrelation whole = new(6), first = new(6), second = new(6);
        foreach (double value in values) whole.Add(value);
        foreach (double value in values[..4]) first.Add(value);
        MemoryStream memory = new();
        first.Save(new BinaryWriter(memory));
        memory.Position = 0;
        second.Restore(new BinaryReader(memory));
        foreach (double value in values[4..]) second.Add(value);
        for (int lag = 0; lag <= 6; lag++) second.Covariance(lag).ShouldBe(whole.Covariance(lag));
    }

    [Fact]
    public void A_constant_trace_has_no_autocorrelation()
    {
        RunningAutocorrelation running = new(2);
        for (int i = 0; i < 5; i++) running.Add(4);
        running.Variance.ShouldBe(0);
        double.IsNaN(running.Correlation(1)).ShouldBeTrue();
    }

    private static double[] Values(int count)
    {
        RandomStream random = new(4, "test", "autocorrelation");
        return [.. Enumerable.Range(0, count).Select(_ => random.NextNormal() + 1)];
    }
}
