using SpikeStream.Models.GoodnessOfFit;
using SpikeStream.Models.Metrics;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Tests.GoodnessOfFit;

public sealed class UniformityTestTests
{
    [Fact]
    public void The_statistic_is_the_largest_distance_of_the_distribution_functions()
    {
        RandomStream random = new(2, "test", "uniformity");
        double[] values = [.. Enumerable.Range(0, 500).Select(_ => Math.Pow(random.NextDouble(), 1.1))];
        UniformityTest test = new();
        foreach (double value in values) test.Add(value);

        double[] sorted = [.. values.Order()];
        double expected = Enumerable.Range(0, 500).Max(i => Math.Max((i + 1) / 500.0 - sorted[i], sorted[i] - i / 500.0));
        test.Statistic.ShouldBe(expected, 2e-5);
        test.Distribution(4).ShouldBe([0, .. Enumerable.Range(1, 4).Select(k => values.Count(value => value < k / 4.0) / 500.0)]);
        test.Histogram(2).ShouldBe([values.Count(value => value < 0.5) / 250.0, values.Count(value => value >= 0.5) / 250.0], 1e-12);
    }

    [Fact]
    public void Probabilities_are_those_of_tables()
    {
        // Kolmogorov's distribution: 1.2238 at 10 %, 1.3581 at 5 %, 1.6276 at 1 %; 0.8276 at 50 %.
        foreach ((double x, double p) in ((double, double)[])[(0.8276, 0.5), (1.2238, 0.1), (1.3581, 0.05), (1.6276, 0.01)])
            PValueAt(x).ShouldBe(p, 0.02 * p);
    }

    [Fact]
    public void Of_many_uniform_samples_about_one_in_twenty_leaves_the_band()
    {
        int outside = 0;
        for (int sample = 0; sample < 400; sample++)
        {
            RandomStream random = new(3, "test", "band", (ulong)sample);
            UniformityTest test = new();
            for (int i = 0; i < 200; i++) test.Add(random.NextDouble());
            if (test.Statistic > test.Band) outside++;
        }

        outside.ShouldBeInRange(8, 35);
    }

    [Fact]
    public void Dependence_on_the_number_before_is_found_and_independence_passes()
    {
        RandomStream random = new(4, "test", "dependence");
        RunningAutocorrelation independent = new(20), dependent = new(20);
        double last = 0;
        for (int i = 0; i < 5000; i++)
        {
            double fresh = random.NextDouble() - 0.5;
            independent.Add(fresh);
            dependent.Add(last = 0.12 * last + fresh);
        }

        SerialDependence.PValue(independent).ShouldBeGreaterThan(0.01);
        SerialDependence.PValue(dependent).ShouldBeLessThan(0.001);
    }

    [Fact]
    public void A_saved_state_goes_on()
    {
        UniformityTest whole = new(), first = new(), second = new();
        foreach (double value in (double[])[0, 0.3, 1]) whole.Add(value);
        first.Add(0);
        MemoryStream memory = new();
        first.Save(new BinaryWriter(memory));
        memory.Position = 0;
        second.Restore(new BinaryReader(memory));
        second.Add(0.3);
        second.Add(1);
        (second.Count, second.Statistic, second.PValue).ShouldBe((whole.Count, whole.Statistic, whole.PValue));
        double.IsNaN(new UniformityTest().PValue).ShouldBeTrue();
    }

    // A sample whose statistic, scaled, is x: all numbers shifted by D.
    private static double PValueAt(double x)
    {
        const int Count = 65_536;
        double distance = x / (Math.Sqrt(Count) + 0.12 + 0.11 / Math.Sqrt(Count));
        UniformityTest test = new();
        for (int i = 0; i < Count; i++) test.Add(Math.Max(0, (i + 0.5) / Count - distance));
        return test.PValue;
    }
}
