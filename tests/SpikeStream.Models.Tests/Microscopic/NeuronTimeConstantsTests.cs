using SpikeStream.Models.Mesoscopic;
using SpikeStream.Models.Microscopic;

namespace SpikeStream.Models.Tests.Microscopic;

public sealed class NeuronTimeConstantsTests
{
    /// <summary>Table 8 of Rene, Longtin and Macke (2020).</summary>
    private static readonly NeuronDistribution[] Published =
    [
        new(MesoscopicParameterKind.MembraneTimeConstant, 0, -1.6, 0.5),
        new(MesoscopicParameterKind.MembraneTimeConstant, 1, -1.8, 0.5),
        new(MesoscopicParameterKind.AdaptationTimeConstant, 0, -0.7, 0.5),
    ];

    private static MesoscopicParameters Large => MesoscopicDefaults.TwoPopulations with { NeuronCounts = [200_000, 200_000] };

    [Fact]
    public void The_published_distributions_have_the_published_means()
    {
        double[] expected = [0.049, 0.031, 0.387];
        for (int i = 0; i < 3; i++) Published[i].Mean.ShouldBe(expected[i], 0.0006);
        // Their coefficient of variation is 1.66, so that 200 000 values have a mean with a relative standard error of 0.37 %.
        MesoscopicParameters averages = new NeuronTimeConstants(Large, Published, 1, "network", 0).Averages;
        averages.MembraneTimeConstant[0].ShouldBe(Published[0].Mean, 4 * 0.0037 * Published[0].Mean);
        averages.MembraneTimeConstant[1].ShouldBe(Published[1].Mean, 4 * 0.0037 * Published[1].Mean);
        averages.AdaptationTimeConstant[0].ShouldBe(Published[2].Mean, 4 * 0.0037 * Published[2].Mean);
        averages.AdaptationTimeConstant[1].ShouldBe(1);
    }

    [Fact]
    public void Logarithms_have_the_stated_mean_and_standard_deviation()
    {
        double[] logarithms = [.. new NeuronTimeConstants(Large, Published, 2, "network", 0).Membrane[..200_000].ToArray().Select(Math.Log10)];
        double mean = logarithms.Average();
        mean.ShouldBe(-1.6, 4 * 0.5 / Math.Sqrt(200_000));
        Math.Sqrt(logarithms.Average(x => (x - mean) * (x - mean))).ShouldBe(0.5, 4 * 0.5 / Math.Sqrt(400_000));
    }

    [Fact]
    public void What_is_drawn_for_a_population_depends_on_seed_name_and_realisation_alone()
    {
        MesoscopicParameters parameters = MesoscopicDefaults.TwoPopulations;
        double[] Inhibitory(IReadOnlyList<NeuronDistribution> distributions, ulong seed = 1, string network = "a", int realisation = 0) =>
            new NeuronTimeConstants(parameters, distributions, seed, network, realisation).Membrane[438..].ToArray();
        double[] first = Inhibitory(Published);
        Inhibitory([Published[1]]).ShouldBe(first);
        Inhibitory(Published, seed: 2).ShouldNotBe(first);
        Inhibitory(Published, network: "b").ShouldNotBe(first);
        Inhibitory(Published, realisation: 1).ShouldNotBe(first);
        first.Distinct().Count().ShouldBe(109);
        new NeuronTimeConstants(parameters, [], 1, "a", 0).Averages.MembraneTimeConstant.ShouldBe(parameters.MembraneTimeConstant);
    }

    [Fact]
    public void A_neuron_whose_membrane_is_faster_than_the_time_step_follows_its_input_at_once()
    {
        MesoscopicParameters parameters = MesoscopicDefaults.TwoPopulations with { EscapeRate = [1e-30, 1e-30] };
        MicroscopicNetwork network = new(parameters, new MicroscopicOptions { Heterogeneous = [new(MesoscopicParameterKind.MembraneTimeConstant, 0, -7, 0)] });
        network.Advance(1, [0.5, 0.5], []);
        network.Potentials[0].ShouldBe(20 + 19 * 0.5, 1e-12);
        network.Potentials[438].ShouldBe(19.5 + 11.964 * 0.5 * (1 - Math.Exp(-0.02)), 1e-12);
    }

    [Fact]
    public void Distributions_that_make_no_sense_are_refused_with_the_name_of_the_parameter()
    {
        MesoscopicParameters parameters = MesoscopicDefaults.TwoPopulations;
        string Refusal(params NeuronDistribution[] distributions) => Should.Throw<ArgumentException>(() => new NeuronTimeConstants(parameters, distributions, 1, "a", 0)).Message;
        Refusal(new NeuronDistribution(MesoscopicParameterKind.EscapeRate, 1, 1, 0.5)).ShouldContain("c[I]: found a distribution");
        Refusal(Published[0], Published[0]).ShouldContain("tau_m[E]: found two distributions");
        Refusal(Published[0] with { DeviationLog10 = -1 }).ShouldContain("LogNormal10(-1.6, -1)");
        Refusal(Published[0] with { MeanLog10 = double.NaN }).ShouldContain("NaN");
    }
}
