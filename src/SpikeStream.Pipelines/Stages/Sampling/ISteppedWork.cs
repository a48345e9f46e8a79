namespace SpikeStream.Pipelines.Stages.Sampling;

/// <summary>
/// Work that goes on in steps, may be given up in the midst of one without loss, and can be saved from another thread at any time: then it is
/// as after its last whole step.
/// </summary>
internal interface ISteppedWork
{
    /// <summary>Number of whole steps done.</summary>
    int Steps { get; }

    /// <summary>Whether nothing is left to do.</summary>
    bool IsDone { get; }

    /// <summary>Does a step.</summary>
    /// <param name="cancellationToken">Gives the step up.</param>
    void Advance(CancellationToken cancellationToken);

    /// <summary>Writes the state after the last whole step; may be called while another thread is in <see cref="Advance"/>.</summary>
    void Save(BinaryWriter writer);
}
