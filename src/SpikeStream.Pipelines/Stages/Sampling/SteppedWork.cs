using System.Runtime.ExceptionServices;
using SpikeStream.Pipelines.Nodes;

namespace SpikeStream.Pipelines.Stages.Sampling;

/// <summary>
/// Does independent work in bounded parallel, a step at a time, always the item that is furthest behind: so what chains give comes
/// together and can leave early, and no item is left over for one thread at the end. Items wait neither for each other nor for checkpoints.
/// </summary>
/// <param name="items">The items.</param>
/// <param name="parallelism">Threads at most.</param>
internal sealed class SteppedWork(IReadOnlyList<ISteppedWork> items, int parallelism)
{
    private static readonly TimeSpan Attention = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly HashSet<ISteppedWork> _idle = [.. items.Where(item => !item.IsDone)];
    private ExceptionDispatchInfo? _fault;

    /// <summary>Works until all items are done.</summary>
    /// <param name="emitter">Serves checkpoints, which save items while they go on.</param>
    /// <param name="attend">Called about ten times a second, and once after the last step, to hand results on and report.</param>
    /// <param name="cancellationToken">Gives the work up.</param>
    /// <exception cref="OperationCanceledException">The run is interrupted or given up; steps under way are dropped.</exception>
    public async Task RunAsync(Emitter emitter, Func<ValueTask> attend, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using SemaphoreSlim ended = new(0);
        int workers = Math.Min(Math.Max(1, parallelism), _idle.Count);
        // Threads of their own: in the pool they would hold up checkpoints and progress of the whole run.
        Task working = Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Factory.StartNew(
            () => Work(stop, ended), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        try
        {
            while (!working.IsCompleted)
            {
                await emitter.SafePointAsync().ConfigureAwait(false);
                await attend().ConfigureAwait(false);
                if (working.IsCompleted) break;
                await ended.WaitAsync(Attention, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await working.ConfigureAwait(false);
        }

        _fault?.Throw();
        // Workers that saw it first have left their items undone.
        cancellationToken.ThrowIfCancellationRequested();
        await attend().ConfigureAwait(false);
    }

    // Does not throw: the first fault of all workers is kept, and stops the others.
    private void Work(CancellationTokenSource stop, SemaphoreSlim ended)
    {
        try
        {
            while (Take() is { } item)
            {
                stop.Token.ThrowIfCancellationRequested();
                item.Advance(stop.Token);
                lock (_gate)
                {
                    if (!item.IsDone) _idle.Add(item);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Another worker, or the run, has ended the work.
        }
        catch (Exception fault)
        {
            lock (_gate) _fault ??= ExceptionDispatchInfo.Capture(fault);
            stop.Cancel();
        }

        ended.Release();
    }

    private ISteppedWork? Take()
    {
        lock (_gate)
        {
            ISteppedWork? behind = null;
            foreach (ISteppedWork item in items)
            {
                if (_idle.Contains(item) && (behind is null || item.Steps < behind.Steps)) behind = item;
            }

            if (behind is not null) _idle.Remove(behind);
            return behind;
        }
    }
}
