namespace SpikeStream.Pipelines.Execution;

/// <summary>Work that goes on in units, between which its state can be saved: a start of a fit, a chain, a run of an ensemble.</summary>
internal interface IWorkItem
{
    /// <summary>Whether nothing is left to do for now.</summary>
    bool IsDone { get; }

    /// <summary>
    /// Does the next unit: better a millisecond than a second, for a checkpoint waits for its end. A longer unit returns early, without loss,
    /// when the signal asks for a pause; it must have got on by then, or checkpoints that come quickly would keep it from ever ending.
    /// </summary>
    /// <param name="signal">Asks for a pause or says that the run is given up.</param>
    void Advance(WorkSignal signal);
}
