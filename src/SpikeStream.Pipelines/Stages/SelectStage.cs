using Apache.Arrow;
using Apache.Arrow.Types;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Options of <see cref="SelectStage"/>.</summary>
public sealed record SelectOptions : ISelfChecked
{
    /// <summary>The units, populations or channels to keep: names, numbers and ranges, such as "0-437, 500"; the result has them in this order.</summary>
    [NotEmpty]
    public string? Units { get; init; }

    /// <summary>Keeps the units of which this holds, in their order, such as "quality == 'good' and depth > 500": a condition on the properties that the recording states.</summary>
    [NotEmpty]
    public string? Where { get; init; }

    /// <summary>The conditions of trials to keep.</summary>
    [NotEmpty]
    public IReadOnlyList<string>? Conditions { get; init; }

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (new object?[] { Units, Where, Conditions }.Count(option => option is not null) != 1) yield return ("", "expected one of \"units\", \"where\" and \"conditions\"");
        if (Where is not null && Fault(Where) is { } fault) yield return ("where", fault);
    }

    private static string? Fault(string filter)
    {
        try
        {
            UnitFilter.Parse(filter);
            return null;
        }
        catch (InvalidInputException refusal)
        {
            return refusal.Message;
        }
    }
}

/// <summary>Keeps some units of spikes or counts, some channels of a series, or the trials of some conditions.</summary>
/// <remarks>
/// Kept units are numbered anew from 0 in the order of the option; their names go with them, and a unit without a name is
/// named by its old number. So a later stage may go on to call units as before.
/// </remarks>
[Node("select", "Keeps some units, populations or channels, or the trials of some conditions")]
[Input("in", RecordingKind.Spikes, RecordingKind.Counts, RecordingKind.Series, RecordingKind.Trials)]
[Output("out", SameAs = "in")]
public sealed class SelectStage : MapStage<SelectOptions>
{
    private const uint Dropped = uint.MaxValue;

    private RecordingKind _kind;
    private Schema? _schema;
    private int[] _columns = [];
    private uint[] _newUnits = [];

    /// <inheritdoc/>
    public override Schema Open(Schema input)
    {
        _kind = RecordingMetadata.KindOf(input) ?? throw new InvalidInputException("select: the schema does not say what the table holds (spikestream.kind).");
        if (_kind == RecordingKind.Trials)
        {
            if (Options.Conditions is null) throw new InvalidInputException($"{(Options.Where is null ? "units" : "where")}: found with trials, expected \"conditions\".");
            TrialsSchema.Describe(input);
            return _schema = input;
        }

        if (Options.Conditions is not null) throw new InvalidInputException($"conditions: found with {RecordingMetadata.KindText(_kind)}, expected \"units\" or \"where\"; conditions are for trials.");
        _schema = _kind switch
        {
            RecordingKind.Spikes => OpenSpikes(input),
            RecordingKind.Counts => OpenCounts(input),
            _ => OpenSeries(input),
        };
        return _schema;
    }

    /// <inheritdoc/>
    public override Batch? Process(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return _kind switch
        {
            RecordingKind.Spikes => SelectSpikes(batch.Records),
            RecordingKind.Trials => SelectTrials(batch),
            RecordingKind.Counts when CountsSchema.Describe(_schema!).IsInteger => SelectColumns<int>(batch, CountsSchema.Counts),
            RecordingKind.Counts => SelectColumns<double>(batch, CountsSchema.Counts),
            _ => SelectColumns<double>(batch, SeriesSchema.Values),
        };
    }

    private Schema OpenSpikes(Schema input)
    {
        SpikesSchema.Description spikes = SpikesSchema.Describe(input);
        UnitList list = new(spikes.UnitNames);
        IReadOnlyList<uint> units = Choose(input, list);
        _newUnits = new uint[units.Max() + 1];
        System.Array.Fill(_newUnits, Dropped);
        for (int i = 0; i < units.Count; i++) _newUnits[units[i]] = (uint)i;
        return CarriedMetadata.OfUnits(SpikesSchema.Create([.. units.Select(list.NameOf)], spikes.Window), input, units);
    }

