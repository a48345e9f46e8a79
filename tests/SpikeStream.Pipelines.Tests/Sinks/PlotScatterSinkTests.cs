using Apache.Arrow;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Sinks;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Sinks;

public sealed class PlotScatterSinkTests
{
    private static readonly Schema Curves = CurvesSchema.Create(new("Fano factor of the trials", null, "Fano factor of the model", null));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Neurons_are_points_of_a_frame_for_each_stimulus(bool resumes)
    {
        using SinkRun run = new();
        (int, RecordBatch)[] batches =
        [
            (0, CurvesSchema.Batch(Curves, [new("fano_factor", "0", 1, 1.5, double.NaN), new("fano_factor", "0", double.NaN, 2, double.NaN), new("fano_factor", "0", 2, 2.5, double.NaN)])),
            (0, CurvesSchema.Batch(Curves, [new("fano_factor", "22.5", 1, 1, double.NaN), new("fano_factor", "22.5", 1.5, 2, double.NaN), new("fano_factor", "22.5", 3, 2.5, double.NaN)])),
        ];

        string[] lines = await run.RunAsync<PlotScatterSink>(new PlotScatterOptions { Path = "out" }, [Curves], batches, "out.csv", resumes);

        lines.ShouldBe(["stimulus,neuron,data,model", "0,0,1,1.5", "0,1,NaN,2", "0,2,2,2.5", "22.5,0,1,1", "22.5,1,1.5,2", "22.5,2,3,2.5"]);
        string script = await File.ReadAllTextAsync(Path.Combine(run.Folder, "out.gp"));
        script.ShouldContain("'stimulus 0, r² = 1.00'");
        script.ShouldContain("every ::3::5");
        script.ShouldContain("gif animate delay 80");
    }

    [SkippableFact]
    public async Task The_animation_has_a_frame_for_each_stimulus()
    {
        Skip.IfNot(Gnuplot.Find().IsInstalled, Gnuplot.HowToInstall);
        using SinkRun run = new();
        RecordBatch rows = CurvesSchema.Batch(Curves, [.. Enumerable.Range(0, 3).SelectMany(stimulus => Enumerable.Range(0, 5).Select(neuron => new CurvesSchema.Row("f", $"{stimulus}", neuron, neuron + stimulus, double.NaN)))]);

        await run.RunAsync<PlotScatterSink>(new PlotScatterOptions { Path = "out" }, [Curves], [(0, rows)], "out.csv");

        AnimatedPicture picture = new(await File.ReadAllBytesAsync(Path.Combine(run.Folder, "out.gif")));
        picture.Loops.ShouldBe(0);
        picture.Frames.Select(frame => (frame.Width, frame.Height, frame.Delay)).ShouldBe(Enumerable.Repeat((picture.Width, picture.Height, 80), 3));
        picture.Frames.ShouldAllBe(frame => frame.Pixels.Length == frame.Width * frame.Height);
        // Points move from frame to frame; the axes are the same, so that most of the picture stays.
        foreach ((AnimatedPicture.Frame before, AnimatedPicture.Frame after) in picture.Frames.Zip(picture.Frames.Skip(1)))
            before.Pixels.Zip(after.Pixels).Count(pixels => pixels.First != pixels.Second).ShouldBeInRange(50, picture.Width * picture.Height / 20);
        new FileInfo(Path.Combine(run.Folder, "out.png")).Length.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public async Task Pairs_are_named_by_both_neurons()
    {
        using SinkRun run = new();
        RecordBatch rows = CurvesSchema.Batch(Curves, [.. Enumerable.Range(0, 3).Select(pair => new CurvesSchema.Row("c", "left, right", 0.1 * pair, 0.5, double.NaN))]);

        (await run.RunAsync<PlotScatterSink>(new PlotScatterOptions { Path = "out", Points = ScatterPoints.Pairs }, [Curves], [(0, rows)], "out.csv"))
            .ShouldBe(["stimulus,i,j,data,model", "\"left, right\",0,1,0,0.5", "\"left, right\",0,2,0.1,0.5", "\"left, right\",1,2,0.2,0.5"]);
    }
}
