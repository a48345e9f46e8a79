using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>Where the times of a mapped table lie, batch by batch, so that a row is found by bisection and few pages of the file are touched.</summary>
internal sealed class ArrowTimeIndex
{
    private const int MostBatches = 1 << 18;

    private readonly List<(long Row, ReadOnlyMemory<byte> Times)> _batches;
    private readonly long _rows;

    private ArrowTimeIndex(List<(long Row, ReadOnlyMemory<byte> Times)> batches, long rows)
    {
        _batches = batches;
        _rows = rows;
    }

    /// <summary>Notes where the times of each batch are, without reading them; null where there are too many batches to note.</summary>
    public static ArrowTimeIndex? Create(IEnumerable<RecordBatch> batches)
    {
        List<(long Row, ReadOnlyMemory<byte> Times)> found = [];
        long row = 0;
        foreach (RecordBatch batch in batches)
        {
            if (batch.Length == 0) continue;
            ArrayData times = batch.Column(Columns.IndexOf(batch.Schema, SpikesSchema.Time)).Data;
            if (times.DataType.TypeId != ArrowTypeId.Double || found.Count == MostBatches) return null;
            found.Add((row, times.Buffers[1].Memory.Slice(times.Offset * sizeof(double), times.Length * sizeof(double))));
            row += batch.Length;
        }

        return new ArrowTimeIndex(found, row);
    }

    /// <summary>Index of the first row that is not before a time; the number of rows where there is none.</summary>
    public long Find(double time)
    {
        if (double.IsPositiveInfinity(time)) return _rows;
        if (double.IsNegativeInfinity(time)) return 0;
        int low = 0, high = _batches.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (Times(middle)[^1] < time) low = middle + 1;
            else high = middle;
        }

        return low == _batches.Count ? _rows : _batches[low].Row + TimeWindow.LowerBound(Times(low), time);
    }

    private ReadOnlySpan<double> Times(int batch) => MemoryMarshal.Cast<byte, double>(_batches[batch].Times.Span);
}
