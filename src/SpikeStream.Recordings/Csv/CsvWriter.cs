using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>Writes any kind as text: a header, one line per row, lists as one column per entry, nothing where a value is null.
/// Entries of the first list are called by the names of units or channels, those of others, such as errors, by these and what they are.</summary>
internal sealed unsafe class CsvWriter : ChunkedWriter
{
    private const int BufferBytes = 1 << 18;
    private const int RoomPerSpike = 2 * DecimalText.MostBytes + 2;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes, pinned: true);
    private readonly bool _isSpikes;
    private int _filled;

    public CsvWriter(string path, Schema schema, WriteOptions options)
        : base(path, schema, options)
    {
        _isSpikes = RecordingMetadata.KindOf(schema) == RecordingKind.Spikes && schema.FieldsList.Count == 2;
        foreach (Field field in schema.FieldsList)
        {
            if (IsWritable(field.DataType is FixedSizeListType list ? list.ValueDataType : field.DataType)) continue;
            Abandon();
            throw new InvalidInputException($"{path}: found column \"{field.Name}\" of type {Columns.Describe(field.DataType)}, which cannot be written as text.");
        }
    }

    protected override void Start() => Append(string.Join(',', ColumnNames().Select(Quote)) + "\n");

    protected override void WriteChunk(RecordBatch chunk)
    {
        if (_isSpikes)
        {
            WriteSpikes(SpikesSchema.Times(chunk), SpikesSchema.Units(chunk));
            return;
        }

        for (int row = 0; row < chunk.Length; row++)
        {
            for (int column = 0; column < chunk.ColumnCount; column++)
            {
                if (column > 0) AppendByte((byte)',');
                IArrowArray array = chunk.Column(column);
                if (array.Data.DataType is not FixedSizeListType list)
                {
                    if (!array.IsNull(row)) AppendValue(array, row);
                    continue;
                }

                IArrowArray values = ArrowArrayFactory.BuildArray(array.Data.Children![0]);
                for (int entry = 0; entry < list.ListSize; entry++)
                {
                    if (entry > 0) AppendByte((byte)',');
                    int at = (array.Data.Offset + row) * list.ListSize + entry;
                    if (!array.IsNull(row) && !values.IsNull(at)) AppendValue(values, at);
                }
            }

            AppendByte((byte)'\n');
        }
    }

    protected override void Flush()
    {
        Drain();
        base.Flush();
    }

    protected override void Finish() => Flush();

    protected override void RestoreState(BinaryReader checkpoint, long length) => _filled = 0;

    private void WriteSpikes(ReadOnlySpan<double> times, ReadOnlySpan<uint> units)
    {
        fixed (byte* buffer = _buffer)
        {
            byte* at = buffer + _filled, full = buffer + BufferBytes - RoomPerSpike;
            for (int i = 0; i < times.Length; i++)
            {
                if (at > full)
                {
                    _filled = (int)(at - buffer);
                    Drain();
                    at = buffer;
                }

                at = DecimalText.Write(times[i], at);
                *at++ = (byte)',';
                at = DecimalText.Write(units[i], at);
                *at++ = (byte)'\n';
            }

            _filled = (int)(at - buffer);
        }
    }

    private void AppendValue(IArrowArray array, int row)
    {
        if (_filled > BufferBytes - DecimalText.MostBytes) Drain();
        fixed (byte* buffer = _buffer)
        {
            byte* at = buffer + _filled;
            byte* stop = array switch
            {
                DoubleArray values => DecimalText.Write(values.Values[row], at),
                FloatArray values => DecimalText.Write(double.Parse(values.Values[row].ToString("R", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture), at),
                Int64Array values => DecimalText.Write(values.Values[row], at),
                Int32Array values => DecimalText.Write((long)values.Values[row], at),
                UInt32Array values => DecimalText.Write(values.Values[row], at),
                Int16Array values => DecimalText.Write((long)values.Values[row], at),
                UInt16Array values => DecimalText.Write(values.Values[row], at),
                Int8Array values => DecimalText.Write((long)values.Values[row], at),
                UInt8Array values => DecimalText.Write(values.Values[row], at),
                _ => null,
            };
            if (stop is not null)
            {
                _filled = (int)(stop - buffer);
                return;
            }
        }

        Append(array switch
        {
            StringArray texts => Quote(texts.GetString(row) ?? string.Empty),
            BooleanArray flags => flags.GetValue(row) == true ? "true" : "false",
            _ => throw new InvalidOperationException($"{array.Data.DataType.Name} was let through by the check of types."),
        });
    }

    private IEnumerable<string> ColumnNames()
    {
        IReadOnlyList<string>? names = RecordingMetadata.FindNames(Schema, RecordingMetadata.UnitNames) ?? RecordingMetadata.FindNames(Schema, RecordingMetadata.ChannelNames);
        bool isFirst = true;
        foreach (Field field in Schema.FieldsList)
        {
            if (field.DataType is not FixedSizeListType list)
            {
                yield return field.Name;
                continue;
            }

            for (int entry = 0; entry < list.ListSize; entry++)
                yield return names is null || names.Count != list.ListSize ? $"{field.Name}_{entry}" : isFirst ? names[entry] : $"{names[entry]}_{One(field.Name)}";
            isFirst = false;
        }

        // A column of one unit has one of the "errors".
        static string One(string name) => name.EndsWith('s') ? name[..^1] : name;
    }

    private static string Quote(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") >= 0 || text.Length > 0 && (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]))
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;

    private static bool IsWritable(IArrowType type) => type.TypeId is ArrowTypeId.Double or ArrowTypeId.Float or ArrowTypeId.Int64 or ArrowTypeId.Int32
        or ArrowTypeId.UInt32 or ArrowTypeId.Int16 or ArrowTypeId.UInt16 or ArrowTypeId.Int8 or ArrowTypeId.UInt8 or ArrowTypeId.String or ArrowTypeId.Boolean;

    private void AppendByte(byte value)
    {
        if (_filled == BufferBytes) Drain();
        _buffer[_filled++] = value;
    }

    private void Append(string text)
    {
        foreach (byte value in Encoding.UTF8.GetBytes(text)) AppendByte(value);
    }

    private void Drain()
    {
        File.Write(_buffer.AsSpan(0, _filled));
        _filled = 0;
    }
}
