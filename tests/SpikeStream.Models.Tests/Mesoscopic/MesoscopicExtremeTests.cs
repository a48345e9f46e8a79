using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Models.Microscopic;
using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Tests.Mesoscopic;

public sealed class MesoscopicExtremeTests
{
    public static TheoryData<string, double> Extremes
    {
        get
        {
            var cases = new TheoryData<string, double>();
            foreach (string name in (string[])["c[E]", "c[I]", "Delta_u[E]", "J[E]", "tau_m[E]", "tau_m[I]", "Delta_u[I]", "tau_s[I]", "tau_theta[E]"])
            {
                foreach (double value in (double[])[1e-300, 1e-30, 1e-9, 1e-5, 1e-3, 1e3, 1e9, 1e30, 1e300]) cases.Add(name, value);
            }

            foreach (string name in (string[])["w[E,E]", "w[E,I]", "u_th[E]", "u_r[E]"])
            {
                foreach (double value in (double[])[-1e300, -1e30, -1e5, -1e3, 1e3, 1e5, 1e30, 1e300]) cases.Add(name, value);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Extremes))]
    public void Extreme_parameters_give_numbers_or_say_that_they_do_not(string name, double value)
    {
        Fixture fixture = Fixture.Read("small");
        foreach (UpdateConvention convention in (UpdateConvention[])[UpdateConvention.Aligned, UpdateConvention.PaperCode])
        {
            var model = new MesoscopicModel(
                MesoscopicDefaults.TwoPopulations, new MesoscopicOptions { Convention = convention, AgeBins = 60, Free = [name] });
            var z = new double[1];
            model.Parameters.ToCoordinates([value], z);
            SequenceState state = model.CreateInitialState(z);
            var gradient = new double[1];
            var expected = new double[fixture.Counts.Length];
            double withGradient = model.LogLikelihoodAndGradient(state, z, fixture.Data, gradient);
            double found = model.Advance(state, z, fixture.Data, expected);
            found.ShouldBe(withGradient);
            if (double.IsFinite(found))
            {
                expected.ShouldAllBe(n => double.IsFinite(n));
                double.IsFinite(gradient[0]).ShouldBeTrue($"{convention}: gradient {gradient[0]}, value {found}");
            }
            else
            {
                // The fit ends as failed: only where the parameter is out of the model's range or beyond what doubles hold.
                (Math.Abs(Math.Log10(Math.Abs(value))) >= 5).ShouldBeTrue($"{convention}: {found}");
            }
        }
    }

