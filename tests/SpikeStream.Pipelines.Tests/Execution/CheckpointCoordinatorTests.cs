using System.Collections.Concurrent;
using SpikeStream.Pipelines.Execution;

namespace SpikeStream.Pipelines.Tests.Execution;

public sealed class CheckpointCoordinatorTests
{
    [Fact]
    public async Task The_end_is_written_after_a_checkpoint_that_is_under_way_and_nothing_after_it()
    {
        using SemaphoreSlim begun = new(0), mayEnd = new(0);
        ConcurrentQueue<string> events = [];
        CheckpointCoordinator coordinator = new(
            ["only"],
            (number, _) =>
            {
                events.Enqueue($"begin {number}");
                begun.Release();
                mayEnd.Wait(TimeSpan.FromSeconds(30));
                events.Enqueue($"end {number}");
            },
            everyBatches: 0,
            CancellationToken.None);
        coordinator.Request();
        coordinator.Ended("only", new NodeSnapshot(true, []));
        (await begun.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue();

        Task end = coordinator.WriteEndAsync();
        coordinator.Request();
        end.IsCompleted.ShouldBeFalse();
        mayEnd.Release(2);
        await end;

        events.ShouldBe(["begin 1", "end 1", "begin 2", "end 2"]);
    }

    [Fact]
    public async Task A_run_that_is_given_up_begins_no_checkpoint()
    {
        using CancellationTokenSource hardStop = new();
        List<long> written = [];
        CheckpointCoordinator coordinator = new(["only"], (number, _) => written.Add(number), everyBatches: 0, hardStop.Token);
        coordinator.Ended("only", new NodeSnapshot(true, []));
        coordinator.Request();
        await coordinator.WhenWrittenAsync();
        await hardStop.CancelAsync();
        coordinator.Request();
        await coordinator.WhenWrittenAsync();

        written.ShouldBe([1L]);
    }
}
