using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using ArrowTimeUnit = Apache.Arrow.Types.TimeUnit;

namespace SpikeStream.Recordings;

/// <summary>Spikes from two columns of a foreign Arrow table.</summary>
internal sealed class ForeignSpikes
{
    private const int MostNames = 1 << 20;

    private static readonly string[] TimeNames = ["time", "t", "time_s", "timestamp", "timestamps", "spike_time", "spike_times"];
    private static readonly string[] UnitNames = ["unit", "neuron", "cluster", "id", "unit_id", "neuron_id", "cluster_id"];

    private readonly string _path;
    private readonly int _time;
    private readonly int _unit;
    private readonly double _ticksPerSecond;
    private readonly TimeScale? _scale;
    private readonly Dictionary<string, uint>? _names;

    private ForeignSpikes(string path, Schema source, ReadOptions options, int time, int unit, Dictionary<string, uint>? names)
    {
        _path = path;
        _time = time;
        _unit = unit;
        _names = names;
        IArrowType type = source.FieldsList[time].DataType;
        ArrowTimeUnit? ticks = type switch
        {
            TimestampType timestamp => timestamp.Unit,
            DurationType duration => duration.Unit,
            _ => null,
        };
        _ticksPerSecond = ticks switch { ArrowTimeUnit.Millisecond => 1e3, ArrowTimeUnit.Microsecond => 1e6, ArrowTimeUnit.Nanosecond => 1e9, _ => 1 };
        bool isReal = type.TypeId is ArrowTypeId.Double or ArrowTypeId.Float or ArrowTypeId.HalfFloat;
        if (ticks is null) _scale = TimeScale.From(path, options, isReal ? SpikeTimeUnit.Seconds : SpikeTimeUnit.Samples);
        Schema = SpikesSchema.Create(names is null ? options.UnitNames : [.. names.Keys]);
    }

    public Schema Schema { get; }

    public static ForeignSpikes Create(string path, Schema source, ReadOptions options, Func<IEnumerable<RecordBatch>> readAll)
    {
        int time = Find(path, source, options, "time", TimeNames), unit = Find(path, source, options, "unit", UnitNames);
        IArrowType type = source.FieldsList[unit].DataType;
        bool isText = type is StringType or LargeStringType or DictionaryType { ValueType: StringType or LargeStringType };
        Dictionary<string, uint>? names = isText ? CollectNames(path, source.FieldsList[unit].Name, unit, readAll()) : null;
        return new ForeignSpikes(path, source, options, time, unit, names);
    }

    public RecordBatch Map(RecordBatch batch, long row)
    {
        var times = new ColumnMemory<double>(batch.Length);
        var units = new ColumnMemory<uint>(batch.Length);
        IArrowArray timeColumn = batch.Column(_time), unitColumn = batch.Column(_unit);
        Span<double> time = times.Span;
        Span<uint> unit = units.Span;
        for (int i = 0; i < batch.Length; i++)
        {
            if (timeColumn.IsNull(i) || unitColumn.IsNull(i))
                throw new InvalidInputException($"{_path}: row {row + i}: found a null, expected a time and a unit in every row.");
            double value = Number(timeColumn, i, "time");
            time[i] = _scale is null ? value / _ticksPerSecond : _scale.ToSeconds(value);
            unit[i] = _names is null ? Unit(unitColumn, i, row) : _names[Text(unitColumn, i)];
        }

        return SpikesSchema.Batch(Schema, times.ToBuffer(), units.ToBuffer(), batch.Length);
    }

    private static Dictionary<string, uint> CollectNames(string path, string column, int index, IEnumerable<RecordBatch> batches)
    {
        var names = new Dictionary<string, uint>(StringComparer.Ordinal);
        foreach (RecordBatch batch in batches)
        {
            IArrowArray array = batch.Column(index);
            for (int i = 0; i < batch.Length; i++)
            {
                if (array.IsNull(i)) continue;
                names.TryAdd(Text(array, i), (uint)names.Count);
                if (names.Count > MostNames)
                    throw new InvalidInputException($"{path}: found more than {MostNames} names of units in column \"{column}\": is it the right column?");
            }
        }

        return names;
    }

    private uint Unit(IArrowArray array, int index, long row)
    {
        double value = Number(array, index, "unit");
        if (value is >= 0 and <= uint.MaxValue && Math.Floor(value) == value) return (uint)value;
        throw new InvalidInputException($"{_path}: row {row + index}: found unit {value.ToString(CultureInfo.InvariantCulture)}, expected an integer from 0 to {uint.MaxValue}.");
    }

    private double Number(IArrowArray array, int index, string role) => array switch
    {
        DoubleArray values => values.Values[index],
        FloatArray values => values.Values[index],
        HalfFloatArray values => (double)values.Values[index],
        Int64Array values => values.Values[index],
        UInt64Array values => values.Values[index],
        Int32Array values => values.Values[index],
        UInt32Array values => values.Values[index],
        Int16Array values => values.Values[index],
        UInt16Array values => values.Values[index],
        Int8Array values => values.Values[index],
        UInt8Array values => values.Values[index],
        TimestampArray values => values.Values[index],
        DurationArray values => values.Values[index],
        _ => throw new InvalidInputException($"{_path}: found a column of type {Columns.Describe(array.Data.DataType)} for {role}, expected numbers."),
    };

    private static string Text(IArrowArray array, int index) => array switch
    {
        StringArray texts => texts.GetString(index) ?? string.Empty,
        LargeStringArray texts => texts.GetString(index) ?? string.Empty,
        DictionaryArray dictionary => Text(dictionary.Dictionary, KeyOf(dictionary.Indices, index)),
        _ => string.Empty,
    };

    private static int KeyOf(IArrowArray indices, int index) => indices switch
    {
        Int8Array keys => keys.Values[index],
        UInt8Array keys => keys.Values[index],
        Int16Array keys => keys.Values[index],
        UInt16Array keys => keys.Values[index],
        Int32Array keys => keys.Values[index],
        UInt32Array keys => checked((int)keys.Values[index]),
        Int64Array keys => checked((int)keys.Values[index]),
        UInt64Array keys => checked((int)keys.Values[index]),
        _ => -1,
    };

    private static int Find(string path, Schema source, ReadOptions options, string role, string[] usual)
    {
        string? named = options.ColumnFor(role);
        for (int i = 0; i < source.FieldsList.Count; i++)
        {
            string name = source.FieldsList[i].Name;
            if (named is null ? usual.Contains(name, StringComparer.OrdinalIgnoreCase) : name == named) return i;
        }

        string columns = string.Join(", ", source.FieldsList.Take(20).Select(field => $"\"{field.Name}\""));
        throw new InvalidInputException(
            $"{path}: found no column {(named is null ? $"for {role}" : $"\"{named}\"")} among {columns}; name it in the setting columns: {{ \"{role}\": ... }} (--column {role}=...).");
    }
}
