using System.Globalization;
using Apache.Arrow;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Sinks;
using SpikeStream.Pipelines.Tests.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Sinks;

public sealed class EnsemblePlotTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Averages_over_runs_come_with_their_spread_and_the_input_on_top(bool resumes)
    {
        using SinkRun run = new();
        EnsembleExamples reference = new(5, 1), tested = new(1, 2);
        Schema stimulus = SeriesSchema.Create(1, new BinWidth(1, 1000), ["E"], "mA");
        RecordBatch input = SeriesSchema.Batch(stimulus, [.. Enumerable.Range(0, 1000).Select(i => i / 1000.0)], [.. Enumerable.Range(0, 1000).Select(i => (double)i)]);
        PlotEnsembleOptions options = new() { Path = "p", Start = Duration.Parse("0.2 s"), Stop = Duration.Parse("0.6 s"), Labels = ["true", "inferred"], Deviations = 2 };
        (int, RecordBatch)[] batches =
            [.. StageRun.Cut(reference.Batch, 207, 3, 500).Select(batch => (0, batch)), .. StageRun.Cut(tested.Batch, 250).Select(batch => (1, batch)), .. StageRun.Cut(input, 333).Select(batch => (4, batch))];

        string[][] rows = [.. (await run.RunAsync<PlotEnsembleSink>(options, [reference.Schema, tested.Schema, null, null, stimulus], batches, "p.csv", resumes))[1..].Select(line => line.Split(','))];

        rows.Select(row => (row[0], row[1])).Distinct().ShouldBe([("input", "input E"), ("E", "true"), ("E", "inferred"), ("I", "true"), ("I", "inferred")]);
        string[][] excitatory = [.. rows.Where(row => row[0] == "E" && row[1] == "true")];
        excitatory.Length.ShouldBe(40);
        double[] last = [.. Enumerable.Range(0, 5).Select(i => reference.Activity(i, 0, 200, 40, 10)[39])];
        double mean = last.Average(), spread = 2 * Math.Sqrt(last.Average(value => Math.Pow(value - mean, 2)));
        Numbers(excitatory[39]).ShouldBe([0.595, mean, Math.Max(0, mean - spread), mean + spread], 1e-9);
        Numbers(rows.Last(row => row[1] == "inferred"))[..2].ShouldBe([0.595, tested.Activity(0, 1, 200, 40, 10)[39]], 1e-9);
        Numbers(rows[0])[..2].ShouldBe([0.205, 204.5], 1e-9);
    }

    [Fact]
    public async Task Labels_that_do_not_match_the_ensembles_are_refused()
    {
        using SinkRun run = new();
        EnsembleExamples reference = new(2, 1);
        (await Should.ThrowAsync<InvalidInputException>(() => run.RunAsync<PlotEnsembleSink>(new PlotEnsembleOptions { Path = "p", Labels = ["a", "b"] }, [reference.Schema], [], "p.csv")))
            .Message.ShouldBe("labels: found 2, expected 1, one per ensemble that is connected");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Spectra_of_several_inputs_share_the_panel_of_their_population(bool resumes)
    {
        using SinkRun run = new();
        Schema schema = CurvesSchema.Create(new("frequency", "Hz", "power", "Hz^2/Hz"));
        RecordBatch[] inputs =
        [
            CurvesSchema.Batch(schema, [new("true", "E", 1, 10, 1), new("true", "E", 2, 8, 9), new("true", "I", 1, 3, double.NaN)]),
            CurvesSchema.Batch(schema, [new("true", "E", 1, 11, 1)]),
        ];

        string[] lines = await run.RunAsync<PlotSpectrumSink>(new PlotSpectrumOptions { Path = "s" }, [schema, schema], [(0, inputs[0]), (1, inputs[1])], "s.csv", resumes);

        lines[1..].ShouldBe(["E,true,1,10,8,12,0,0", "E,true,2,8,0.8,26,0,0", "E,true 2,1,11,9,13,0,1", "I,true,1,3,NaN,NaN,1,0"]);
        File.ReadAllText(Path.Combine(run.Folder, "s.gp")).ShouldContain("set logscale y");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_goodness_of_a_fit_has_three_panels_per_population_each_with_its_band(bool resumes)
    {
        using SinkRun run = new();
        Schema schema = CurvesSchema.Create(new(null, null, null, null));
        RecordBatch[] batches =
        [
            CurvesSchema.Batch(schema, [new("distribution", "E", 0, 0, 0.1), new("distribution", "E", 1, 0.05, 0.1)]),
            CurvesSchema.Batch(schema, [new("histogram", "E", 0.25, 1.1, 0.2), new("histogram", "E", 0.75, 0.9, 0.2), new("autocorrelation", "E", 1, -0.1, 0.3)]),
        ];

        string[] lines = await run.RunAsync<PlotKsSink>(new PlotKsOptions { Path = "k" }, [schema], batches.Select(batch => (0, batch)), "k.csv", resumes);

        lines[1..].ShouldBe(
        [
            "\"E, Kolmogorov-Smirnov\",right model,0,0,-0.1,0.1,0,0", "\"E, Kolmogorov-Smirnov\",right model,1,0,-0.1,0.1,0,0",
            "\"E, Kolmogorov-Smirnov\",transformed counts,0,0,NaN,NaN,0,1", "\"E, Kolmogorov-Smirnov\",transformed counts,1,0.05,NaN,NaN,0,1",
            "\"E, histogram\",right model,0.25,1,0.8,1.2,1,0", "\"E, histogram\",right model,0.75,1,0.8,1.2,1,0",
            "\"E, histogram\",transformed counts,0.25,1.1,NaN,NaN,1,1", "\"E, histogram\",transformed counts,0.75,0.9,NaN,NaN,1,1",
            "\"E, autocorrelation\",right model,1,0,-0.3,0.3,2,0", "\"E, autocorrelation\",transformed counts,1,-0.1,NaN,NaN,2,1",
        ]);
    }

    [Fact]
    public async Task Autocorrelations_leave_lag_zero_out()
    {
        using SinkRun run = new();
        Schema schema = CurvesSchema.Create(new("lag", "s", "autocorrelation", null));
        RecordBatch curves = CurvesSchema.Batch(schema, [new("recorded", "E", 0, 1, double.NaN), new("recorded", "E", 0.01, 0.5, double.NaN), new("simulated", "E", 0.01, 0.4, 0.1)]);

        string[] lines = await run.RunAsync<PlotAutocorrelationSink>(new PlotAutocorrelationOptions { Path = "a", Errors = 3 }, [schema], [(0, curves)], "a.csv");

        lines[1..].ShouldBe(["E,recorded,0.01,0.5,NaN,NaN,0,0", "E,simulated,0.01,0.4,0.09999999999999998,0.7000000000000001,0,1"]);
    }

    private static double[] Numbers(string[] row) => [.. row[2..6].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
}
