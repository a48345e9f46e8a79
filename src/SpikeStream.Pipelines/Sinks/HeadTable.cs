using System.Globalization;
using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>The first rows of a table, and how many there are.</summary>
internal sealed class HeadTable(Schema schema, int most) : TableContent
{
    private const int MostEntries = 8;

    private readonly List<string[]> _head = [];
    private long _rows;

    public override void Add(RecordBatch batch)
    {
        for (int row = 0; row < batch.Length && _head.Count < most; row++)
        {
            int at = row;
            _head.Add([.. batch.Arrays.Select(array => Cell(array, at))]);
        }

        _rows += batch.Length;
    }

    public override string Render()
    {
        TextTable table = new([.. schema.FieldsList.Select(Heading)], textColumns: 0);
        foreach (string[] row in _head) table.Add(row);
        string rest = _rows > _head.Count ? string.Create(CultureInfo.InvariantCulture, $"... {_rows} rows in all\n") : "";
        return table + rest;
    }

    public override void Save(BinaryWriter writer)
    {
        writer.Write(_rows);
        writer.Write(_head.Count);
        foreach (string cell in _head.SelectMany(row => row)) writer.Write(cell);
    }

    public override void Restore(BinaryReader reader)
    {
        _rows = reader.ReadInt64();
        for (int left = reader.ReadInt32(); left > 0; left--) _head.Add([.. schema.FieldsList.Select(_ => reader.ReadString())]);
    }

    private static string Heading(Field field) =>
        field.Metadata is { } metadata && metadata.TryGetValue(RecordingMetadata.FieldUnit, out string? unit) ? $"{field.Name} ({unit})" : field.Name;

    private static string Cell(IArrowArray array, int row) => array.IsNull(row) ? "" : array switch
    {
        DoubleArray values => NumberText.Of(values.Values[row]),
        FloatArray values => NumberText.Of(values.Values[row]),
        Int64Array values => values.Values[row].ToString(CultureInfo.InvariantCulture),
        Int32Array values => values.Values[row].ToString(CultureInfo.InvariantCulture),
        UInt32Array values => values.Values[row].ToString(CultureInfo.InvariantCulture),
        StringArray values => values.GetString(row) ?? "",
        FixedSizeListArray values => Entries(values.GetSlicedValues(row)!),
        _ => $"({Columns.Describe(array.Data.DataType)})",
    };

    private static string Entries(IArrowArray entries)
    {
        IEnumerable<string> shown = Enumerable.Range(0, Math.Min(entries.Length, MostEntries)).Select(entry => entries.IsNull(entry) ? "-" : Cell(entries, entry));
        return string.Join(' ', shown) + (entries.Length > MostEntries ? " ..." : "");
    }
}
