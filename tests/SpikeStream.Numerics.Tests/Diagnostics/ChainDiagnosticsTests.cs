using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using SpikeStream.Numerics.Diagnostics;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Numerics.Tests.Diagnostics;

public sealed class ChainDiagnosticsTests
{
    public static TheoryData<string> Cases => [.. Fixture().Select(item => item.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Diagnostics_equal_those_computed_by_definition(string name)
    {
        JsonElement item = Fixture().Single(item => item.GetProperty("name").GetString() == name);
        double[][] chains = [.. item.GetProperty("chains").EnumerateArray().Select(chain => chain.EnumerateArray().Select(x => x.GetDouble()).ToArray())];
        double Expected(string key) => item.GetProperty(key).GetDouble();

        ChainDiagnostics.SplitRHat(chains).ShouldBe(Expected("splitRHat"), 1e-10);
        ChainDiagnostics.RankNormalisedSplitRHat(chains).ShouldBe(Expected("rankNormalisedSplitRHat"), 1e-9);
        ChainDiagnostics.BulkEffectiveSampleSize(chains).ShouldBe(Expected("bulk"), 1e-6 * Expected("bulk"));
        ChainDiagnostics.TailEffectiveSampleSize(chains).ShouldBe(Expected("tail"), 1e-6 * Expected("tail"));
        ChainDiagnostics.MeanEffectiveSampleSize(chains).ShouldBe(Expected("mean"), 1e-6 * Expected("mean"));
        ChainDiagnostics.StandardErrorOfMean(chains).ShouldBe(Expected("standardErrorOfMean"), 1e-6 * Expected("standardErrorOfMean"));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Autoregressive_chains_are_worth_what_theory_says(double correlation)
    {
        const int chains = 4, draws = 20_000;
        double[][] values = Autoregressive(chains, draws, correlation);

        double theory = chains * draws * (1 - correlation) / (1 + correlation);
        ChainDiagnostics.BulkEffectiveSampleSize(values).ShouldBe(theory, 0.1 * theory);
        ChainDiagnostics.MeanEffectiveSampleSize(values).ShouldBe(theory, 0.1 * theory);
        ChainDiagnostics.SplitRHat(values).ShouldBe(1, 0.005);
        ChainDiagnostics.RankNormalisedSplitRHat(values).ShouldBe(1, 0.005);
    }

    [Fact]
    public void Rank_normalised_diagnostics_do_not_change_with_a_monotone_map()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<PositiveInt>(), seed =>
        {
            double[][] chains = Autoregressive(3, 50, 0.4, (ulong)seed.Get);
            double[][] mapped = [.. chains.Select(chain => chain.Select(x => Math.Exp(3 * x)).ToArray())];
            ChainDiagnostics.BulkEffectiveSampleSize(mapped).ShouldBe(ChainDiagnostics.BulkEffectiveSampleSize(chains));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30).WithReplay(3, 5));
    }

    [Fact]
    public void The_order_of_chains_does_not_matter()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<PositiveInt>(), seed =>
        {
            double[][] chains = Autoregressive(3, 51, 0.4, (ulong)seed.Get);
            double[][] turned = [chains[2], chains[0], chains[1]];
            ChainDiagnostics.RankNormalisedSplitRHat(turned).ShouldBe(ChainDiagnostics.RankNormalisedSplitRHat(chains), 1e-12);
            double tail = ChainDiagnostics.TailEffectiveSampleSize(chains);
            ChainDiagnostics.TailEffectiveSampleSize(turned).ShouldBe(tail, 1e-9 * tail);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30).WithReplay(3, 5));
    }

    [Fact]
    public void A_chain_of_another_scale_is_seen_by_the_rank_normalised_r_hat_alone()
    {
        double[][] chains = Autoregressive(4, 500, 0);
        chains[0] = [.. chains[0].Select(x => 5 * x)];

        ChainDiagnostics.SplitRHat(chains).ShouldBeLessThan(1.01);
        ChainDiagnostics.RankNormalisedSplitRHat(chains).ShouldBeGreaterThan(1.1);
    }

    [Fact]
    public void Where_nothing_can_be_said_the_answer_is_not_a_number()
    {
        ChainDiagnostics.SplitRHat([[1, 2, 3]]).ShouldBe(double.NaN);
        ChainDiagnostics.BulkEffectiveSampleSize([[1, 1, 1, 1, 1, 1]]).ShouldBe(double.NaN);
        ChainDiagnostics.TailEffectiveSampleSize([[1, 2, double.NaN, 4, 5, 6]]).ShouldBe(double.NaN);
        ChainDiagnostics.EnergyFraction([1]).ShouldBe(double.NaN);
    }

    [Fact]
    public void Chains_of_different_lengths_are_refused() =>
        Should.Throw<ArgumentException>(() => ChainDiagnostics.SplitRHat([[1, 2, 3, 4], [1, 2, 3]])).Message.ShouldContain("4, 3");

    [Fact]
    public void The_energy_fraction_of_independent_energies_is_two_and_of_a_slow_walk_small()
    {
        ChainDiagnostics.EnergyFraction(Autoregressive(1, 20_000, 0)[0]).ShouldBe(2, 0.05);
        ChainDiagnostics.EnergyFraction(Autoregressive(1, 20_000, 0.9)[0]).ShouldBe(0.2, 0.02);
        ChainDiagnostics.EnergyFraction([0, 1, 0, 1]).ShouldBe(3);
    }

    private static List<JsonElement> Fixture()
    {
        using FileStream stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "fixtures", "diagnostics.json"));
        using JsonDocument document = JsonDocument.Parse(stream);
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    private static double[][] Autoregressive(int chains, int draws, double correlation, ulong seed = 1)
    {
        double[][] values = new double[chains][];
        for (int c = 0; c < chains; c++)
        {
            RandomStream random = new(seed, "test", "autoregressive", (ulong)c);
            double x = random.NextNormal();
            values[c] = new double[draws];
            for (int i = 0; i < draws; i++)
            {
                values[c][i] = x;
                x = correlation * x + Math.Sqrt(1 - correlation * correlation) * random.NextNormal();
            }
        }

        return values;
    }
}
