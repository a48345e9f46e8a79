using FsCheck;
using FsCheck.Fluent;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Models.Microscopic;
using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Tests.Microscopic;

public sealed class MicroscopicNetworkTests
{
    private const double Step = 0.0002;

    /// <summary>Populations of one neuron each, not connected, that hardly ever fire.</summary>
    private static MesoscopicParameters Silent(int populations) => new()
    {
        PopulationNames = [.. Enumerable.Range(0, populations).Select(a => $"P{a}")],
        NeuronCounts = [.. Enumerable.Repeat(1, populations)],
        MembraneResistance = [.. Enumerable.Repeat(20.0, populations)],
        RestPotential = [.. Enumerable.Repeat(10.0, populations)],
        ConnectionProbability = new double[populations * populations],
        SynapticWeight = new double[populations * populations],
        Delay = [.. Enumerable.Repeat(0.001, populations * populations)],
        MembraneTimeConstant = [.. Enumerable.Repeat(0.02, populations)],
        RefractoryPeriod = [.. Enumerable.Repeat(0.002, populations)],
        Threshold = [.. Enumerable.Repeat(15.0, populations)],
        ResetPotential = new double[populations],
        EscapeRate = [.. Enumerable.Repeat(1e-30, populations)],
        NoiseLevel = [.. Enumerable.Repeat(5.0, populations)],
        SynapticTimeConstant = [.. Enumerable.Repeat(0.004, populations)],
        AdaptationStrength = new double[populations],
        AdaptationTimeConstant = [.. Enumerable.Repeat(0.05, populations)],
    };

    private static List<MicroscopicSpike> Advance(MicroscopicNetwork network, int steps, ReadOnlySpan<double> inputs = default)
    {
        List<MicroscopicSpike> spikes = [];
        network.Advance(steps, inputs, spikes);
        return spikes;
    }

    [Theory]
    [InlineData(1_000_000, 0.001, Connectivity.Bernoulli, "found 1000109 neurons with about 497")]
    [InlineData(1_000_000, 0.001, Connectivity.FixedInDegree, "found 1000109 neurons with about 497")]
    [InlineData(1_000_000_000, 0.001, Connectivity.AllToAll, "found 1000000109 neurons with about 0 synapses")]
    [InlineData(100_000, 1, Connectivity.AllToAll, "found 100109 neurons with about 0 synapses and delays of up to 5000 steps, which take")]
    public void A_network_beyond_four_gibibytes_is_refused_before_it_is_wired(int neurons, double delay, Connectivity connectivity, string message)
    {
        MesoscopicParameters parameters = MesoscopicDefaults.TwoPopulations with { NeuronCounts = [neurons, 109], Delay = [delay, 0.001, 0.001, 0.001] };
        Should.Throw<ArgumentException>(() => new MicroscopicNetwork(parameters, new MicroscopicOptions { Connectivity = connectivity })).Message.ShouldContain(message);
    }

    [Fact]
    public void The_expected_size_of_a_network_is_near_the_truth()
    {
        MicroscopicSize size = new(MesoscopicDefaults.TwoPopulations, Step, Connectivity.Bernoulli);
        size.Synapses.ShouldBe(0.0497 * 438 * 438 + 0.135 * 438 * 109 + 0.0794 * 109 * 438 + 0.1597 * 109 * 109, 1e-6);
        size.WiringBytes.ShouldBe(4 * (size.Synapses + 2 * 547), 1e-6);
        Should.NotThrow(() => size.Require(1000, 1000));
    }

    [Fact]
    public void The_membrane_charges_exponentially()
    {
        MicroscopicNetwork network = new(Silent(1), new MicroscopicOptions());
        double[] inputs = [.. Enumerable.Repeat(0.3, 137)];
        Advance(network, 137, inputs).ShouldBeEmpty();
        network.Potentials[0].ShouldBe(10 + 20 * 0.3 * (1 - Math.Exp(-137 * Step / 0.02)), 1e-12);
        Advance(network, 50);
        network.Potentials[0].ShouldBe(10 + 6 * (1 - Math.Exp(-137 * Step / 0.02)) * Math.Exp(-50 * Step / 0.02), 1e-12);
    }

