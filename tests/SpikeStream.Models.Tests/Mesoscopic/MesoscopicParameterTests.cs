using System.Globalization;
using System.Text.Json;
using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Distributions;

namespace SpikeStream.Models.Tests.Mesoscopic;

public sealed class MesoscopicParameterTests
{
    private static MesoscopicParameters Default => MesoscopicDefaults.TwoPopulations;

    [Theory]
    [InlineData("twoPop")]
    [InlineData("fourPop")]
    public void Free_parameters_and_their_priors_equal_the_fixture(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "fixtures", "mesogif", "prior.json");
        JsonElement expected = JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty(name);
        var model = new MesoscopicModel(name == "twoPop" ? MesoscopicDefaults.TwoPopulations : MesoscopicDefaults.FourPopulations);
        double[] z = Coordinates.Initial(model);
        var gradient = new double[z.Length];
        model.Parameters.LogPrior(z, gradient).ShouldBe(expected.GetProperty("total").GetDouble(), 1e-11);
        model.Parameters.Count.ShouldBe(expected.GetProperty("count").GetInt32());
        foreach ((JsonElement term, int i) in expected.GetProperty("terms").EnumerateArray().Select((term, i) => (term, i)))
        {
            Parameter parameter = model.Parameters.Parameters[i];
            parameter.Name.ShouldBe(OwnName(term.GetProperty("name").GetString()!, model.PopulationNames));
            z[i].ShouldBe(term.GetProperty("z").GetDouble(), 1e-12);
            parameter.Prior.LogDensity(z[i]).ShouldBe(term.GetProperty("logDensity").GetDouble(), 1e-12);
            gradient[i].ShouldBe(term.GetProperty("dLogDensity_dz").GetDouble(), 1e-12);
            double[] slope = [.. Enumerable.Repeat(1.0, z.Length)];
            double[] natural = [.. model.Parameters.Parameters.Select(p => p.Initial)];
            model.Parameters.ChainToCoordinates(natural, slope);
            slope[i].ShouldBe(term.GetProperty("dx_dz").GetDouble(), 1e-12);
        }
    }

    [Fact]
    public void The_rule_for_age_bins_gives_695_for_the_default_sets()
    {
        AgeBinRule.Count(MesoscopicDefaults.TwoPopulations, 0.001).ShouldBe(695);
        AgeBinRule.Count(MesoscopicDefaults.FourPopulations, 0.001).ShouldBe(695);
        AgeBinRule.Count(Default with { AdaptationStrength = [0, 0] }, 0.001).ShouldBe(50);
        AgeBinRule.Count(Default with { AdaptationStrength = [0, 0], MembraneTimeConstant = [0.001, 0.001], RefractoryPeriod = [0.02, 0.002] }, 0.001).ShouldBe(
            21);
    }

    [Fact]
    public void All_faults_are_named_with_parameter_population_value_and_what_was_expected()
    {
        MesoscopicParameters wrong = Default with
        {
            NeuronCounts = [438, 0],
            RefractoryPeriod = [0.0004, 0.002],
            Delay = [0.001, 0.001, 0.0001, 0.001],
            ConnectionProbability = [0.05, 1.5, 0.08, 0.16],
            MembraneTimeConstant = [0.01, -1],
            SynapticTimeConstant = [0, 0.006],
            NoiseLevel = [5, double.NaN],
            AdaptationStrength = [-1, 0],
            EscapeRate = [10, 0],
        };
        string message = Should.Throw<ArgumentException>(() => new MesoscopicModel(wrong)).Message;
        message.ShouldContain("N[I]: found 0, expected at least 1 neuron");
        message.ShouldContain("t_ref[E]: found 0.0004, expected at least the bin width, 0.001 s");
        message.ShouldContain("Delta[I,E]: found 0.0001, expected at least the bin width, 0.001 s");
        message.ShouldContain("p[E,I]: found 1.5, expected a probability from 0 to 1");
        message.ShouldContain("tau_m[I]: found -1, expected a time above 0 s");
        message.ShouldContain("tau_s[E]: found 0, expected a time above 0 s");
        message.ShouldContain("Delta_u[I]: found NaN, expected a finite number");
        message.ShouldContain("J[E]: found -1, expected at least 0 mV s");
        message.ShouldContain("c[I]: found 0, expected a rate above 0 Hz");
        message.Split('\n').Length.ShouldBe(9);
    }

    [Fact]
    public void Wrong_shapes_are_named()
    {
        MesoscopicParameterChecks.Faults(Default with { SynapticWeight = [1, 2] }, 0.001).ShouldBe(["w: found 2 values, expected 4"]);
        MesoscopicParameterChecks.Faults(Default with { PopulationNames = ["E", "E"] }, 0.001).Single().ShouldContain("\"E\" 2 times");
        MesoscopicParameterChecks.Faults(Default, 0).Single().ShouldContain("bin width");
        MesoscopicParameterChecks.Faults(Default, 0.001).ShouldBeEmpty();
    }

    [Fact]
    public void Free_parameters_are_chosen_by_kind_or_component()
    {
        string[] Names(params string[] free) => [.. new MesoscopicModel(Default, new MesoscopicOptions { Free = free }).Parameters.Parameters.Select(p => p.Name)];
        Names("tau_m[I]", "w[E,I]", "J").ShouldBe(["w[E,I]", "J[E]", "tau_m[I]"]);
        Names("w").ShouldBe(["w[E,E]", "w[E,I]", "w[I,E]", "w[I,I]"]);
        Should.Throw<ArgumentException>(() => Names("tau")).Message.ShouldContain("found \"tau\", expected one of w, p, R");
        Should.Throw<ArgumentException>(() => Names("p")).Message.ShouldContain("p[E,E]: it is free and has no default prior");
        Should.Throw<ArgumentException>(() => Names("J[I]")).Message.ShouldContain("J[I]: found the starting value 0");
    }

    [Fact]
    public void Priors_of_a_component_go_before_those_of_a_kind()
    {
        var kind = new NormalPrior(1, 2);
        var component = new NormalPrior(3, 4);
        var model = new MesoscopicModel(Default, new MesoscopicOptions
        {
            Free = ["p", "w"],
            Priors = new Dictionary<string, IPrior> { ["p"] = kind, ["p[I,E]"] = component },
        });
        model.Parameters.Parameters.Select(p => p.Prior).Skip(4).ShouldBe([kind, kind, component, kind]);
        Should.Throw<ArgumentException>(
            () => new MesoscopicModel(Default, new MesoscopicOptions { Priors = new Dictionary<string, IPrior> { ["q"] = kind } }))
            .Message.ShouldContain("priors: found \"q\"");
    }

    [Theory]
    [InlineData("tau_m[E]", 1.0)]
    [InlineData("c[E]", 10.0)]
    public void A_gamma_prior_of_another_scale_is_refused(string name, double scale)
    {
        IPrior wrong = name[0] == 'c' ? new Log10GammaPrior(2, scale) : new LogGammaPrior(2, scale);
        IPrior right = name[0] == 'c' ? new LogGammaPrior(2, scale) : new Log10GammaPrior(2, scale);
        MesoscopicModel Model(IPrior prior) => new(Default, new MesoscopicOptions { Free = [name], Priors = new Dictionary<string, IPrior> { [name] = prior } });
        Should.Throw<ArgumentException>(() => Model(wrong)).Message.ShouldContain($"{name}: found the prior {wrong.Description} of another scale");
        Model(right).Parameters.Parameters[0].Prior.ShouldBe(right);
    }

    [Theory]
    [InlineData(1e9)]
    [InlineData(1e6)]
    [InlineData(2147483.647)]
    [InlineData(1000)]
    [InlineData(1e300)]
    public void Times_of_a_million_bins_and_more_are_refused(double time)
    {
        MesoscopicParameterChecks.Faults(Default with { Delay = [0.001, time, 0.001, 0.001] }, 0.001).Single().ShouldStartWith("Delta[E,I]: found ");
        string fault = MesoscopicParameterChecks.Faults(Default with { RefractoryPeriod = [0.002, time] }, 0.001).Single();
        fault.ShouldStartWith("t_ref[I]: found ");
        fault.ShouldEndWith("expected less than 1000 s, 1000000 bins of 0.001 s");
    }

    [Fact]
    public void More_than_a_million_age_bins_are_refused()
    {
        Should.Throw<ArgumentException>(() => new MesoscopicModel(Default, new MesoscopicOptions { BinWidth = 1e-8 })).Message.ShouldContain(
            "bins of 1E-08 s, expected at most 1000000");
        Should.Throw<ArgumentException>(() => new MesoscopicModel(Default, new MesoscopicOptions { AgeBins = int.MaxValue })).Message.ShouldContain(
            "age bins: found 2147483647, expected at most 1000000");
    }

    [Fact]
    public void Too_few_age_bins_are_refused()
    {
        Should.Throw<ArgumentException>(
            () => new MesoscopicModel(Default with { Delay = [0.001, 0.001, 0.02, 0.001] }, new MesoscopicOptions { AgeBins = 20 }))
            .Message.ShouldContain("found 20, expected at least 21");
    }

    /// <summary>Fixture names have other symbols and indices instead of population names: <c>J_theta[0]</c>.</summary>
    private static string OwnName(string name, IReadOnlyList<string> populations)
    {
        string[] parts = name.TrimEnd(']').Split('[');
        string symbol = parts[0] switch { "Du" => "Delta_u", "J_theta" => "J", _ => parts[0] };
        return $"{symbol}[{string.Join(',', parts[1].Split(',').Select(i => populations[int.Parse(i, CultureInfo.InvariantCulture)]))}]";
    }
}
