using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>Writes the matrix of counts or of a series as a NumPy array; the times of its rows are left out, being regular.</summary>
internal sealed class NpyWriter : ChunkedWriter
{
    private readonly string _column;
    private readonly FixedSizeListType _type;
    private long _rows;

    public NpyWriter(string path, Schema schema, WriteOptions options)
        : base(path, schema, options)
    {
        RecordingKind? kind = RecordingMetadata.KindOf(schema);
        if (kind is not (RecordingKind.Counts or RecordingKind.Series))
        {
            Abandon();
            throw new InvalidInputException($"{path}: found a table that is no matrix, expected counts or a series for .npy: write .arrow, .csv, or .npz for spikes.");
        }

        _column = kind == RecordingKind.Counts ? CountsSchema.Counts : SeriesSchema.Values;
        _type = (FixedSizeListType)schema.FieldsList[Columns.IndexOf(schema, _column)].DataType;
    }

    private string ElementType => _type.ValueDataType is Int32Type ? "<i4" : "<f8";

    protected override void Start() => File.Write(NpyHeader.Write(ElementType, 0, _type.ListSize));

    protected override void WriteChunk(RecordBatch chunk)
    {
        bool isInteger = _type.ValueDataType is Int32Type;
        if (!Columns.IsListComplete(chunk, _column))
        {
            if (isInteger)
                throw new InvalidInputException($"{Path}: found counts that were not observed, which integers in .npy cannot say: write .arrow or .csv.");
            double[] values = Columns.ListValues<double>(chunk, _column).ToArray();
            for (int i = 0; i < values.Length; i++)
            {
                if (!Columns.IsListEntryValid(chunk, _column, i / _type.ListSize, i % _type.ListSize)) values[i] = double.NaN;
            }

            File.Write(MemoryMarshal.AsBytes<double>(values));
        }
        else
        {
            File.Write(isInteger ? MemoryMarshal.AsBytes(Columns.ListValues<int>(chunk, _column)) : MemoryMarshal.AsBytes(Columns.ListValues<double>(chunk, _column)));
        }

        _rows += chunk.Length;
    }

    protected override void Finish()
    {
        File.Position = 0;
        File.Write(NpyHeader.Write(ElementType, _rows, _type.ListSize));
    }

    protected override void SaveState(BinaryWriter checkpoint) => checkpoint.Write(_rows);

    protected override void RestoreState(BinaryReader checkpoint, long length) => _rows = checkpoint.ReadInt64();
}