    [Fact]
    public void A_neuron_with_an_endless_hazard_fires_as_soon_as_it_is_not_refractory_and_adapts_in_closed_form()
    {
        MesoscopicParameters parameters = Silent(1) with { EscapeRate = [1e30], AdaptationStrength = [0.7] };
        MicroscopicNetwork network = new(parameters, new MicroscopicOptions());
        Advance(network, 201).Select(spike => spike.Step).ShouldBe(Enumerable.Range(0, 21).Select(i => 10L * i));
        // Jumps of J/tau at steps 10, 20, ... 200, each decaying since.
        double decay = Math.Exp(-10 * Step / 0.05);
        network.Adaptations[0].ShouldBe(0.7 / 0.05 * (1 - Math.Pow(decay, 20)) / (1 - decay), 1e-9);
        Advance(network, 9);
        network.Potentials[0].ShouldBe(0, "refractory neurons stay at the reset potential");
    }

    [Fact]
    public void A_spike_arrives_after_its_delay_and_changes_the_potential_by_its_weight_in_all()
    {
        // Neuron 0 fires every 2 ms; neuron 1 only listens.
        MesoscopicParameters parameters = Silent(2) with
        {
            EscapeRate = [1e30, 1e-30],
            SynapticWeight = [0, 0, 1.5, 0],
            ConnectionProbability = [0, 0, 0.5, 0],
            Delay = [0.001, 0.001, 0.003, 0.001],
        };
        MicroscopicNetwork network = new(parameters, new MicroscopicOptions { Connectivity = Connectivity.AllToAll });
        Advance(network, 15);
        network.Potentials[1].ShouldBe(10);
        Advance(network, 1);
        double jump = 0.02 * 0.5 * 1.5 / 0.004;
        network.Potentials[1].ShouldBe(10 + jump * (1 - Math.Exp(-Step / 0.02)), 1e-12);
        Advance(network, 2000 - 16);
        double mean = 0;
        for (int k = 0; k < 10; k++)
        {
            Advance(network, 1);
            mean += network.Potentials[1] / 10;
        }

        // tau_m p w A, and the trace summed over steps instead of integrated.
        mean.ShouldBe(10 + 0.02 * 0.75 * 500 * (Step / 0.004) / (1 - Math.Exp(-Step / 0.004)), 1e-6);
    }

    [Fact]
    public void Bernoulli_wiring_has_the_stated_probability_and_excludes_nobody()
    {
        MesoscopicParameters defaults = MesoscopicDefaults.TwoPopulations;
        SynapticWiring wiring = SynapticWiring.Bernoulli(defaults, [0, 438, 547], 3, "test", 0);
        int[,] counts = new int[2, 2];
        int selfConnections = 0;
        for (int unit = 0; unit < 547; unit++)
        {
            for (int target = 0; target < 2; target++)
            {
                ReadOnlySpan<int> targets = wiring.Targets(unit, target);
                counts[target, unit < 438 ? 0 : 1] += targets.Length;
                if (targets.Contains(unit)) selfConnections++;
                for (int i = 1; i < targets.Length; i++) targets[i].ShouldBeGreaterThan(targets[i - 1]);
                foreach (int i in targets) (i < 438).ShouldBe(target == 0);
            }
        }

        int[] sizes = [438, 109];
        for (int target = 0; target < 2; target++)
        {
            for (int source = 0; source < 2; source++)
            {
                double p = defaults.ConnectionProbability[2 * target + source], pairs = sizes[target] * sizes[source];
                ((double)counts[target, source]).ShouldBe(pairs * p, 5 * Math.Sqrt(pairs * p * (1 - p)));
            }
        }

        selfConnections.ShouldBeGreaterThan(0);
    }

