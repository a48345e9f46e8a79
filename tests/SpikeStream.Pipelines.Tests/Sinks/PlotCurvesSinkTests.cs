using Apache.Arrow;
using SpikeStream.Pipelines.Sinks;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Sinks;

public sealed class PlotCurvesSinkTests
{
    private static readonly Schema Curves = CurvesSchema.Create(new(null, null, null, null));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Curves_are_drawn_over_one_another_with_their_errors(bool resumes)
    {
        using SinkRun run = new();
        (int, RecordBatch)[] batches =
        [
            (0, CurvesSchema.Batch(Curves, [new("ll", "a", 5, -2, 0.5), new("ll", "a", 1, -3, 0.25), new("pst", "a", 1, -1, double.NaN)])),
            (1, CurvesSchema.Batch(Curves, [new("ll", "b_c", 1, -4, 1)])),
        ];

        string[] lines = await run.RunAsync<PlotCurvesSink>(new PlotCurvesOptions { Path = "out", Metrics = ["ll"], XLabel = "components", YLabel = "nats" }, [Curves, Curves], batches, "out.plot.csv", resumes);

        lines.ShouldBe(["panel,curve,x,value,low,high,panel_index,curve_index", ",a,1,-3,-3.25,-2.75,0,0", ",a,5,-2,-2.5,-1.5,0,0", ",b c,1,-4,-5,-3,0,1"]);
        string script = await File.ReadAllTextAsync(Path.Combine(run.Folder, "out.gp"));
        script.ShouldContain("set ylabel 'nats'");
        script.ShouldContain("title 'b c'");
    }

    [Fact]
    public async Task Metrics_have_other_names_and_dashes_on_demand()
    {
        using SinkRun run = new();
        RecordBatch rows = CurvesSchema.Batch(Curves, [.. new[] { "fi", "lfi" }.SelectMany(metric => Enumerable.Range(0, 30).Select(x => new CurvesSchema.Row(metric, "all", x, x, double.NaN)))]);

        string[] lines = await run.RunAsync<PlotCurvesSink>(
            new PlotCurvesOptions { Path = "out", Names = new Dictionary<string, string> { ["lfi"] = "linear_information" }, Dashed = ["lfi"] }, [Curves], [(0, rows)], "out.plot.csv");

        lines.Skip(1).Select(line => line.Split(',')[1]).Distinct().ShouldBe(["fi", "linear_information"]);
        string[] script = await File.ReadAllLinesAsync(Path.Combine(run.Folder, "out.gp"));
        script.Single(line => line.Contains("title 'linear_information'", StringComparison.Ordinal)).ShouldContain("dashtype");
        script.Single(line => line.Contains("$8 == 0", StringComparison.Ordinal)).ShouldNotContain("dashtype");
        script.Single(line => line.Contains("$8 == 1", StringComparison.Ordinal)).ShouldContain("dashtype");
    }

    [Fact]
    public async Task Curves_over_names_are_points_above_the_names()
    {
        using SinkRun run = new();
        Schema schema = CurvesSchema.Create(new(null, null, null, null), hasLabels: true);
        RecordBatch rows = CurvesSchema.Batch(schema, [new("mean", "a", 0, 1, double.NaN, "left"), new("mean", "a", 1, 2, double.NaN, "right"), new("mean", "b", 1, 3, double.NaN, "right")]);

        await run.RunAsync<PlotCurvesSink>(new PlotCurvesOptions { Path = "out" }, [schema], [(0, rows)], "out.plot.csv");

        string[] script = await File.ReadAllLinesAsync(Path.Combine(run.Folder, "out.gp"));
        script.ShouldContain("set xtics ('left' 0, 'right' 1)");
        script.Where(line => line.Contains("$8 == ", StringComparison.Ordinal)).ShouldAllBe(line => line.Contains("with points", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_measured_is_not_joined_and_has_the_colour_of_the_curve_of_its_name()
    {
        using SinkRun run = new();
        RecordBatch rows = CurvesSchema.Batch(
            Curves,
            [
                .. new[] { "mean", "measured" }.SelectMany(metric => new[] { "n0", "n1" }.SelectMany(target =>
                    Enumerable.Range(0, 30).Select(x => new CurvesSchema.Row(metric, target, x, x, metric == "mean" ? double.NaN : 0.5)))),
            ]);

        string[] lines = await run.RunAsync<PlotCurvesSink>(
            new PlotCurvesOptions { Path = "out", Names = new Dictionary<string, string> { ["mean"] = "", ["measured"] = "" }, Unjoined = ["measured"] }, [Curves], [(0, rows)], "out.plot.csv");

        lines.Skip(1).Select(line => line.Split(',')[1]).Distinct().ShouldBe(["n0", "n1"]);
        string[] script = await File.ReadAllLinesAsync(Path.Combine(run.Folder, "out.gp")), measured = [.. script.Where(line => line.Contains("$8 == 2", StringComparison.Ordinal))];
        measured.ShouldAllBe(line => !line.Contains("lines", StringComparison.Ordinal));
        measured.ShouldContain(line => line.Contains("with yerrorbars", StringComparison.Ordinal));
        Colour(0).ShouldBe(Colour(2));
        Colour(1).ShouldNotBe(Colour(2));

        string Colour(int curve)
        {
            string drawn = script.First(line => line.Contains($"$8 == {curve}", StringComparison.Ordinal));
            return drawn[drawn.IndexOf("linecolor", StringComparison.Ordinal)..].Split('\'')[1];
        }
    }

    [Fact]
    public async Task Curves_whose_colours_come_again_are_dashed()
    {
        using SinkRun run = new();
        RecordBatch eight = CurvesSchema.Batch(Curves, [.. Enumerable.Range(0, 8).SelectMany(curve => new[] { 0.0, 1 }.Select(x => new CurvesSchema.Row("mean", $"n{curve}", x, curve, double.NaN)))]);

        await run.RunAsync<PlotCurvesSink>(new PlotCurvesOptions { Path = "out" }, [Curves], [(0, eight)], "out.plot.csv");

        string[] script = await File.ReadAllLinesAsync(Path.Combine(run.Folder, "out.gp"));
        script.Count(line => line.Contains("title 'n", StringComparison.Ordinal) && line.Contains("dashtype", StringComparison.Ordinal)).ShouldBe(1);
        script.Single(line => line.Contains("title 'n7'", StringComparison.Ordinal)).ShouldContain("dashtype");
        script.Single(line => line.Contains("$8 == 7", StringComparison.Ordinal)).ShouldContain("dashtype");
    }

    [Fact]
    public async Task Many_curves_have_no_legend()
    {
        using SinkRun run = new();
        RecordBatch many = CurvesSchema.Batch(Curves, [.. Enumerable.Range(0, 40).SelectMany(curve => new[] { 0.0, 1 }.Select(x => new CurvesSchema.Row("mean", $"n{curve}", x, curve, double.NaN)))]);

        await run.RunAsync<PlotCurvesSink>(new PlotCurvesOptions { Path = "out" }, [Curves], [(0, many)], "out.plot.csv");

        string script = await File.ReadAllTextAsync(Path.Combine(run.Folder, "out.gp"));
        script.ShouldContain("40 curves");
        script.ShouldNotContain("title 'n3'");
    }
}