    private Schema OpenCounts(Schema input)
    {
        CountsSchema.Description counts = CountsSchema.Describe(input);
        IReadOnlyList<string> names = ChooseColumns(input, counts.UnitNames, counts.Units);
        int[]? sizes = counts.PopulationSizes is null ? null : [.. _columns.Select(column => counts.PopulationSizes[column])];
        Schema selected = CountsSchema.Create(_columns.Length, counts.BinWidth, names, sizes, counts.IsInteger, counts.Window);
        return CarriedMetadata.OfUnits(selected, input, [.. _columns.Select(column => (uint)column)]);
    }

    private Schema OpenSeries(Schema input)
    {
        SeriesSchema.Description series = SeriesSchema.Describe(input);
        IReadOnlyList<string> names = ChooseColumns(input, series.ChannelNames, series.Channels);
        return SeriesSchema.Create(_columns.Length, series.SamplingStep, names, series.ValueUnit);
    }

    private IReadOnlyList<uint> Choose(Schema input, UnitList list)
    {
        if (Options.Where is not { } filter) return list.Read(Options.Units!, "units");
        UnitTable table = UnitTable.Read(input)
            ?? throw new InvalidInputException("where: the recording states no properties of its units, expected \"units\" with their names or numbers.");
        uint[] chosen = [.. UnitFilter.Parse(filter).Select(table).Select(unit => (uint)unit)];
        return chosen.Length > 0 ? chosen : throw new InvalidInputException($"where: found no unit with {filter} among {table.Count}, expected at least one.");
    }

    private IReadOnlyList<string> ChooseColumns(Schema input, IReadOnlyList<string>? names, int count)
    {
        UnitList list = new(names);
        IReadOnlyList<uint> chosen = Choose(input, list);
        if (chosen.Max() >= count) throw new InvalidInputException($"units: found {chosen.Max()}, expected 0 to {count - 1}, as the table has {count}.");
        _columns = [.. chosen.Select(unit => (int)unit)];
        return [.. chosen.Select(list.NameOf)];
    }

    private Batch? SelectSpikes(RecordBatch records)
    {
        ReadOnlySpan<double> times = SpikesSchema.Times(records);
        ReadOnlySpan<uint> units = SpikesSchema.Units(records);
        double[] keptTimes = new double[records.Length];
        uint[] keptUnits = new uint[records.Length];
        int kept = 0;
        for (int i = 0; i < units.Length; i++)
        {
            uint unit = units[i] < _newUnits.Length ? _newUnits[units[i]] : Dropped;
            keptTimes[kept] = times[i];
            keptUnits[kept] = unit;
            kept += unit == Dropped ? 0 : 1;
        }

        return kept == 0 ? null : new Batch(SpikesSchema.Batch(_schema!, keptTimes.AsSpan(0, kept), keptUnits.AsSpan(0, kept)));
    }

    private Batch? SelectTrials(Batch batch)
    {
        StringArray conditions = TrialsSchema.Conditions(batch.Records);
        bool[] keep = new bool[batch.Rows];
        for (int i = 0; i < keep.Length; i++) keep[i] = Options.Conditions!.Contains(conditions.GetString(i));
        return RowFilter.Keep(batch, keep, _schema!);
    }

    private Batch SelectColumns<T>(Batch batch, string name)
        where T : unmanaged
    {
        RecordBatch records = batch.Records;
        ReadOnlySpan<T> values = Columns.ListValues<T>(records, name);
        int width = records.Length == 0 ? 0 : values.Length / records.Length;
        T[] kept = new T[records.Length * _columns.Length];
        byte[]? observed = Columns.IsListComplete(records, name) ? null : new byte[BitUtility.ByteCount(kept.Length)];
        for (int row = 0, cell = 0; row < records.Length; row++)
        {
            foreach (int column in _columns)
            {
                kept[cell] = values[row * width + column];
                if (observed is not null) BitUtility.SetBit(observed, cell, Columns.IsListEntryValid(records, name, row, column));
                cell++;
            }
        }

        int index = _schema!.GetFieldIndex(name);
        var list = (FixedSizeListType)_schema.FieldsList[index].DataType;
        IArrowArray selected = Columns.ListArray(list, Columns.Copy<T>(kept), records.Length, observed is null ? default : new ArrowBuffer(observed));
        return batch.Share(new RecordBatch(_schema, records.Arrays.Select((array, i) => i == index ? selected : array), records.Length));
    }
}
