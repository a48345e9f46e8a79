using SpikeStream.Pipelines.Execution;
using SpikeStream.Pipelines.Nodes;

namespace SpikeStream.Pipelines.Tests.Execution;

public sealed class ParallelWorkTests
{
    [Fact]
    public async Task Workers_pull_items_until_all_are_done()
    {
        CountedItem[] items = [.. Enumerable.Range(0, 7).Select(i => new CountedItem(10 * i + 1))];

        await ParallelWork.RunAsync(items, 3, new PausingEmitter(0), TimeProvider.System, null, CancellationToken.None);

        items.ShouldAllBe(item => item.Units == item.Limit);
    }

    [Fact]
    public async Task A_checkpoint_is_served_while_no_item_is_worked_on_and_the_work_goes_on_after_it()
    {
        CountedItem[] items = [.. Enumerable.Range(0, 5).Select(_ => new CountedItem(2000))];
        PausingEmitter emitter = new(20);
        emitter.Served = () => items.ShouldAllBe(item => !item.IsWorking);

        await ParallelWork.RunAsync(items, 2, emitter, TimeProvider.System, null, CancellationToken.None);

        items.ShouldAllBe(item => item.Units == 2000);
        emitter.Pauses.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_fault_in_one_item_ends_the_work_of_all()
    {
        CountedItem[] items = [new(int.MaxValue), new(5) { Fault = new InvalidOperationException("broken") }];

        InvalidOperationException fault = await Should.ThrowAsync<InvalidOperationException>(() =>
            ParallelWork.RunAsync(items, 2, new PausingEmitter(0), TimeProvider.System, null, CancellationToken.None));

        fault.Message.ShouldBe("broken");
    }

    [Fact]
    public async Task Giving_up_the_run_ends_the_work()
    {
        using CancellationTokenSource stop = new();
        CountedItem item = new(int.MaxValue) { AtUnit = (100, stop.Cancel) };

        await Should.ThrowAsync<OperationCanceledException>(() => ParallelWork.RunAsync([item], 2, new PausingEmitter(0), TimeProvider.System, null, stop.Token));

        item.Units.ShouldBeGreaterThanOrEqualTo(100);
    }

    private sealed class CountedItem(int limit) : IWorkItem
    {
        public int Limit => limit;

        public int Units { get; private set; }

        public bool IsWorking { get; private set; }

        public Exception? Fault { get; init; }

        public (int Unit, Action Act)? AtUnit { get; init; }

        public bool IsDone => Units >= limit;

        public void Advance(WorkSignal signal)
        {
            IsWorking = true;
            Units++;
            if (AtUnit is { } at && at.Unit == Units) at.Act();
            if (Fault is not null) throw Fault;
            IsWorking = false;
        }
    }

    /// <summary>Always has a checkpoint to serve, so many times.</summary>
    private sealed class PausingEmitter(int pauses) : Emitter
    {
        private static readonly Task Never = new TaskCompletionSource().Task;

        public int Pauses { get; private set; }

        public Action? Served { get; set; }

        public override Task SafePointRequested => Pauses < pauses ? Task.CompletedTask : Never;

        public override bool IsConnected(int output = 0) => false;

        public override ValueTask EmitAsync(Batch batch, int output = 0) => ValueTask.CompletedTask;

        public override ValueTask SafePointAsync()
        {
            Served?.Invoke();
            if (Pauses < pauses) Pauses++;
            return ValueTask.CompletedTask;
        }
    }
}
