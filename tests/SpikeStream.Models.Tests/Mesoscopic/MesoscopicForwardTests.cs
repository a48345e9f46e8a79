using System.Text.Json;
using SpikeStream.Models.Mesoscopic;

namespace SpikeStream.Models.Tests.Mesoscopic;

public sealed class MesoscopicForwardTests
{
    public static TheoryData<string, UpdateConvention> Cases
    {
        get
        {
            var cases = new TheoryData<string, UpdateConvention>();
            foreach (string name in (string[])["small", "medium", "fourpop", "edge"])
            {
                cases.Add(name, UpdateConvention.Aligned);
                cases.Add(name, UpdateConvention.PaperCode);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Expected_counts_and_log_likelihoods_equal_the_fixtures(string name, UpdateConvention convention)
    {
        Fixture fixture = Fixture.Read(name);
        JsonElement expected = fixture.Expected(convention);
        double[] expectedCounts = Fixture.Numbers(expected.GetProperty("nbar"));
        double[] cumulative = Fixture.Numbers(expected.GetProperty("cumLogL"));
        MesoscopicModel model = fixture.Model(convention, merge: false);
        double[] coordinates = Coordinates.Initial(model);
        var state = (MesoscopicState)model.CreateInitialState(coordinates);
        var found = new double[fixture.Counts.Length];
        double sum = 0;
        for (int k = 0; k < fixture.BinCount; k++)
        {
            sum += model.Advance(
                state, coordinates, fixture.Data.Slice(k, 1), found.AsSpan(k * fixture.PopulationCount, fixture.PopulationCount));
            sum.ShouldBe(cumulative[k], 1e-6, $"log likelihood up to bin {k}");
            if (expected.GetProperty("stateAfterStep").TryGetProperty($"{k}", out JsonElement stateExpected)) ShouldHaveState(
                state, stateExpected);
        }

        for (int i = 0; i < found.Length; i++) ShouldBeClose(found[i], expectedCounts[i], $"nbar[{i}]");

        // The product's way, with the old age bins of populations without adaptation among the free neurons.
        MesoscopicModel merged = fixture.Model(convention);
        double whole = merged.Advance(merged.CreateInitialState(coordinates), coordinates, fixture.Data, found);
        for (int i = 0; i < found.Length; i++) ShouldBeClose(found[i], expectedCounts[i], $"merged: nbar[{i}]");
        whole.ShouldBe(expected.GetProperty("logL").GetDouble(), 1e-6);
    }

    [Theory]
    [InlineData("small")]
    [InlineData("medium")]
    [InlineData("fourpop")]
    [InlineData("edge")]
    public void The_linear_branch_equals_the_fixtures(string name)
    {
        Fixture fixture = Fixture.Read(name);
        MesoscopicModel model = fixture.Model(UpdateConvention.PaperCode, linearBelow: 0.01);
        double[] coordinates = Coordinates.Initial(model);
        var found = new double[fixture.Counts.Length];
        double sum = model.Advance(model.CreateInitialState(coordinates), coordinates, fixture.Data, found);
        sum.ShouldBe(fixture.LinearBelow.GetProperty("logL").GetDouble(), 1e-6);
        double[] last = Fixture.Numbers(fixture.LinearBelow.GetProperty("nbarLast"));
        for (int a = 0; a < last.Length; a++) ShouldBeClose(found[^(last.Length - a)], last[a], $"nbar of population {a}");
    }

    [Fact]
    public void The_normalised_log_likelihood_adds_the_factorial_of_the_neurons_for_each_bin()
    {
        Fixture fixture = Fixture.Read("small");
        MesoscopicModel model = fixture.Model(UpdateConvention.Aligned, normalised: true);
        double[] coordinates = Coordinates.Initial(model);
        double expected = fixture.Expected(UpdateConvention.Aligned).GetProperty("logL").GetDouble() + fixture.BinCount * fixture.LogFactorialPerStep;
        model.Advance(model.CreateInitialState(coordinates), coordinates, fixture.Data).ShouldBe(expected, 1e-6);
    }

    private static unsafe void ShouldHaveState(MesoscopicState state, JsonElement expected)
    {
        int populations = state.Populations.Length;
        double[] u = Fixture.Numbers(expected.GetProperty("u"));
        double[] lam = Fixture.Numbers(expected.GetProperty("lam"));
        double[] m = Fixture.Numbers(expected.GetProperty("m"));
        double[] v = Fixture.Numbers(expected.GetProperty("v"));
        for (int a = 0; a < populations; a++)
        {
            PopulationState population = state.Populations[a];
            ShouldBeClose(population.Pool.Potential, expected.GetProperty("h")[a].GetDouble(), "h");
            ShouldBeClose(population.Pool.Hazard / 0.0005, expected.GetProperty("lamfree")[a].GetDouble(), "lamfree");
            ShouldBeClose(population.Pool.Activity, expected.GetProperty("g")[a].GetDouble(), "g");
            ShouldBeClose(population.Pool.Mean, expected.GetProperty("x")[a].GetDouble(), "x");
            ShouldBeClose(population.Pool.Variance, expected.GetProperty("z")[a].GetDouble(), "z");
            for (int l = 0; l < population.AgeBinCount; l++)
            {
                int slot = population.Start + population.AgeBinCount - 1 - l;
                ShouldBeClose(population.Bins.Potential[slot], u[l * populations + a], $"u of age bin {l}");
                ShouldBeClose(population.Bins.Hazard[slot] / 0.0005, lam[l * populations + a], $"lam of age bin {l}");
                ShouldBeClose(population.Bins.Mean[slot], m[l * populations + a], $"m of age bin {l}");
                ShouldBeClose(population.Bins.Variance[slot], v[l * populations + a], $"v of age bin {l}");
            }
        }

        double[] y = Fixture.Numbers(expected.GetProperty("y"));
        for (int i = 0; i < y.Length; i++) ShouldBeClose(state.Filters[i], y[i], "y");
    }

    private static void ShouldBeClose(double found, double expected, string what) =>
        found.ShouldBe(expected, Math.Max(1e-12, 1e-9 * Math.Abs(expected)), what);
}