    // Reference of an independent simulation: 3 networks of 20 s, rates after 10 s. Rates of single networks scatter with a standard deviation of about
    // 0.1 Hz (wiring and noise), so two means of three differ by 0.08 Hz; the tolerance is three times that.
    [Theory]
    [InlineData(0, 5.30, 8.65)]
    [InlineData(0.5, 9.67, 14.26)]
    public void Mean_rates_of_the_default_network_equal_the_reference(double input, double excitatory, double inhibitory)
    {
        double[] rates = new double[2];
        for (ulong seed = 1; seed <= 3; seed++)
        {
            MicroscopicNetwork network = new(MesoscopicDefaults.TwoPopulations, new MicroscopicOptions { Seed = seed });
            double[] inputs = [.. Enumerable.Repeat(input, 2 * 100_000)];
            foreach (MicroscopicSpike spike in Advance(network, 100_000, inputs))
            {
                if (spike.Step < 50_000) continue;
                rates[spike.Unit < 438 ? 0 : 1] += 1.0 / (3 * 10 * (spike.Unit < 438 ? 438 : 109));
            }
        }

        rates[0].ShouldBe(excitatory, 0.25);
        rates[1].ShouldBe(inhibitory, 0.25);
    }

    [Fact]
    public void All_to_all_connectivity_has_the_lower_rates_of_the_mesoscopic_model()
    {
        MicroscopicNetwork network = new(MesoscopicDefaults.TwoPopulations, new MicroscopicOptions { Seed = 1, Connectivity = Connectivity.AllToAll });
        List<MicroscopicSpike> spikes = Advance(network, 100_000);
        spikes.Count(spike => spike.Step >= 50_000 && spike.Unit < 438).ShouldBeInRange((int)(4.7 * 4380), (int)(5.2 * 4380));
        spikes.Count(spike => spike.Step >= 50_000 && spike.Unit >= 438).ShouldBeInRange((int)(7.6 * 1090), (int)(8.6 * 1090));
    }

    [Fact]
    public void How_steps_are_divided_and_saving_leave_no_trace()
    {
        double[] inputs = [.. Enumerable.Range(0, 2 * 600).Select(i => 0.5 * Math.Sin(i * 0.01))];
        MicroscopicNetwork New() => new(MesoscopicDefaults.TwoPopulations with { Delay = [0.001, 0.0004, 0.002, 0.001], RefractoryPeriod = [0.002, 0.003] }, new MicroscopicOptions { Seed = 5 });
        List<MicroscopicSpike> expected = Advance(New(), 600, inputs);
        expected.Count.ShouldBeGreaterThan(100);
        expected.ShouldBe(expected.OrderBy(spike => spike.Step).ThenBy(spike => spike.Unit));
        Prop.ForAll(Gen.Choose(0, 600).ToArbitrary(), Gen.Choose(0, 600).ToArbitrary(), (a, b) =>
        {
            (int first, int second) = (Math.Min(a, b), Math.Max(a, b));
            MicroscopicNetwork network = New();
            List<MicroscopicSpike> spikes = Advance(network, first, inputs.AsSpan(0, 2 * first));
            spikes.AddRange(Advance(network, second - first, inputs.AsSpan(2 * first, 2 * (second - first))));
            MemoryStream memory = new();
            network.Save(new BinaryWriter(memory));
            memory.Position = 0;
            MicroscopicNetwork resumed = New();
            resumed.Restore(new BinaryReader(memory));
            spikes.AddRange(Advance(resumed, 600 - second, inputs.AsSpan(2 * second)));
            return spikes.SequenceEqual(expected) && resumed.StepCount == 600;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));
    }

