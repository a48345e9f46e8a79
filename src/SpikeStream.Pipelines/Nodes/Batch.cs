using Apache.Arrow;

namespace SpikeStream.Pipelines.Nodes;

/// <summary>A record batch on its way through the graph, counted so that pooled memory goes back after the last reader.</summary>
/// <remarks>
/// A new batch counts one reference. Emitting it, or returning it from a stateless stage, hands that reference over. What a node
/// receives belongs to the engine, which releases it when the node's method returns: call <see cref="Retain"/> to keep it longer.
/// Thread-safe; the records are never changed once emitted.
/// </remarks>
public sealed class Batch
{
    private readonly IDisposable? _memory;
    private readonly Batch? _lender;
    private int _references = 1;

    /// <summary>Wraps records.</summary>
    /// <param name="records">The rows.</param>
    /// <param name="memory">What to dispose after the last release, or null where the garbage collector sees to it.</param>
    public Batch(RecordBatch records, IDisposable? memory = null)
    {
        ArgumentNullException.ThrowIfNull(records);
        Records = records;
        _memory = memory;
    }

    private Batch(RecordBatch records, Batch lender)
    {
        Records = records;
        FirstRow = lender.FirstRow;
        _lender = lender;
        lender.Retain();
    }

    /// <summary>The rows.</summary>
    public RecordBatch Records { get; }

    /// <summary>Number of rows.</summary>
    public int Rows => Records.Length;

    /// <summary>
    /// Number of the first row in the stream of the source or stateful stage that emitted it, set by the engine; -1 before.
    /// Stateless stages carry it on. For messages only.
    /// </summary>
    public long FirstRow { get; internal set; } = -1;

    /// <summary>For sources with several outputs: the output port.</summary>
    public int Output { get; init; }

    /// <summary>For sources: the position to read on from after this batch; null where positions count rows.</summary>
    public long? NextPosition { get; init; }

    /// <summary>Other rows that share this batch's memory, such as a slice; this batch lives until they are released.</summary>
    /// <param name="records">The rows.</param>
    /// <returns>A batch with one reference.</returns>
    public Batch Share(RecordBatch records)
    {
        ArgumentNullException.ThrowIfNull(records);
        return new(records, this);
    }

    /// <summary>Counts one more reference.</summary>
    /// <returns>This batch.</returns>
    public Batch Retain()
    {
        Interlocked.Increment(ref _references);
        return this;
    }

    /// <summary>Counts one reference less; after the last the memory goes back.</summary>
    public void Release()
    {
        int left = Interlocked.Decrement(ref _references);
        if (left < 0) throw new InvalidOperationException("A batch was released more often than retained.");
        if (left > 0) return;
        _memory?.Dispose();
        _lender?.Release();
    }
}
