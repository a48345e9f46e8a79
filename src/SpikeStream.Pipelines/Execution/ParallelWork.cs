using SpikeStream.Pipelines.Nodes;

namespace SpikeStream.Pipelines.Execution;

/// <summary>
/// Does independent work items in bounded parallel within <c>CompleteAsync</c>: each worker pulls the next item as soon as it is done with one,
/// and all pause together only where a checkpoint is asked for or the run is interrupted.
/// </summary>
/// <remarks>
/// Items are taken in their order, unfinished ones again from the first after a pause. Results must not depend on which worker does an item,
/// so items share nothing that changes.
/// </remarks>
internal static class ParallelWork
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Works until every item is done.</summary>
    /// <param name="items">The items.</param>
    /// <param name="parallelism">Workers at most.</param>
    /// <param name="emitter">Serves checkpoints; the state is saved while no worker works.</param>
    /// <param name="clock">Paces the reports.</param>
    /// <param name="report">Called now and then by one worker at a time, while others work; null for nothing.</param>
    /// <param name="cancellationToken">Gives the work up.</param>
    /// <exception cref="OperationCanceledException">The run was interrupted, after a checkpoint, or given up.</exception>
    public static async Task RunAsync(
        IReadOnlyList<IWorkItem> items, int parallelism, Emitter emitter, TimeProvider clock, Action? report, CancellationToken cancellationToken)
    {
        ReportPace pace = new(clock, report);
        while (items.Any(item => !item.IsDone))
        {
            await emitter.SafePointAsync().ConfigureAwait(false);
            Task requested = emitter.SafePointRequested;
            WorkSignal signal = new(cancellationToken);
            Queue<IWorkItem> queue = new(items.Where(item => !item.IsDone));
            int workers = Math.Min(Math.Max(1, parallelism), queue.Count);
            Task[] working = [.. Enumerable.Range(0, workers).Select(_ => Task.Run(() => Work(queue, signal, pace), CancellationToken.None))];
            Task all = Task.WhenAll(working);
            await Task.WhenAny(all, requested).ConfigureAwait(false);
            signal.RequestPause();
            await all.ConfigureAwait(false);
            pace.Now();
        }
    }

    private static void Work(Queue<IWorkItem> queue, WorkSignal signal, ReportPace pace)
    {
        try
        {
            while (!signal.IsPauseRequested)
            {
                IWorkItem? item;
                lock (queue)
                {
                    if (!queue.TryDequeue(out item)) return;
                }

                while (!item.IsDone && !signal.IsPauseRequested)
                {
                    signal.CancellationToken.ThrowIfCancellationRequested();
                    item.Advance(signal);
                    pace.Tick();
                }
            }
        }
        catch
        {
            // The others need not go on: the run ends with this fault.
            signal.RequestPause();
            throw;
        }
    }

    private sealed class ReportPace(TimeProvider clock, Action? report)
    {
        private readonly Lock _gate = new();
        private long _last = clock.GetTimestamp();

        public void Tick()
        {
            if (report is null || clock.GetElapsedTime(Volatile.Read(ref _last)) < ReportInterval || !_gate.TryEnter()) return;
            try
            {
                Volatile.Write(ref _last, clock.GetTimestamp());
                report();
            }
            finally
            {
                _gate.Exit();
            }
        }

        public void Now()
        {
            lock (_gate) report?.Invoke();
        }
    }
}