    [Fact]
    public void All_to_all_connectivity_fluctuates_as_the_mesoscopic_model_does()
    {
        // 0.5 mA into both; the standard deviation of the inhibitory activity in bins of 10 ms is 3.57 Hz in the mesoscopic model, 3.60 Hz in networks. That of 4000 bins
        // has a standard error of 0.06 Hz where bins are correlated a little.
        MicroscopicNetwork network = new(MesoscopicDefaults.TwoPopulations, new MicroscopicOptions { Seed = 2, Connectivity = Connectivity.AllToAll });
        double[] activity = new double[4000];
        double[] inputs = [.. Enumerable.Repeat(0.5, 2 * 250_000)];
        foreach (MicroscopicSpike spike in Advance(network, 250_000, inputs))
        {
            if (spike.Step >= 50_000 && spike.Unit >= 438) activity[(spike.Step - 50_000) / 50] += 1 / (109 * 0.01);
        }

        double mean = activity.Average();
        mean.ShouldBe(13.48, 0.35);
        Math.Sqrt(activity.Average(a => (a - mean) * (a - mean))).ShouldBe(3.58, 0.2);
    }

    [Fact]
    public void With_fixed_in_degree_every_neuron_hears_equally_many_different_neurons()
    {
        MesoscopicParameters defaults = MesoscopicDefaults.FourPopulations;
        int[] firstUnits = [0, 413, 529, 967, 1076];
        SynapticWiring wiring = SynapticWiring.FixedInDegree(defaults, firstUnits, 3, "test", 0);
        int[,] degrees = new int[1076, 4];
        for (int source = 0; source < 1076; source++)
        {
            int population = Array.FindLastIndex(firstUnits, first => source >= first);
            for (int target = 0; target < 4; target++)
            {
                int before = -1;
                foreach (int i in wiring.Targets(source, target))
                {
                    i.ShouldBeGreaterThan(before, "targets are in order, each once");
                    (before = i).ShouldBeInRange(firstUnits[target], firstUnits[target + 1] - 1);
                    degrees[i, population]++;
                }
            }
        }

        for (int i = 0; i < 1076; i++)
        {
            int target = Array.FindLastIndex(firstUnits, first => i >= first);
            for (int source = 0; source < 4; source++)
                degrees[i, source].ShouldBe((int)Math.Round(defaults.ConnectionProbability[target * 4 + source] * defaults.NeuronCounts[source]));
        }
    }

    [Fact]
    public void Wiring_follows_from_seed_name_and_realisation_of_the_network_and_not_from_the_trial()
    {
        int[] Targets(MicroscopicOptions options) => SpikesOf(new MicroscopicNetwork(MesoscopicDefaults.TwoPopulations, options)).ToArray();
        MicroscopicOptions options = new() { Seed = 4, Network = "truth", Connectivity = Connectivity.FixedInDegree };
        // Same noise, so that only wiring can tell them apart.
        int[] first = Targets(options);
        Targets(options with { Network = "other" }).ShouldNotBe(first);
        Targets(options with { Realisation = 1 }).ShouldNotBe(first);
        Targets(options).ShouldBe(first);
        SpikesOf(new MicroscopicNetwork(MesoscopicDefaults.TwoPopulations, options with { Trial = 3 }).WithTrial(0)).ShouldBe(first);
        SpikesOf(new MicroscopicNetwork(MesoscopicDefaults.TwoPopulations, options).WithTrial(3)).ShouldBe(Targets(options with { Trial = 3 }));
        static IEnumerable<int> SpikesOf(MicroscopicNetwork network) => Advance(network, 400).Select(spike => (int)spike.Step * 1000 + spike.Unit);
    }

    [Theory]
    [InlineData(VectorWidth.Bits256)]
    [InlineData(VectorWidth.Bits128)]
    [InlineData(VectorWidth.Scalar)]
    public void Spikes_and_potentials_do_not_depend_on_vector_instructions(VectorWidth width)
    {
        double[] inputs = [.. Enumerable.Range(0, 4 * 500).Select(i => 0.5 * Math.Sin(i * 0.01))];
        MicroscopicOptions options = new() { Seed = 8, Heterogeneous = [new(MesoscopicParameterKind.MembraneTimeConstant, 2, -1.6, 0.5)] };
        MicroscopicNetwork widest = new(MesoscopicDefaults.FourPopulations, options), other = new(MesoscopicDefaults.FourPopulations, options with { VectorWidth = width });
        Advance(other, 500, inputs).ShouldBe(Advance(widest, 500, inputs));
        other.Potentials.ToArray().ShouldBe(widest.Potentials.ToArray());
    }

