using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Tests.Mesoscopic;

public sealed class TiedParameterTests
{
    private static MesoscopicModel Model(IReadOnlyList<string> free, params IReadOnlyList<string>[] ties) =>
        new(MesoscopicDefaults.TwoPopulations, new MesoscopicOptions { AgeBins = 60, Free = free, Ties = ties });

    [Fact]
    public void The_gradient_of_tied_parameters_is_the_sum_of_theirs()
    {
        MesoscopicModel untied = Model(["w", "c", "tau_m"]), tied = Model(["w", "c", "tau_m"], ["c[E]", "c[I]"], ["w[E,I]", "w[I,I]"]);
        double[] coordinates = FitStarts.Configured(untied.Parameters), fewer = FitStarts.Configured(tied.Parameters);
        int[] counts = new int[2 * 400];
        untied.Simulate(untied.CreateInitialState(coordinates), coordinates, default, counts, new RandomStream(1, "test", "counts"));
        double[] gradient = new double[coordinates.Length], sums = new double[fewer.Length];
        double value = untied.LogLikelihoodAndGradient(untied.CreateInitialState(coordinates), coordinates, new SequenceData(counts, default, 2), gradient);
        double same = tied.LogLikelihoodAndGradient(tied.CreateInitialState(fewer), fewer, new SequenceData(counts, default, 2), sums);

        string[] names = [.. untied.Parameters.Parameters.Select(parameter => parameter.Name)], left = [.. tied.Parameters.Parameters.Select(parameter => parameter.Name)];
        double By(string name) => gradient[Array.IndexOf(names, name)];
        left.ShouldBe(["w[E,E]", "w[E,I]", "w[I,E]", "c[E]", "tau_m[E]", "tau_m[I]"]);
        same.ShouldBe(value);
        sums[3].ShouldBe(By("c[E]") + By("c[I]"), 1e-9 * Math.Abs(sums[3]));
        sums[1].ShouldBe(By("w[E,I]") + By("w[I,I]"), 1e-9 * Math.Abs(sums[1]));
        sums[0].ShouldBe(By("w[E,E]"));
        tied.TiedNames(3).ShouldBe(["c[E]", "c[I]"]);
    }

    [Fact]
    public void A_symbol_ties_all_its_parameters_and_makes_them_free()
    {
        Model(["w"], ["tau_m"]).Parameters.Parameters.Select(parameter => parameter.Name).ShouldBe(["w[E,E]", "w[E,I]", "w[I,E]", "w[I,I]", "tau_m[E]"]);
    }

    [Fact]
    public void Ties_that_make_no_sense_are_refused()
    {
        Should.Throw<ArgumentException>(() => Model(["w"], ["c[E]", "tau_m[E]"])).Message.ShouldContain("expected parameters of one kind");
        Should.Throw<ArgumentException>(() => Model(["w"], ["c[E]"])).Message.ShouldContain("at least two");
        Should.Throw<ArgumentException>(() => Model(["w"], ["c"], ["c[E]", "c[I]"])).Message.ShouldContain("in two ties");
        Should.Throw<ArgumentException>(() => Model(["w"], ["c[E]", "c[X]"])).Message.ShouldContain("c[X]");
    }
}
