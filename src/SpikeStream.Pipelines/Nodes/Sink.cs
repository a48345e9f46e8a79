namespace SpikeStream.Pipelines.Nodes;

/// <summary>A node without outputs; derive from <see cref="Sink{TOptions}"/>.</summary>
public abstract class Sink : Node
{
    /// <summary>Checks the inputs; registers output files by <see cref="NodeContext.OutputFile"/> but does not make them.</summary>
    /// <param name="inputs">Schemas by port.</param>
    /// <param name="cancellationToken">Cancelled when the run is given up.</param>
    /// <returns>When checked.</returns>
    /// <exception cref="Recordings.InvalidInputException">Options and schemas do not fit together.</exception>
    public abstract ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken);

    /// <summary>Takes the next batch of one input. Never called twice at once; each input in its order.</summary>
    /// <param name="input">Number of the input port in the order of declaration.</param>
    /// <param name="batch">The rows; belongs to the engine, which releases it afterwards.</param>
    /// <param name="cancellationToken">Cancelled when the run is given up.</param>
    /// <returns>When done with the batch.</returns>
    public abstract ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken);

    /// <summary>All inputs have ended: completes the files and flushes them to disk, still under their partial names.</summary>
    /// <param name="cancellationToken">Cancelled when the run is given up.</param>
    /// <returns>When the files are complete.</returns>
    public virtual ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>All files of the run have their final names: draw pictures from them, print. Also called when a run is resumed after its end.</summary>
    /// <param name="cancellationToken">Cancelled when the run is given up.</param>
    /// <returns>When done.</returns>
    public virtual ValueTask CommittedAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Flushes to disk and notes how long the partial file is now, with everything else needed to go on.</summary>
    /// <param name="writer">The checkpoint.</param>
    public abstract void Save(BinaryWriter writer);

    /// <summary>Cuts the partial file back to the noted length and goes on from there, in place of <see cref="Node.StartAsync"/>.</summary>
    /// <param name="reader">The checkpoint.</param>
    public abstract void Restore(BinaryReader reader);
}

/// <summary>A node that writes or shows what arrives.</summary>
/// <typeparam name="TOptions">The options record.</typeparam>
public abstract class Sink<TOptions> : Sink
    where TOptions : class
{
    /// <summary>The options of this node.</summary>
    public TOptions Options => (TOptions)BoundOptions;
}
