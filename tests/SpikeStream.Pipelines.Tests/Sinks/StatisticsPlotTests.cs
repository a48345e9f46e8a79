using Apache.Arrow;
using SpikeStream.Pipelines.Sinks;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Sinks;

public sealed class StatisticsPlotTests
{
    private static readonly Schema Schema = CurvesSchema.Create(new(null, null, null, null));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_matrix_is_drawn_with_its_names_and_the_last_one_of_several(bool resumes)
    {
        using SinkRun run = new();
        RecordBatch[] batches = [Matrix("correlation until 5 s", 0.5), Matrix("correlation", -0.25)];
        string[] lines = await run.RunAsync<PlotCorrelationSink>(new PlotCorrelationOptions { Path = "m" }, [Schema], batches.Select(batch => (0, batch)), "m.csv", resumes);
        lines.ShouldBe(["row,column,row_index,column_index,value", "a,a,0,0,1", "a,b,0,1,-0.25", "b,a,1,0,-0.25", "b,b,1,1,1"]);
        (await File.ReadAllTextAsync(Path.Combine(run.Folder, "m.gp"))).ShouldContain("set cbrange [-0.25:0.25]", Case.Sensitive, "the diagonal is not in the range");
    }

    [Fact]
    public async Task Intervals_and_lags_are_in_ms_and_panels_no_more_than_asked_for()
    {
        using SinkRun run = new();
        RecordBatch curves = CurvesSchema.Batch(Schema, [.. Enumerable.Range(0, 9).SelectMany(unit => new[] { 0.001, 0.002 }.Select(x => new CurvesSchema.Row("intervals", $"n{unit}", x, unit, 0)))]);
        string[][] isi = await RowsAsync<PlotIsiSink>(run, new PlotIsiOptions { Path = "isi", MaximumPanels = 3 }, curves, "isi.csv");
        isi.Select(row => (row[0], row[2], row[3])).ShouldBe([("n0", "1", "0"), ("n0", "2", "0"), ("n3", "1", "3"), ("n3", "2", "3"), ("n6", "1", "6"), ("n6", "2", "6")]);
        (await File.ReadAllTextAsync(Path.Combine(run.Folder, "isi.gp"))).ShouldContain("3 of 9 units");
        string[][] lags = await RowsAsync<PlotCorrelogramSink>(run, new PlotCorrelogramOptions { Path = "lags" }, curves, "lags.csv");
        lags.Length.ShouldBe(18);
        (await File.ReadAllTextAsync(Path.Combine(run.Folder, "lags.gp"))).ShouldContain("lag (ms)");
    }

    [Fact]
    public async Task Tuning_curves_have_bars_and_names_of_conditions_that_are_no_numbers()
    {
        using SinkRun run = new();
        RecordBatch curves = CurvesSchema.Batch(Schema, [new("left", "n0", 0, 5, 1), new("right", "n0", 1, 8, 2)]);
        string[][] rows = await RowsAsync<PlotTuningSink>(run, new PlotTuningOptions { Path = "t", Errors = 2 }, curves, "t.csv");
        rows.Select(row => string.Join(',', row[2..6])).ShouldBe(["0,5,3,7", "1,8,4,12"]);
        (await File.ReadAllTextAsync(Path.Combine(run.Folder, "t.gp"))).ShouldContain("set xtics ('left' 0, 'right' 1)");
    }

    [Fact]
    public async Task Fano_factors_are_over_a_logarithmic_axis()
    {
        using SinkRun run = new();
        RecordBatch curves = CurvesSchema.Batch(Schema, [new("fano", "n0", 0.1, 0.5, 0.1), new("fano", "n0", 1, double.NaN, double.NaN)]);
        string[][] rows = await RowsAsync<PlotFanoSink>(run, new PlotFanoOptions { Path = "f" }, curves, "f.csv");
        rows[1][3].ShouldBe("NaN");
        (await File.ReadAllTextAsync(Path.Combine(run.Folder, "f.gp"))).ShouldContain("set logscale x");
    }

    private static async Task<string[][]> RowsAsync<TSink>(SinkRun run, object options, RecordBatch curves, string file)
        where TSink : SpikeStream.Pipelines.Nodes.Sink, new() =>
        [.. (await run.RunAsync<TSink>(options, [Schema], [(0, curves)], file))[1..].Select(line => line.Split(','))];

    private static RecordBatch Matrix(string target, double value) =>
        CurvesSchema.Batch(Schema, [new("a", target, 0, 1, 0), new("a", target, 1, value, 0), new("b", target, 0, value, 0), new("b", target, 1, 1, 0)]);
}
