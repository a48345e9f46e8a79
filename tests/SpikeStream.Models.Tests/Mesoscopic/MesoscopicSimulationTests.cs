using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Tests.Mesoscopic;

public sealed class MesoscopicSimulationTests
{
    [Fact]
    public void Simulated_counts_do_not_depend_on_how_a_stretch_is_cut()
    {
        var model = new MesoscopicModel(MesoscopicDefaults.TwoPopulations);
        double[] z = Coordinates.Initial(model);
        var whole = new int[800];
        model.Simulate(model.CreateInitialState(z), z, default, whole, Random());
        var parts = new int[800];
        SequenceState state = model.CreateInitialState(z);
        int position = 0;
        foreach (int length in (int[])[1, 6, 130, 2, 261])
        {
            model.Simulate(state, z, default, parts.AsSpan(position * 2, length * 2), Random());
            position += length;
        }

        parts.ShouldBe(whole);
        whole.Count(n => n > 0).ShouldBeGreaterThan(200);
    }

    [Fact]
    public void Simulating_and_advancing_over_what_was_simulated_expect_the_same_counts()
    {
        var model = new MesoscopicModel(MesoscopicDefaults.FourPopulations);
        double[] z = Coordinates.Initial(model);
        var counts = new int[4 * 300];
        double[] inputs = [.. Enumerable.Range(0, 4 * 300).Select(i => 0.2 * Math.Sin(0.01 * i))];
        var expected = new double[counts.Length];
        var again = new double[counts.Length];
        model.Simulate(model.CreateInitialState(z), z, inputs, counts, Random(), expected);
        model.Advance(model.CreateInitialState(z), z, new SequenceData(counts, inputs, 4), again);
        again.ShouldBe(expected);
    }

    [Theory]
    [InlineData(UpdateConvention.Aligned, 0, 4.91, 8.14)]
    [InlineData(UpdateConvention.PaperCode, 0, 4.91, 8.14)]
    [InlineData(UpdateConvention.Aligned, 0.5, 9.20, 13.48)]
    [InlineData(UpdateConvention.PaperCode, 0.5, 9.20, 13.49)]
    public void Mean_rates_are_those_published_for_the_model(
        UpdateConvention convention, double input, double excitatory, double inhibitory)
    {
        double[][] activity = Activity(convention, input, seconds: 60);
        activity[0].Average().ShouldBe(excitatory, 0.02 * excitatory);
        activity[1].Average().ShouldBe(inhibitory, 0.02 * inhibitory);
    }

    [Theory]
    [InlineData(UpdateConvention.Aligned, 3.57)]
    [InlineData(UpdateConvention.PaperCode, 3.30)]
    public void Fluctuations_of_the_inhibitory_activity_tell_the_conventions_apart(UpdateConvention convention, double expected)
    {
        double[] activity = Activity(convention, 0.5, seconds: 80)[1];
        double[] coarse = [.. activity.Chunk(10).Select(bins => bins.Average())];
        double mean = coarse.Average();
        Math.Sqrt(coarse.Average(a => (a - mean) * (a - mean))).ShouldBe(expected, 0.09);
    }

    [Fact]
    public void Parameters_outside_of_the_model_are_refused_with_their_values()
    {
        var model = new MesoscopicModel(MesoscopicDefaults.TwoPopulations, new MesoscopicOptions { Free = ["tau_m[E]"] });
        SequenceState state = model.CreateInitialState([-2]);
        Should.Throw<ArgumentException>(() => model.Simulate(state, [-120], default, new int[2], Random())).Message.ShouldContain(
            "tau_m[E] = 1E-120");
    }

    /// <summary>Activity in Hz per bin and population, after 10 s.</summary>
    private static double[][] Activity(UpdateConvention convention, double input, int seconds)
    {
        var model = new MesoscopicModel(MesoscopicDefaults.TwoPopulations, new MesoscopicOptions { Convention = convention });
        double[] z = Coordinates.Initial(model);
        var counts = new int[2 * 1000 * (10 + seconds)];
        double[] inputs = [.. Enumerable.Repeat(input, counts.Length)];
        model.Simulate(model.CreateInitialState(z), z, inputs, counts, Random());
        return [.. new[] { 438, 109 }.Select((neurons, a) => counts.Where((_, i) => i % 2 == a).Skip(10_000).Select(n => n / (neurons * 0.001)).ToArray())];
    }

    private static RandomStream Random() => new(7, "mesoscopic", "counts");
}
