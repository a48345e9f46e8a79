namespace SpikeStream.Pipelines.Execution;

/// <summary>What workers look at between units of work: whether to pause for a checkpoint, and whether the run is given up.</summary>
/// <param name="cancellationToken">Cancelled when the run is given up.</param>
internal sealed class WorkSignal(CancellationToken cancellationToken)
{
    private volatile bool _isPauseRequested;

    /// <summary>Cancelled when the run is given up.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Whether work units should come to their next stopping place, where their state can be saved.</summary>
    public bool IsPauseRequested => _isPauseRequested;

    /// <summary>Asks all workers to pause.</summary>
    public void RequestPause() => _isPauseRequested = true;
}
