using Apache.Arrow;

namespace SpikeStream.Pipelines.Nodes;

/// <summary>A stage with state; derive from <see cref="Stage{TOptions}"/>.</summary>
public abstract class Stage : Node
{
    /// <summary>Checks the inputs and says what it gives.</summary>
    /// <param name="inputs">Schemas by port.</param>
    /// <param name="cancellationToken">Cancelled when the run is given up.</param>
    /// <returns>One schema per output port.</returns>
    /// <exception cref="Recordings.InvalidInputException">Options and schemas do not fit together.</exception>
    public abstract ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken);

    /// <summary>Takes the next batch of one input. Never called twice at once; each input in its order.</summary>
    /// <param name="input">Number of the input port in the order of declaration.</param>
    /// <param name="batch">The rows; belongs to the engine, which releases it afterwards.</param>
    /// <param name="emitter">Where results go.</param>
    /// <param name="cancellationToken">Cancelled when the run is given up.</param>
    /// <returns>When done with the batch.</returns>
    public abstract ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken);

    /// <summary>
    /// Whether the stage wants more of an input now. Say no where that input has run far ahead of the others (millions of rows, more than
    /// the queues hold), so that what waits for its counterpart stays bounded. A matter of memory only: results must not depend on it.
    /// </summary>
    /// <param name="input">Number of the input port.</param>
    /// <returns>False lets the input rest until another has brought something; heeded only between inputs that share no source, where resting cannot deadlock.</returns>
    public virtual bool Accepts(int input) => true;

    /// <summary>One input has ended, the others may go on. Called once per input, also across a resume.</summary>
    /// <param name="input">Number of the input port.</param>
    /// <param name="emitter">Where results go.</param>
    /// <param name="cancellationToken">Cancelled when the run is given up.</param>
    /// <returns>When done.</returns>
    public virtual ValueTask InputEndedAsync(int input, Emitter emitter, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>
    /// All inputs have ended: emit what is left, or do the long work (a fit over the collected data). Between work units await
    /// <see cref="Emitter.SafePointAsync"/>, where checkpoints and cancellation are served; after a resume it is called again with
    /// the state that <see cref="Save"/> wrote at that point.
    /// </summary>
    /// <param name="emitter">Where results go.</param>
    /// <param name="cancellationToken">Cancelled when the run is given up.</param>
    /// <returns>When all is emitted.</returns>
    public virtual ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Writes the whole state, such that <see cref="Restore"/> into a fresh object goes on to the same bits.</summary>
    /// <param name="writer">The checkpoint.</param>
    public abstract void Save(BinaryWriter writer);

    /// <summary>Takes up what <see cref="Save"/> wrote, after <see cref="OpenAsync"/>, in place of <see cref="Node.StartAsync"/>.</summary>
    /// <param name="reader">The checkpoint.</param>
    public abstract void Restore(BinaryReader reader);
}

/// <summary>A stage that carries state from batch to batch.</summary>
/// <typeparam name="TOptions">The options record.</typeparam>
/// <remarks>
/// Results must not depend on where batches are cut, nor on which of several inputs arrives first: pair inputs by time or bin,
/// and buffer what runs ahead. The engine takes from every input that has something, so buffering cannot deadlock; see <see cref="Stage.Accepts"/>
/// for inputs from different sources that run apart.
/// </remarks>
public abstract class Stage<TOptions> : Stage
    where TOptions : class
{
    /// <summary>The options of this node.</summary>
    public TOptions Options => (TOptions)BoundOptions;
}
