using System.Runtime.ExceptionServices;
using SpikeStream.Pipelines.Nodes;

namespace SpikeStream.Pipelines.Stages.Sampling;

/// <summary>
/// Runs chains in bounded parallel, a transition at a time, always the one that is furthest behind: so draws of the same number come
/// together and can leave early, and no chain is left over for one thread at the end. Chains wait neither for each other nor for checkpoints.
/// </summary>
/// <param name="chains">The chains.</param>
/// <param name="parallelism">Threads at most.</param>
internal sealed class ChainWork(IReadOnlyList<PosteriorChain> chains, int parallelism)
{
    private static readonly TimeSpan Attention = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly HashSet<PosteriorChain> _idle = [.. chains.Where(chain => !chain.IsDone)];
    private ExceptionDispatchInfo? _fault;

    /// <summary>Works until all chains are done.</summary>
    /// <param name="emitter">Serves checkpoints, which save chains while they go on.</param>
    /// <param name="attend">Called about ten times a second, and once after the last transition, to hand on draws and report.</param>
    /// <param name="cancellationToken">Gives the work up.</param>
    /// <exception cref="OperationCanceledException">The run is interrupted or given up; transitions under way are dropped.</exception>
    public async Task RunAsync(Emitter emitter, Func<ValueTask> attend, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using SemaphoreSlim ended = new(0);
        int workers = Math.Min(Math.Max(1, parallelism), _idle.Count);
        Task working = Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => Work(stop, ended), CancellationToken.None)));
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
        await attend().ConfigureAwait(false);
    }

    // Does not throw: the first fault of all workers is kept, and stops the others.
    private void Work(CancellationTokenSource stop, SemaphoreSlim ended)
    {
        try
        {
            while (Take() is { } chain)
            {
                stop.Token.ThrowIfCancellationRequested();
                chain.Advance(stop.Token);
                lock (_gate)
                {
                    if (!chain.IsDone) _idle.Add(chain);
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

    private PosteriorChain? Take()
    {
        lock (_gate)
        {
            PosteriorChain? behind = null;
            foreach (PosteriorChain chain in chains)
            {
                if (_idle.Contains(chain) && (behind is null || chain.Transitions < behind.Transitions)) behind = chain;
            }

            if (behind is not null) _idle.Remove(behind);
            return behind;
        }
    }
}
