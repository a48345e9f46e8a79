using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>Some of the units of a recording, renumbered from 0 in the order of its table.</summary>
internal sealed class UnitSelection
{
    private readonly RecordingKind _kind;
    private readonly IReadOnlyList<uint> _units;
    private readonly Dictionary<uint, uint> _numbers = [];

    private UnitSelection(RecordingKind kind, IReadOnlyList<uint> units, IReadOnlyList<string>? names)
    {
        _kind = kind;
        _units = units;
        Names = names;
        for (int i = 0; i < units.Count; i++) _numbers[units[i]] = (uint)i;
    }

    /// <summary>Numbers of the units in the recording, in ascending order.</summary>
    public IReadOnlyList<int> Units => [.. _units.Select(unit => (int)Math.Min(unit, int.MaxValue))];

    /// <summary>Names that the units get where the recording has none: their numbers in it.</summary>
    public IReadOnlyList<string>? Names { get; }

    /// <summary>Finds the units that a filter selects.</summary>
    /// <param name="path">The recording, for messages.</param>
    /// <param name="reader">The recording; read through once where it does not say which units it has.</param>
    /// <param name="text">The filter.</param>
    public static UnitSelection Create(string path, IRecordingReader reader, string text)
    {
        UnitFilter filter = UnitFilter.Parse(text);
        if (reader.Kind is not (RecordingKind.Spikes or RecordingKind.Counts))
            throw new InvalidInputException($"{path}: found {RecordingMetadata.KindText(reader.Kind)}, which have no units, expected spikes or counts for units '{text}'.");
        IReadOnlyList<uint>? present = null;
        UnitTable table = UnitTable.Read(reader.Schema) ?? (RecordingMetadata.FindNames(reader.Schema, RecordingMetadata.UnitNames) is { } names
            ? OfNames(names)
            : OfNumbers(present = reader.Kind == RecordingKind.Counts ? Entries(reader) : SpikingUnits.Find(path, reader)));
        IReadOnlyList<int> rows = Guarded(path, () => filter.Select(table));
        if (rows.Count == 0) throw new InvalidInputException($"{path}: units '{text}': found no unit that fits among {table.Count}, expected at least one.");
        return new(reader.Kind, [.. rows.Select(row => present is null ? (uint)row : present[row])], present is null ? null : [.. rows.Select(row => FormattableString.Invariant($"{present[row]}"))]);
    }

    /// <summary>The rows, or the entries of rows, of the selected units.</summary>
    /// <param name="batch">A batch of the recording.</param>
    /// <param name="schema">Schema of the result.</param>
    public RecordBatch Apply(RecordBatch batch, Schema schema) => _kind == RecordingKind.Spikes ? OfSpikes(batch, schema) : OfCounts(batch, schema);

    private RecordBatch OfSpikes(RecordBatch batch, Schema schema)
    {
        ReadOnlySpan<double> times = SpikesSchema.Times(batch);
        ReadOnlySpan<uint> units = SpikesSchema.Units(batch);
        var keptTimes = new ColumnMemory<double>(times.Length);
        var keptUnits = new ColumnMemory<uint>(times.Length);
        Span<double> time = keptTimes.Span;
        Span<uint> unit = keptUnits.Span;
        int kept = 0;
        for (int i = 0; i < times.Length; i++)
        {
            if (!_numbers.TryGetValue(units[i], out uint number)) continue;
            time[kept] = times[i];
            unit[kept++] = number;
        }

        return SpikesSchema.Batch(schema, keptTimes.ToBuffer(kept), keptUnits.ToBuffer(kept), kept);
    }

    private RecordBatch OfCounts(RecordBatch batch, Schema schema)
    {
        bool isInteger = SchemaParts.ExpectList(schema, RecordingKind.Counts, CountsSchema.Counts, ArrowTypeId.Int32, ArrowTypeId.Double).ValueDataType.TypeId == ArrowTypeId.Int32;
        ArrowBuffer counts = isInteger ? Entries(CountsSchema.IntegerCounts(batch), batch.Length) : Entries(CountsSchema.RealCounts(batch), batch.Length);
        byte[] observed = [];
        if (!CountsSchema.IsComplete(batch))
        {
            observed = new byte[((batch.Length * _units.Count) + 7) / 8];
            for (int entry = 0; entry < batch.Length * _units.Count; entry++)
            {
                if (CountsSchema.IsObserved(batch, entry / _units.Count, (int)_units[entry % _units.Count])) observed[entry >> 3] |= (byte)(1 << (entry & 7));
            }
        }

        return CountsSchema.Batch(schema, Columns.Copy(CountsSchema.Bins(batch)), Columns.Copy(CountsSchema.Times(batch)), counts, batch.Length, new ArrowBuffer(observed));
    }

    private ArrowBuffer Entries<T>(ReadOnlySpan<T> counts, int rows)
        where T : unmanaged
    {
        if (rows == 0) return ArrowBuffer.Empty;
        int entries = counts.Length / rows;
        var kept = new ColumnMemory<T>(rows * _units.Count);
        Span<T> target = kept.Span;
        int at = 0;
        for (int row = 0; row < rows; row++)
        {
            foreach (uint unit in _units) target[at++] = counts[(row * entries) + (int)unit];
        }

        return kept.ToBuffer();
    }

    private static IReadOnlyList<uint> Entries(IRecordingReader reader) => [.. Enumerable.Range(0, CountsSchema.Describe(reader.Schema).Units).Select(unit => (uint)unit)];

    private static UnitTable OfNumbers(IReadOnlyList<uint> units) => new([new UnitColumn(UnitTable.Id, [.. units.Select(unit => (object)(double)unit)])]);

    // Names that are all numbers are ids that can be compared as numbers.
    private static UnitTable OfNames(IReadOnlyList<string> names)
    {
        bool areNumbers = names.All(name => uint.TryParse(name, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _));
        return new([new UnitColumn(UnitTable.Id, [.. names.Select(name => areNumbers ? (object)(double)uint.Parse(name, System.Globalization.CultureInfo.InvariantCulture) : name)])]);
    }

    private static T Guarded<T>(string path, Func<T> select)
    {
        try
        {
            return select();
        }
        catch (InvalidInputException fault)
        {
            throw new InvalidInputException($"{path}: {fault.Message}", fault);
        }
    }
}
