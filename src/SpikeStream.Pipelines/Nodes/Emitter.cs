using Apache.Arrow;

namespace SpikeStream.Pipelines.Nodes;

/// <summary>Where a stage's results go. Used from the stage's own calls only, one call at a time.</summary>
public abstract class Emitter
{
    /// <summary>Whether anybody reads an output; work for one that nobody reads may be left out.</summary>
    /// <param name="output">Number of the output port in the order of declaration.</param>
    /// <returns>True where at least one node is connected.</returns>
    public abstract bool IsConnected(int output = 0);

    /// <summary>Hands a batch, and its reference, to all readers of an output; waits while they are full. Empty batches are dropped.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="output">Number of the output port.</param>
    /// <returns>When all readers have it in their queue.</returns>
    public abstract ValueTask EmitAsync(Batch batch, int output = 0);

    /// <summary>Hands records whose memory the garbage collector frees.</summary>
    /// <param name="records">The rows.</param>
    /// <param name="output">Number of the output port.</param>
    /// <returns>When all readers have it in their queue.</returns>
    public ValueTask EmitAsync(RecordBatch records, int output = 0) => EmitAsync(new Batch(records), output);

    /// <summary>
    /// To be awaited between work units of <c>CompleteAsync</c>: takes a pending checkpoint (which calls <c>Save</c>) and, when the
    /// run is being interrupted, does not return but throws <see cref="OperationCanceledException"/>. Cheap when nothing is pending.
    /// </summary>
    /// <returns>When the work may go on.</returns>
    public abstract ValueTask SafePointAsync();

    /// <summary>
    /// Ends when <see cref="SafePointAsync"/> has something to serve: parallel work within <c>CompleteAsync</c> goes on until then and only then joins.
    /// </summary>
    public abstract Task SafePointRequested { get; }
}
