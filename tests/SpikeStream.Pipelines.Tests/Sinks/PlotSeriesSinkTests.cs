using Apache.Arrow;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Sinks;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Sinks;

public sealed class PlotSeriesSinkTests
{
    private static readonly Schema Schema = SeriesSchema.Create(2, null, ["x", "y"], "cm");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Samples_of_the_window_are_drawn_a_panel_per_channel(bool resumes)
    {
        using SinkRun run = new();
        PlotSeriesOptions options = new() { Path = "s", Start = Duration.Parse("1 s"), Duration = Duration.Parse("2 s") };
        RecordBatch[] batches = [SeriesSchema.Batch(Schema, [0.5, 1], [1, 2, 3, 4]), SeriesSchema.Batch(Schema, [2.5, 3], [double.NaN, 6, 7, 8])];
        string[] lines = await run.RunAsync<PlotSeriesSink>(options, [Schema], batches.Select(batch => (0, batch)), "s.csv", resumes);
        lines[1..].ShouldBe(["x,samples,1,3,NaN,NaN,0,0", "x,samples,2.5,NaN,NaN,NaN,0,0", "y,samples,1,4,NaN,NaN,1,0", "y,samples,2.5,6,NaN,NaN,1,0"]);
        (await File.ReadAllTextAsync(Path.Combine(run.Folder, "s.gp"))).ShouldContain("value (cm)");
    }

    [Fact]
    public async Task Channels_may_share_a_panel()
    {
        using SinkRun run = new();
        RecordBatch batch = SeriesSchema.Batch(Schema, [0, 1], [1, 2, 3, 4]);
        string[] lines = await run.RunAsync<PlotSeriesSink>(new PlotSeriesOptions { Path = "s", Panels = SeriesPanels.One, Values = "position (cm)" }, [Schema], [(0, batch)], "s.csv");
        lines[1..].ShouldBe([",x,0,1,NaN,NaN,0,0", ",x,1,3,NaN,NaN,0,0", ",y,0,2,NaN,NaN,0,1", ",y,1,4,NaN,NaN,0,1"]);
    }

    [Fact]
    public async Task Of_very_many_samples_the_extremes_are_kept()
    {
        using SinkRun run = new();
        double[] times = [.. Enumerable.Range(0, 100_000).Select(i => i / 1000.0)], values = [.. times.SelectMany(time => new[] { Math.Sin(1e4 * time), time == 50 ? 9 : 0 })];
        string[] lines = await run.RunAsync<PlotSeriesSink>(new PlotSeriesOptions { Path = "s" }, [Schema], [(0, SeriesSchema.Batch(Schema, times, values))], "s.csv");
        lines.Length.ShouldBeLessThan(10_000);
        lines.ShouldContain("y,samples,50,9,NaN,NaN,1,0");
    }

    [Fact]
    public async Task Samples_beyond_the_maximum_are_told()
    {
        using SinkRun run = new();
        await run.RunAsync<PlotSeriesSink>(new PlotSeriesOptions { Path = "s", MaximumSamples = 2 }, [Schema], [(0, SeriesSchema.Batch(Schema, [0, 1, 2], [1, 2, 3, 4, 5, 6]))], "s.csv");
        (await File.ReadAllTextAsync(Path.Combine(run.Folder, "s.gp"))).ShouldContain("2 samples");
    }
}
