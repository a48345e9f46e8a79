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

    [Theory]
    [InlineData(UpdateConvention.Aligned)]
    [InlineData(UpdateConvention.PaperCode)]
    public void From_the_stationary_state_the_mean_activity_is_constant_from_the_first_bin_on(UpdateConvention convention)
    {
        const int Runs = 400, Bins = 60;
        var model = new MesoscopicModel(MesoscopicDefaults.TwoPopulations, new MesoscopicOptions { Convention = convention });
        double[] z = Coordinates.Initial(model);
        SequenceState initial = model.CreateStationaryState(z);
        SequenceState state = model.CreateInitialState(z);
        var sums = new double[Bins / 10, 2];
        var counts = new int[2 * Bins];
        for (int run = 0; run < Runs; run++)
        {
            state.CopyFrom(initial);
            model.Simulate(state, z, default, counts, new RandomStream(3, "stationary", "counts", (ulong)run));
            for (int i = 0; i < counts.Length; i++) sums[i / 20, i % 2] += counts[i];
        }

        for (int block = 0; block < Bins / 10; block++)
        {
            // Mean counts of 10 bins of 400 runs, nearly Poisson: 8600 and 3500 spikes. A silent start is at three times as much. The published conventions differ by 1e-3.
            sums[block, 0].ShouldBe(4.92 * 438 * 0.01 * Runs, 5 * Math.Sqrt(4.92 * 438 * 0.01 * Runs));
            sums[block, 1].ShouldBe(8.05 * 109 * 0.01 * Runs, 5 * Math.Sqrt(8.05 * 109 * 0.01 * Runs));
        }
    }

    [Fact]
    public void Enormous_rates_and_short_times_give_counts_between_none_and_all()
    {
        MesoscopicParameters mad = MesoscopicDefaults.TwoPopulations with { EscapeRate = [1e300, 1e300], MembraneTimeConstant = [1e-9, 1e-9], SynapticTimeConstant = [1e-9, 1e-9] };
        var model = new MesoscopicModel(mad);
        double[] z = Coordinates.Initial(model);
        var counts = new int[2 * 200];
        var expected = new double[counts.Length];
        model.Simulate(model.CreateInitialState(z), z, default, counts, Random(), expected);
        expected.ShouldAllBe(n => double.IsFinite(n));
        counts[0].ShouldBe(438);
        for (int i = 0; i < counts.Length; i++) counts[i].ShouldBeInRange(0, i % 2 == 0 ? 438 : 109);
    }

    [Fact]
    public void Parameters_at_a_point_are_the_configured_ones_with_the_free_ones_replaced()
    {
        var model = new MesoscopicModel(MesoscopicDefaults.TwoPopulations, new MesoscopicOptions { Free = ["w[E,I]", "tau_m"] });
        MesoscopicParameters there = model.ParametersAt([-3, 0.02, 0.03]);
        there.SynapticWeight.ShouldBe([2.482, -3, 1.245, -4.964]);
        there.MembraneTimeConstant.ShouldBe([0.02, 0.03]);
        there.EscapeRate.ShouldBe([10, 10]);
        MesoscopicDefaults.TwoPopulations.SynapticWeight[1].ShouldBe(-4.964, "the configured parameters stay");
        Should.Throw<ArgumentException>(() => model.ParametersAt([1])).Message.ShouldContain("expected 3");
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
