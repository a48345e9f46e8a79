using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Execution;
using SpikeStream.Pipelines.Tests.Nodes;

namespace SpikeStream.Pipelines.Tests.Execution;

public sealed class ResumeTests
{
    private const string Stages = """
        { "id": "sums", "type": "sum", "from": "read" },
        { "id": "parts", "type": "split", "from": "sums" },
        { "id": "buffered", "type": "buffer", "size": 2, "from": "parts.odd" },
        { "id": "pairs", "type": "zip", "from": { "left": "buffered", "right": "more" } },
        { "id": "more", "type": "add", "from": "other" },
        { "id": "late", "type": "collect", "from": "pairs" }
        """;

    private const string Sinks = """
        { "id": "a", "type": "text", "from": "parts.even", "path": "a.txt" },
        { "id": "b", "type": "text", "from": "pairs", "path": "b.txt" },
        { "id": "c", "type": "text", "from": "late", "path": "c.txt" }
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    public async Task A_run_killed_after_any_row_ends_with_the_same_files(int killAfter)
    {
        Gate gate = Gate.Named($"resume-{killAfter}");
        PipelineDefinition pipeline = Pipeline($$"""{ "id": "read", "type": "live", "rows": 10, "gate": "resume-{{killAfter}}" }""", everyBatches: 1);
        PipelineDefinition reference = Pipeline("""{ "id": "read", "type": "numbers", "rows": 10 }""", everyBatches: 1000);
        using TestRun whole = new();
        using TestRun killed = new();
        await whole.RunAsync(reference);
        using CancellationTokenSource kill = new();
        int written = 0;
        gate.Open(1);

        // A row follows each checkpoint: the barrier stands after every row in turn.
        RunResult first = await killed.RunAsync(pipeline, hardStop: kill.Token, checkpointWritten: _ =>
        {
            if (++written == killAfter) kill.Cancel();
            else gate.Open(1);
        });
        gate.Open();
        RunResult second = await killed.RunAsync(pipeline, FolderMode.Resume);

        first.Outcome.ShouldBe(RunOutcome.Interrupted);
        second.Outcome.ShouldBe(RunOutcome.Completed);
        killed.Outputs().ShouldBe(whole.Outputs());
        second.Nodes.Single(node => node.Id == "read").RowsOut.ShouldBe(10);
    }

    private static PipelineDefinition Pipeline(string source, int everyBatches) => TestRun.Parse(TestRun.Json(
        source + """, { "id": "other", "type": "numbers", "rows": 4, "batchRows": 2 }""", Stages, Sinks, $$""" "checkpoints": { "everyBatches": {{everyBatches}} },"""));
}