    public static TheoryData<string, double> ExtremesOfFixedValues
    {
        get
        {
            var cases = new TheoryData<string, double>();
            foreach (string name in (string[])["Delta", "t_ref", "tau_m", "tau_s", "tau_theta", "c", "Du", "J", "R", "u_rest", "u_th", "u_r", "w"])
            {
                foreach (double value in (double[])[-1e300, -1e9, 1e-300, 1e-9, 0.5, 1e3, 1e6, 2147483.647, 1e9, 1e300]) cases.Add(name, value);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(ExtremesOfFixedValues))]
    public void Extreme_fixed_values_are_refused_or_the_network_runs_on_both_levels(string name, double value)
    {
        Fixture fixture = Fixture.Read("small");
        MesoscopicParameters parameters = MesoscopicDefaults.TwoPopulations;
        double[] one = [value, parameters.MembraneTimeConstant[1]];
        parameters = name switch
        {
            "Delta" => parameters with { Delay = [value, 0.001, 0.001, 0.001] },
            "t_ref" => parameters with { RefractoryPeriod = [value, 0.002] },
            "tau_m" => parameters with { MembraneTimeConstant = one },
            "tau_s" => parameters with { SynapticTimeConstant = one },
            "tau_theta" => parameters with { AdaptationTimeConstant = one },
            "c" => parameters with { EscapeRate = one },
            "Du" => parameters with { NoiseLevel = one },
            "J" => parameters with { AdaptationStrength = one },
            "R" => parameters with { MembraneResistance = one },
            "u_rest" => parameters with { RestPotential = one },
            "u_th" => parameters with { Threshold = one },
            "u_r" => parameters with { ResetPotential = one },
            _ => parameters with { SynapticWeight = [value, -4, 1, -4] },
        };
        bool isPossible = MesoscopicParameterChecks.Faults(parameters, 0.001).Count == 0;
        try
        {
            var model = new MesoscopicModel(parameters, new MesoscopicOptions { Free = ["c[I]"] });
            isPossible.ShouldBeTrue("parameters with faults make no model");
            double[] z = Coordinates.Initial(model), gradient = new double[1];
            double found = model.LogLikelihoodAndGradient(model.CreateInitialState(z), z, fixture.Data.Slice(0, 20), gradient);
            found.ShouldBeLessThan(0, "a number or negative infinity");
        }
        catch (ArgumentException)
        {
            isPossible.ShouldBeFalse("parameters without faults make a model");
        }

        try
        {
            List<MicroscopicSpike> spikes = [];
            new MicroscopicNetwork(parameters, new MicroscopicOptions()).Advance(20, fixture.Inputs.AsSpan(0, 40), spikes);
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException)
        {
            // Refused, or potentials that are no numbers are told.
            fault.Message.ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void A_population_of_a_thousand_million_neurons_needs_no_table()
    {
        BinomialLikelihood large = new(1_000_000_000, isNormalised: true), table = new(4_194_304, isNormalised: true), none = new(4_194_305, isNormalised: true);
        double.IsFinite(large.LogLikelihood(3_000_000, 3.1e6)).ShouldBeTrue();
        none.LogLikelihood(4000, 4100).ShouldBe(table.LogLikelihood(4000, 4100), 1e-5);
    }

    [Fact]
    public void A_carried_state_survives_jumps_of_all_time_constants_over_many_decades()
    {
        Fixture fixture = Fixture.Read("medium");
        var model = new MesoscopicModel(MesoscopicDefaults.TwoPopulations, new MesoscopicOptions { Free = ["tau_m", "tau_s", "tau_theta", "c"] });
        double[] z = Coordinates.Initial(model), gradient = new double[z.Length], expected = new double[200];
        SequenceState state = model.CreateInitialState(z);
        var random = new Random(11);
        for (int i = 0; i < 30; i++)
        {
            double[] there = [.. z.Select(at => at + 8 * (random.NextDouble() - 0.5))];
            if (i % 5 == 0) there[^1] = 2; // tau_theta or a time constant of 100 s
            double value = model.Advance(state, there, fixture.Data.Slice(i * 40, 100), expected);
            double again = model.LogLikelihoodAndGradient(state, there, fixture.Data.Slice(i * 40, 100), gradient);
            double.IsFinite(value).ShouldBeTrue($"jump {i}: {string.Join(", ", there)}");
            double.IsFinite(again).ShouldBeTrue($"jump {i}");
            expected.ShouldAllBe(n => double.IsFinite(n));
            gradient.ShouldAllBe(g => double.IsFinite(g));
        }

        // Back at sensible parameters the state is sensible again.
        model.Advance(state, z, fixture.Data.Slice(0, 1400));
        SequenceState fresh = model.CreateInitialState(z);
        model.Advance(fresh, z, fixture.Data.Slice(0, 1400));
        double after = model.Advance(state, z, fixture.Data.Slice(1400, 100)), usual = model.Advance(fresh, z, fixture.Data.Slice(1400, 100));
        after.ShouldBe(usual, 5e-3 * Math.Abs(usual));
    }

    [Fact]
    public void Parameters_that_are_not_finite_or_out_of_range_give_negative_infinity_and_leave_the_state()
    {
        Fixture fixture = Fixture.Read("small");
        var model = new MesoscopicModel(MesoscopicDefaults.TwoPopulations, new MesoscopicOptions { Free = ["tau_m[E]", "w[E,E]"] });
        double[] z = Coordinates.Initial(model);
        SequenceState state = model.CreateInitialState(z);
        foreach (double[] wrong in (double[][])[[double.NaN, -2], [1, double.PositiveInfinity], [1, -101]])
        {
            var expected = new double[2];
            var gradient = new double[2];
            model.Advance(state, wrong, fixture.Data.Slice(0, 1), expected).ShouldBe(double.NegativeInfinity);
            expected.ShouldAllBe(n => double.IsNaN(n));
            ((MesoscopicState)state).BinsConsumed.ShouldBe(0);
            model.LogLikelihoodAndGradient(state, wrong, fixture.Data, gradient).ShouldBe(double.NegativeInfinity);
            gradient.ShouldAllBe(g => double.IsNaN(g));
        }

        double.IsFinite(model.Advance(state, z, fixture.Data.Slice(0, 1))).ShouldBeTrue();
    }

    [Fact]
    public void Single_neurons_and_populations_that_all_fire_are_possible()
    {
        MesoscopicParameters parameters = MesoscopicDefaults.TwoPopulations with { NeuronCounts = [1, 3] };
        var model = new MesoscopicModel(parameters, new MesoscopicOptions { AgeBins = 30 });
        double[] z = Coordinates.Initial(model);
        int[] counts = [.. Enumerable.Range(0, 200).SelectMany(k => new[] { k % 5 == 0 ? 1 : 0, k % 9 == 0 ? 3 : 0 })];
        var gradient = new double[z.Length];
        double found = model.LogLikelihoodAndGradient(model.CreateInitialState(z), z, new SequenceData(counts, default, 2), gradient);
        found.ShouldBeLessThan(0);
        double.IsFinite(found).ShouldBeTrue();
        gradient.ShouldAllBe(g => double.IsFinite(g));
    }

    [Fact]
    public void More_spikes_than_neurons_are_refused_with_bin_and_population()
    {
        var model = new MesoscopicModel(MesoscopicDefaults.TwoPopulations);
        double[] z = Coordinates.Initial(model);
        Should.Throw<ArgumentException>(() => model.Advance(model.CreateInitialState(z), z, new SequenceData([0, 0, 3, 110], default, 2)))
            .Message.ShouldContain("bin 1, population I: found 110 spikes, expected 0 to 109");
        Should.Throw<ArgumentException>(() => model.Advance(model.CreateInitialState(z), z, new SequenceData([-1, 0], default, 2))).Message.ShouldContain(
            "found -1");
    }

    [Fact]
    public void A_state_of_another_model_or_a_damaged_one_is_refused()
    {
        var model = new MesoscopicModel(MesoscopicDefaults.TwoPopulations);
        var other = new MesoscopicModel(
            MesoscopicDefaults.TwoPopulations, new MesoscopicOptions { AgeBins = 50, VectorWidth = VectorWidth.Scalar });
        double[] z = Coordinates.Initial(model);
        SequenceState state = model.CreateInitialState(z);
        Should.Throw<ArgumentException>(() => state.CopyFrom(other.CreateInitialState(z)));
        Should.Throw<ArgumentException>(() => other.Advance(state, z, new SequenceData([0, 0], default, 2)));
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        state.Save(writer);
        writer.Flush();
        byte[] bytes = stream.ToArray();
        SequenceState target = other.CreateInitialState(z);
        Should.Throw<InvalidDataException>(() => target.Restore(new BinaryReader(new MemoryStream(bytes)))).Message.ShouldContain(
            "found the number of age bins 695, expected 50");
        Should.Throw<InvalidDataException>(() => state.Restore(new BinaryReader(new MemoryStream(bytes[..999])))).Message.ShouldContain(
            "ends too early");
    }
}
