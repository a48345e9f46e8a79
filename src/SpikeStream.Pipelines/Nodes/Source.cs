using Apache.Arrow;

namespace SpikeStream.Pipelines.Nodes;

/// <summary>A node without inputs; derive from <see cref="Source{TOptions}"/>.</summary>
public abstract class Source : Node
{
    /// <summary>
    /// Whether the next batch may be long in coming (a live feed). Checkpoints are then taken while <see cref="ReadAsync"/> waits, from
    /// the position alone; otherwise between two batches, after the body of <see cref="ReadAsync"/> has yielded.
    /// </summary>
    public virtual bool WaitsForData => false;

    /// <summary>Rows in all, for progress; null where unknown.</summary>
    public virtual long? TotalRows => null;

    /// <summary>Looks at the input and says what it gives.</summary>
    /// <param name="cancellationToken">Cancelled when the run is given up.</param>
    /// <returns>One schema per output port.</returns>
    /// <exception cref="Recordings.InvalidInputException">The input is missing or malformed.</exception>
    public abstract ValueTask<IReadOnlyList<Schema>> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Reads on from a position.</summary>
    /// <param name="position">
    /// 0 for the start, else the position after the last batch of a checkpoint: a count of rows of the first output, or what
    /// <see cref="Batch.NextPosition"/> said. Batch boundaries need not be those of the first run.
    /// </param>
    /// <param name="cancellationToken">Cancelled when the run is given up.</param>
    /// <returns>Batches, none empty.</returns>
    public abstract IAsyncEnumerable<Batch> ReadAsync(long position, CancellationToken cancellationToken);

    /// <summary>Writes state beyond the position (of a simulator, say).</summary>
    /// <param name="writer">The checkpoint.</param>
    public virtual void Save(BinaryWriter writer)
    {
    }

    /// <summary>Takes up what <see cref="Save"/> wrote; <see cref="ReadAsync"/> follows.</summary>
    /// <param name="reader">The checkpoint.</param>
    public virtual void Restore(BinaryReader reader)
    {
    }
}

/// <summary>A node that reads or makes a recording. One instance per run.</summary>
/// <typeparam name="TOptions">The options record.</typeparam>
public abstract class Source<TOptions> : Source
    where TOptions : class
{
    /// <summary>The options of this node.</summary>
    public TOptions Options => (TOptions)BoundOptions;
}
