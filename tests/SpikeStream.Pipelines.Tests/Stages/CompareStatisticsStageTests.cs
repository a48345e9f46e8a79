using SpikeStream.Models.Metrics;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class CompareStatisticsStageTests
{
    private static readonly CompareStatisticsOptions Short = new() { Start = Duration.Parse("0.1 s"), LongestLag = Duration.Parse("50 ms"), Segment = Duration.Parse("0.2 s"), Bands = [new(4), new(24), new(84)], Highest = new Frequency(100) };

    [Fact]
    public async Task Statistics_are_those_of_the_activity_in_blocks_and_the_recorded_ones_are_placed_among_the_runs()
    {
        EnsembleExamples recorded = new(1, 1), simulated = new(9, 2);
        StageResult result = await RunAsync(Short, recorded, simulated, false, 1000);
        IReadOnlyList<ScoresSchema.Row> scores = ScoresSchema.Rows(result.Rows);

        double[] own = recorded.Activity(0, 1, 100, 90, 10);
        double[][] runs = [.. Enumerable.Range(0, 9).Select(run => simulated.Activity(run, 1, 100, 90, 10))];
        Check("mean_activity[I]", values => values.Average());
        Check("variance_activity[I]", Variance);
        Check("fano_factor[I]", values => Variance(values) / values.Average() * 0.01 * 40);
        Check("autocorrelation_20_ms[I]", values => Correlation(values, 2));
        Check("power_4_24_hz[I]", null);

        void Check(string metric, Func<double[], double>? statistic)
        {
            ScoresSchema.Row[] rows = [.. scores.Where(score => score.Metric == metric)];
            rows.Select(row => row.Target).ShouldBe(["recorded", "simulated", "z", "p"]);
            rows[2].Value.ShouldBe((rows[0].Value - rows[1].Value) / rows[1].Error, 1e-9);
            rows[3].Value.ShouldBeInRange(0.2, 1);
            if (statistic is null) return;
            double[] values = [.. runs.Select(statistic)];
            rows[0].Value.ShouldBe(statistic(own), 1e-9);
            rows[1].Value.ShouldBe(values.Average(), 1e-9);
            rows[1].Error.ShouldBe(Math.Sqrt(values.Sum(value => Math.Pow(value - values.Average(), 2)) / 8), 1e-9);
        }
    }

    [Fact]
    public async Task Curves_hold_recorded_and_simulated_values_of_every_lag_and_frequency()
    {
        EnsembleExamples recorded = new(1, 1), simulated = new(5, 2);
        StageResult result = await RunAsync(Short, recorded, simulated, false, 1000);

        CurvesSchema.Row[] correlations = Curves(result, 1), spectra = Curves(result, 2);
        correlations.Where(row => row is { Curve: "recorded", Target: "E" }).Select(row => row.X).ShouldBe([0.01, 0.02, 0.03, 0.04, 0.05], 1e-12);
        correlations.Single(row => row is { Curve: "recorded", Target: "E", X: > 0.025 and < 0.035 }).Value.ShouldBe(Correlation(recorded.Activity(0, 0, 100, 90, 10), 3), 1e-9);
        correlations.Where(row => row.Curve == "simulated").ShouldAllBe(row => row.Error > 0);
        WelchSpectrum welch = new(1, 200, 0.001);
        foreach (double value in recorded.Activity(0, 0, 100, 900, 1)) welch.Add([value]);
        spectra.Where(row => row is { Curve: "recorded", Target: "E" }).Select(row => row.Value).ShouldBe(welch.Spectrum(0).Power[1..21], 1e-9, "up to 100 Hz in steps of 5 Hz");
        CurvesSchema.Describe(result.OtherSchemas[1]).AbscissaUnit.ShouldBe("Hz");
    }

    [Fact]
    public async Task Nothing_depends_on_where_batches_are_cut_nor_on_an_interruption()
    {
        EnsembleExamples recorded = new(1, 1), simulated = new(3, 2);
        StageResult whole = await RunAsync(Short, recorded, simulated, false, 1000), cut = await RunAsync(Short, recorded, simulated, true, 130, 1, 307);
        ScoresSchema.Rows(cut.Rows).ShouldBe(ScoresSchema.Rows(whole.Rows));
        for (int output = 1; output < 3; output++) Curves(cut, output).ShouldBe(Curves(whole, output));
    }

    [Fact]
    public async Task A_single_simulated_run_is_refused_and_another_length_warned_of()
    {
        EnsembleExamples recorded = new(1, 1);
        (await Should.ThrowAsync<InvalidInputException>(() => RunAsync(Short, recorded, recorded, false, 1000))).Message.ShouldStartWith("simulated: found 1 run, expected several");
        (await RunAsync(Short, recorded, new(2, 2, bins: 700), false, 1000)).Warnings.ShouldHaveSingleItem().ShouldContain("the simulated runs 600");
        (Short with { Bands = [new(4), new(4)] }).Check().Single().Message.ShouldBe("found 4 Hz after 4 Hz, expected ascending frequencies");
    }

    private static CurvesSchema.Row[] Curves(StageResult result, int output) => [.. result.OtherBatches.Where(other => other.Output == output).SelectMany(other => CurvesSchema.Rows(other.Batch))];

    private static double Variance(double[] values) => values.Average(value => Math.Pow(value - values.Average(), 2));

    private static double Correlation(double[] values, int lag)
    {
        double mean = values.Average();
        return Enumerable.Range(lag, values.Length - lag).Sum(k => (values[k] - mean) * (values[k - lag] - mean)) / values.Length / Variance(values);
    }

    private static Task<StageResult> RunAsync(CompareStatisticsOptions options, EnsembleExamples recorded, EnsembleExamples simulated, bool resumes, params int[] sizes) =>
        StageRun.RunAsync<CompareStatisticsStage>(
            options, [recorded.Schema, simulated.Schema],
            [.. StageRun.Cut(simulated.Batch, sizes).Select(batch => (1, batch)), .. StageRun.Cut(recorded.Batch, sizes).Select(batch => (0, batch))], resumes);
}
