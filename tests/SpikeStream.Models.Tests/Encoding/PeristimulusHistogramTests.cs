using FsCheck;
using FsCheck.Fluent;
using SpikeStream.Models.Encoding;
using SpikeStream.Numerics.Random;
using SpikeStream.Numerics.Time;

namespace SpikeStream.Models.Tests.Encoding;

public sealed class PeristimulusHistogramTests
{
    private static readonly BinGrid Grid = BinGrid.Parse("1 ms");

    // Overlapping trials of two conditions; the window is -20 to 80 ms.
    private static readonly double[] Alignments = [0.1, 0.13, 0.5, 0.5, 0.777, 1.2, 5];
    private static readonly int[] Conditions = [0, 1, 0, 1, 1, 0, 0];

    private static PeristimulusHistogram New() => new(Grid, -20, 100, 4, Alignments, Conditions, 2);

    /// <summary>Times in whole tenths of milliseconds, so that exact arithmetic is integer arithmetic.</summary>
    private static (int[] Ticks, double[] Times, uint[] Units) Spikes()
    {
        RandomStream random = new(1, "test", "psth");
        int[] ticks = [.. Enumerable.Range(0, 6000).Select(_ => random.NextInt32(20_000)).Order()];
        return (ticks, [.. ticks.Select(tick => tick / 10_000.0)], [.. ticks.Select(_ => (uint)random.NextInt32(4))]);
    }

    [Fact]
    public void Counts_equal_integer_arithmetic_however_the_spikes_are_split_and_saved()
    {
        (int[] ticks, double[] times, uint[] units) = Spikes();
        uint[][] expected = [new uint[400], new uint[400]];
        for (int trial = 0; trial < Alignments.Length; trial++)
        {
            for (int i = 0; i < ticks.Length; i++)
            {
                int relative = ticks[i] - (int)Math.Round(Alignments[trial] * 10_000);
                if (relative is >= -200 and < 800) expected[Conditions[trial]][((relative + 200) / 10 * 4) + (int)units[i]]++;
            }
        }

        Prop.ForAll(Gen.Choose(1, 6000).ToArbitrary(), Gen.Choose(0, 5).ToArbitrary(), (batch, save) =>
        {
            PeristimulusHistogram histogram = New();
            for (int i = 0, k = 0; i < times.Length; i += batch, k++)
            {
                int end = Math.Min(i + batch, times.Length);
                histogram.Add(times.AsSpan(i..end), units.AsSpan(i..end));
                if (k != save) continue;
                MemoryStream memory = new();
                histogram.Save(new BinaryWriter(memory));
                memory.Position = 0;
                histogram = New();
                histogram.Restore(new BinaryReader(memory));
            }

            return histogram.Counts(0).SequenceEqual(expected[0]) && histogram.Counts(1).SequenceEqual(expected[1]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));
    }

    [Fact]
    public void Exposure_counts_only_what_was_recorded()
    {
        PeristimulusHistogram histogram = New();
        double[] exposure = histogram.Exposure(0, 0, 2);
        exposure.ShouldAllBe(seconds => seconds == 3 * Grid.Width, "four trials of which one is after the end");
        histogram.Exposure(1, 0, 0.8)[50].ShouldBe(2 * Grid.Width, "the last trial of condition 1 was cut");
        histogram.Exposure(1, 0, 0.8)[40].ShouldBe(3 * Grid.Width);
    }

    [Fact]
    public void Rates_are_counts_over_exposure_with_poisson_errors()
    {
        PeristimulusHistogram histogram = new(Grid, 0, 2, 1, [1, 2]);
        histogram.Add([1.0, 1.0005, 2.0001, 2.001], [0, 0, 0, 0]);
        double[] rates = new double[2], errors = new double[2];
        histogram.Rates(0, [0.002, 0.002], rates, errors);
        rates.ShouldBe([1500, 500], 1e-9);
        errors.ShouldBe([Math.Sqrt(3) / 0.002, 1 / 0.002], 1e-9);
        histogram.Rates(0, [0, 0.002], rates, errors);
        double.IsNaN(rates[0]).ShouldBeTrue();
        histogram.Edge(1).ShouldBe(0.001);
    }

    [Fact]
    public void Spikes_and_trials_that_do_not_fit_are_refused_and_nothing_is_counted()
    {
        PeristimulusHistogram histogram = New();
        foreach ((double time, uint unit, string message) in ((double, uint, string)[])[(0.01, 0, "ascending"), (double.NaN, 0, "finite"), (0.1, 4, "unit 4"), (double.PositiveInfinity, 0, "finite")])
        {
            foreach (int place in (int[])[1, 5, 16, 39])
            {
                double[] times = [.. Enumerable.Repeat(0.1, 40)];
                uint[] units = new uint[40];
                (times[place], units[place]) = (time, unit);
                Should.Throw<ArgumentException>(() => histogram.Add(times, units)).Message.ShouldContain(message);
            }
        }

        histogram.Counts(0).ToArray().ShouldAllBe(count => count == 0);
        histogram.Add([0.2], [0]);
        Should.Throw<ArgumentException>(() => histogram.Add([0.19], [0])).Message.ShouldContain("ascending");
        Should.Throw<ArgumentException>(() => new PeristimulusHistogram(Grid, 0, 1, 1, [2, 1])).Message.ShouldContain("trial 1");
        Should.Throw<ArgumentException>(() => new PeristimulusHistogram(Grid, 0, 1, 1, [1], [1])).Message.ShouldContain("condition 1");
        Should.Throw<InvalidDataException>(() => New().Restore(new BinaryReader(new MemoryStream(new byte[16]))));
    }
}
