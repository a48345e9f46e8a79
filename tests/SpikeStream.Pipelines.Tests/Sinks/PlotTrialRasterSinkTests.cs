using Apache.Arrow;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Sinks;
using SpikeStream.Pipelines.Tests.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Sinks;

public sealed class PlotTrialRasterSinkTests
{
    private static readonly PlotTrialRasterOptions Options = new() { Path = "t", Unit = "b", Before = Duration.Parse("500 ms"), After = Duration.Parse("500 ms"), EventName = "cue" };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Spikes_of_one_unit_are_in_the_rows_of_their_trials_ordered_by_condition(bool resumes)
    {
        using SinkRun run = new();
        Schema schema = SpikesSchema.Create(["a", "b"]);
        RecordBatch spikes = SpikesSchema.Batch(schema, [0.5, 0.75, 1, 1.25, 2.5, 3.25], [1, 0, 1, 1, 1, 1]), trials = PsthStageTests.Trials((3, "2"), (1, "10"), (2, "2"));
        string[] lines = await run.RunAsync<PlotTrialRasterSink>(Options, [schema, trials.Schema], [(0, spikes), (1, trials)], "t.csv", resumes);
        // Trials in the order of time are 1 s (condition 10), 2 s and 3 s (condition 2); a spike at the end of a window is not in it.
        lines[1..].ShouldBe(["-0.5,2,0,2", "0.25,2,0,2", "-0.5,0,1,3", "0,0,1,3", "0.25,0,1,3"]);
        string script = await File.ReadAllTextAsync(Path.Combine(run.Folder, "t.gp"));
        script.ShouldContain("time from cue (s)");
        script.ShouldContain("3 trials; 1 s;");
        script.ShouldContain("'10 (1 trial)'");
    }

    [Fact]
    public async Task Several_units_are_refused()
    {
        using SinkRun run = new();
        Schema schema = SpikesSchema.Create(["a", "b"]);
        InvalidInputException refusal = await Should.ThrowAsync<InvalidInputException>(() => run.RunAsync<PlotTrialRasterSink>(Options with { Unit = "a, b" }, [schema, PsthStageTests.Trials().Schema], [], "t.csv"));
        refusal.Message.ShouldBe("unit: found 2 units, expected one");
    }
}
