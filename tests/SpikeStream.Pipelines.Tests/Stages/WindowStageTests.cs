using Apache.Arrow;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class WindowStageTests
{
    private static readonly WindowOptions Second = new() { Duration = Duration.Parse("1 s") };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_batch_is_one_window_whatever_came_in(bool resumes)
    {
        RecordBatch spikes = SpikeExamples.Spikes((0.2, 0), (0.9, 1), (1.0, 2), (3.5, 3), (3.6, 4), (3.7, 5));
        StageResult result = await StageRun.RunAsync<WindowStage>(Second, spikes.Schema, StageRun.Cut(spikes, 1, 3, 1), resumes);
        result.Batches.Select(batch => string.Join(' ', SpikesSchema.Units(batch).ToArray())).ShouldBe(["0 1", "2", "3 4 5"]);
    }

    [Fact]
    public async Task Counts_keep_what_was_not_observed()
    {
        Schema schema = CountsSchema.Create(1, new BinWidth(1, 2));
        RecordBatch counts = CountsSchema.Batch<int>(schema, [0, 1, 2, 3], [0, 0.5, 1, 1.5], [1, 2, 3, 4], [0b1011]);
        StageResult result = await StageRun.RunAsync<WindowStage>(Second, schema, StageRun.Cut(counts, 1, 2), resumes: true);
        result.Batches.Count.ShouldBe(2);
        Enumerable.Range(0, 4).Select(row => CountsSchema.IsObserved(result.Rows, row, 0)).ShouldBe([true, true, false, true]);
    }

    [Fact]
    public async Task Times_that_go_back_to_another_window_are_refused()
    {
        RecordBatch spikes = SpikeExamples.Spikes((5, 0), (1, 0));
        (await Should.ThrowAsync<InvalidInputException>(() => StageRun.RunAsync<WindowStage>(Second, spikes.Schema, [spikes]))).Message.ShouldContain("1 s after 5 s");
    }

    [Fact]
    public async Task Nothing_in_gives_nothing() => (await StageRun.RunAsync<WindowStage>(Second, SpikesSchema.Create(), [])).Batches.ShouldBeEmpty();
}
