using System.Diagnostics.CodeAnalysis;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Turns batches of any size into batches of one size: slices where it can, copies only across borders.</summary>
internal sealed class BatchShaper(Schema schema, int batchRows, BatchCopying copying = BatchCopying.AcrossBorders)
{
    private readonly List<RecordBatch> _pending = [];
    private RecordBatch? _rest;
    private int _restOffset;

    /// <summary>Rows taken in and not given out.</summary>
    public int PendingRows { get; private set; }

    /// <summary>Takes a batch in; all full batches must have been taken out before.</summary>
    public void Add(RecordBatch batch)
    {
        if (batch.Length == 0) return;
        _rest = batch;
        _restOffset = 0;
        PendingRows += batch.Length;
    }

    /// <summary>Gives out a full batch, if there is one; where there is none, what is left waits for the next batch.</summary>
    public bool TryTake([NotNullWhen(true)] out RecordBatch? full)
    {
        full = null;
        if (PendingRows >= batchRows)
        {
            int held = 0;
            foreach (RecordBatch part in _pending) held += part.Length;
            int wanted = batchRows - held;
            _pending.Add(Columns.Slice(_rest!, _restOffset, wanted));
            _restOffset += wanted;
            full = Flush();
            return true;
        }

        if (_rest is not null && _restOffset < _rest.Length)
        {
            RecordBatch left = Columns.Slice(_rest, _restOffset, _rest.Length - _restOffset);
            // Where rows are copied anyway, at once: the memory of the batch may be used again after the call.
            _pending.Add(copying == BatchCopying.Always ? BatchConcatenation.Concatenate(schema, [left]) : left);
        }

        _rest = null;
        return false;
    }

    /// <summary>Gives out what is left as one short batch; null where nothing is.</summary>
    public RecordBatch? TakeRest() => PendingRows == 0 ? null : Flush();

    /// <summary>The rows that wait, as one batch; they go on waiting.</summary>
    public RecordBatch? PeekRest() => PendingRows == 0 ? null : BatchConcatenation.Concatenate(schema, _pending);

    private RecordBatch Flush()
    {
        RecordBatch batch = _pending.Count == 1 && copying == BatchCopying.AcrossBorders
            ? _pending[0]
            : BatchConcatenation.Concatenate(schema, _pending);
        _pending.Clear();
        PendingRows -= batch.Length;
        return batch;
    }
}
