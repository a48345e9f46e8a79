namespace SpikeStream.Pipelines.Stages.Simulation;

/// <summary>Runs of an ensemble, each advanced by one thread at a time.</summary>
internal static class ParallelRuns
{
    /// <summary>Calls for every run, on as many threads as are allowed; a thread that is done takes the next run.</summary>
    /// <param name="runs">Number of runs.</param>
    /// <param name="parallelism">Threads at most.</param>
    /// <param name="advance">Called once per run.</param>
    /// <param name="cancellationToken">Stops between runs.</param>
    public static async Task ForEachAsync(int runs, int parallelism, Action<int> advance, CancellationToken cancellationToken)
    {
        int next = -1;
        void Work()
        {
            for (int run = Interlocked.Increment(ref next); run < runs; run = Interlocked.Increment(ref next))
            {
                cancellationToken.ThrowIfCancellationRequested();
                advance(run);
            }
        }

        int threads = Math.Min(runs, parallelism);
        if (threads <= 1) Work();
        else await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Run(Work, cancellationToken))).ConfigureAwait(false);
    }
}