    [Fact]
    public void Extreme_parameters_are_clipped_or_refused_and_never_go_on_as_not_a_number()
    {
        // A probability far above one is one: a spike each refractory period, however large c is and however short the time constants are.
        MesoscopicParameters mad = MesoscopicDefaults.TwoPopulations with { EscapeRate = [1e300, 1e300], MembraneTimeConstant = [1e-9, 1e-9], SynapticTimeConstant = [1e-7, 1e-7] };
        Advance(new MicroscopicNetwork(mad, new MicroscopicOptions()), 101).Count.ShouldBe(547 * 11);
        MicroscopicNetwork endless = new(MesoscopicDefaults.TwoPopulations with { SynapticWeight = [1e308, -1e308, 1e308, -1e308], SynapticTimeConstant = [1e-6, 1e-6] }, new MicroscopicOptions());
        Should.Throw<InvalidOperationException>(() => Advance(endless, 1000)).Message.ShouldContain("expected a finite number");
        Should.Throw<ArgumentException>(() => new MicroscopicNetwork(MesoscopicDefaults.TwoPopulations with { NeuronCounts = [438, 0] }, new MicroscopicOptions())).Message.ShouldContain("N[I]: found 0");
        Should.Throw<ArgumentException>(() => new MicroscopicNetwork(MesoscopicDefaults.TwoPopulations with { ConnectionProbability = [0.1, 0.1, 1.2, 0.1] }, new MicroscopicOptions())).Message.ShouldContain("p[I,E]: found 1.2");
    }

    [Fact]
    public void A_neuron_that_is_refractory_for_one_step_goes_on_from_the_reset_potential()
    {
        MicroscopicNetwork network = new(Silent(1) with { EscapeRate = [1e30], RefractoryPeriod = [Step] }, new MicroscopicOptions());
        Advance(network, 5).Count.ShouldBe(5);
        MicroscopicNetwork slow = new(Silent(1) with { EscapeRate = [1e30], RefractoryPeriod = [Step], NoiseLevel = [0.01] }, new MicroscopicOptions());
        // It fires when it is within 0.7 mV of the threshold or so, which it never is again after a reset to 0 at once.
        double[] inputs = [.. Enumerable.Repeat(1000.0, 2).Concat(Enumerable.Repeat(0.0, 3))];
        Advance(slow, 5, inputs);
        slow.Potentials[0].ShouldBe(10 * (1 - Math.Exp(-3 * Step / 0.02)), 1e-12);
    }

    [Fact]
    public void Another_trial_is_another_noise_in_the_same_network_and_bad_input_is_refused()
    {
        MicroscopicNetwork first = new(MesoscopicDefaults.TwoPopulations, new MicroscopicOptions { Seed = 5 });
        MicroscopicNetwork other = new(MesoscopicDefaults.TwoPopulations, new MicroscopicOptions { Seed = 5, Trial = 1 });
        Advance(first, 300).ShouldNotBe(Advance(other, 300));
        Should.Throw<ArgumentException>(() => Advance(first, 3, new double[5])).Message.ShouldContain("found 5 inputs");
        Should.Throw<ArgumentException>(() => Advance(first, 1, [0, double.NaN])).Message.ShouldContain("NaN");
        Should.Throw<ArgumentException>(() => new MicroscopicNetwork(MesoscopicDefaults.TwoPopulations with { RefractoryPeriod = [0.00001, 0.002] }, new MicroscopicOptions())).Message.ShouldContain("t_ref[E]");
        Should.Throw<InvalidDataException>(() => first.Restore(new BinaryReader(new MemoryStream(new byte[99]))));
    }
}
