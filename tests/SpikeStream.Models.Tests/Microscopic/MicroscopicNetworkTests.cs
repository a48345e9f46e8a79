using FsCheck;
using FsCheck.Fluent;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Models.Microscopic;

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
