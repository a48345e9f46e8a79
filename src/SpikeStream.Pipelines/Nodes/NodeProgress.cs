namespace SpikeStream.Pipelines.Nodes;

/// <summary>How far a node is. Setting it costs a few stores; the engine reads it about ten times a second.</summary>
public sealed class NodeProgress
{
    private long _done;
    private long _total = -1;
    private volatile string? _text;

    /// <summary>Rows or work units done.</summary>
    public long Done => Volatile.Read(ref _done);

    /// <summary>Rows or work units in all; null where unknown.</summary>
    public long? Total => Volatile.Read(ref _total) is var total and >= 0 ? total : null;

    /// <summary>A few words such as <c>epoch 3 of 10</c>.</summary>
    public string? Text => _text;

    /// <summary>States how far the node is.</summary>
    /// <param name="done">Work units done.</param>
    /// <param name="total">Work units in all, null where unknown.</param>
    /// <param name="text">A few words.</param>
    public void Report(long done, long? total = null, string? text = null)
    {
        Volatile.Write(ref _done, done);
        Volatile.Write(ref _total, total ?? -1);
        _text = text;
    }
}
