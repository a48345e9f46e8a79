using Apache.Arrow;
using SpikeStream.Pipelines.Sinks;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Sinks;

public sealed class WideCsvSinkTests
{
    private static readonly Schema Curves = CurvesSchema.Create(new(null, null, null, null));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Curves_are_numbered_columns_in_the_order_of_their_appearance(bool resumes)
    {
        string[] lines = await RunAsync(
            new() { Path = "out.csv", Position = "stimulus", Prefix = "neuron_" },
            resumes,
            [new("mean", "b", 0, 1.5, double.NaN), new("mean", "a", 0, 2, double.NaN)],
            [new("mean", "b", 22.5, 3, double.NaN), new("mean", "a", 22.5, double.NaN, double.NaN)]);

        lines.ShouldBe(["stimulus,neuron_0,neuron_1", "0,1.5,2", "22.5,3,NaN"]);
    }

    [Fact]
    public async Task Metrics_are_columns_beside_the_curve_in_the_order_wanted() =>
        (await RunAsync(
            new() { Path = "out.csv", Position = "epoch", Columns = WideColumn.Metric, Curve = "phase", Order = ["epoch", "score", "phase"] },
            resumes: false,
            [new CurvesSchema.Row("score", "one, two", 0, -1, double.NaN), new CurvesSchema.Row("score", "three", 1, -0.5, double.NaN)]))
        .ShouldBe(["epoch,score,phase", "0,-1,\"one, two\"", "1,-0.5,three"]);

    [Fact]
    public async Task Errors_have_columns_where_they_are_known_or_named() =>
        (await RunAsync(
            new() { Path = "out.csv", Position = "components", Columns = WideColumn.Metric, Names = new Dictionary<string, string> { ["ll"] = "ll_mean", ["ll_error"] = "ll_sem" } },
            resumes: false,
            [new("ll", "model", 1, -3, double.NaN), new("pst", "model", 1, -1, 0.25)],
            [new("ll", "model", 5, -2, 0.5), new("pst", "model", 5, -0.5, 0.125)]))
        .ShouldBe(["components,ll_mean,ll_sem,pst,pst_error", "1,-3,NaN,-1,0.25", "5,-2,0.5,-0.5,0.125"]);

    [Fact]
    public async Task Two_values_for_one_cell_are_refused() =>
        (await Should.ThrowAsync<InvalidInputException>(() => RunAsync(
            new() { Path = "out.csv", Position = "x", Columns = WideColumn.Metric }, resumes: false, [new CurvesSchema.Row("ll", "a", 1, -3, double.NaN), new CurvesSchema.Row("ll", "b", 1, -2, double.NaN)])))
        .Message.ShouldBe("curves: found ll at 1 twice, expected one value for each row and column; rows of several curves are told apart by \"curve\"");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Positions_that_have_names_are_told_by_them(bool resumes) =>
        (await RunAsync(
            new() { Path = "out.csv", Position = "stimulus" },
            resumes,
            [new CurvesSchema.Row("mean", "a", 0, 1.5, double.NaN, "left, far"), new("mean", "a", 1, 2, double.NaN, "right")],
            [new CurvesSchema.Row("mean", "b", 1, 4, double.NaN, "right"), new("mean", "b", 2, 3, double.NaN)]))
        .ShouldBe(["stimulus,a,b", "\"left, far\",1.5,NaN", "right,2,4", "2,NaN,3"]);

    private static async Task<string[]> RunAsync(WideCsvOptions options, bool resumes, params CurvesSchema.Row[][] batches)
    {
        using SinkRun run = new();
        Schema schema = batches.SelectMany(rows => rows).Any(row => row.Label is not null) ? CurvesSchema.Create(new(null, null, null, null), hasLabels: true) : Curves;
        return await run.RunAsync<WideCsvSink>(options, [schema], batches.Select(rows => (0, CurvesSchema.Batch(schema, rows))), "out.csv.partial", resumes);
    }
}
