using Apache.Arrow;
using SpikeStream.Numerics.Time;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Options of <see cref="BinStage"/>.</summary>
public sealed record BinOptions : ISelfChecked
{
    /// <summary>Width of the bins, such as "1 ms".</summary>
    [Positive]
    public required Duration Width { get; init; }

    /// <summary>Number of units, 0 to this less one, where the recording does not say it.</summary>
    [InRange(1, 1 << 24)]
    public int? UnitCount { get; init; }

    /// <summary>The units to count, a column each: names, numbers and ranges, such as "0-437, 500".</summary>
    [NotEmpty]
    public string? Units { get; init; }

    /// <summary>What becomes of spikes of other units.</summary>
    public OtherUnits Others { get; init; }

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (Units is not null && UnitCount is not null) yield return ("unitCount", "found both \"units\" and \"unitCount\", expected one of them");
        if (Others == OtherUnits.Ignore && Units is null && UnitCount is null)
            yield return ("others", "found \"ignore\" without \"units\" or \"unitCount\", which say which units are counted");
    }
}

/// <summary>Counts the spikes of every unit in bins of time: dense counts [bin, unit] as int32.</summary>
/// <remarks>
/// A spike on a bin's left edge belongs to that bin. Bins run from 0, or the start of the observation where the recording states it, to the
/// later of the last spike and the stated end; bins without spikes are there, with zeros. Where the recording says when its units were observed,
/// be it only by its start and end, a bin that does not lie wholly in what was observed of a unit is null for it. Properties of units go with their columns.
/// </remarks>
[Node("bin", "Counts the spikes of every unit in bins of time")]
[Input("spikes", RecordingKind.Spikes, Summary = "Spikes in the order of time.")]
[Output("counts", RecordingKind.Counts, Summary = "Counts [bin, unit].")]
public sealed class BinStage : Stage<BinOptions>
{
    private BinGrid? _grid;
    private Schema? _schema;
    private SpikeBinning? _binning;
    private ObservedBins? _observed;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        SpikesSchema.Description spikes = SpikesSchema.Describe(inputs[0]);
        (UnitColumns columns, IReadOnlyList<string>? names) = ChooseUnits(spikes.UnitNames);
        Observation? observation = Observation.Read(inputs[0]);
        ObservationWindow? window = ObservedBins.Window(observation, spikes.Window);
        _grid = new BinGrid(Options.Width.Numerator, Options.Width.Denominator);
        _schema = CountsSchema.Create(columns.Count, new BinWidth(_grid.Numerator, _grid.Denominator), names, window: window);
        _schema = CarriedMetadata.OfUnits(_schema, inputs[0], [.. Enumerable.Range(0, columns.Count).Select(column => columns.UnitsOf(column)[0])]);
        _observed = ObservedBins.Of(observation, spikes.Window, _grid, columns);
        if (Options.Units is null && Options.UnitCount is null)
        {
            // The columns are the units, so that what the recording says of units holds for them.
            _schema = RecordingMetadata.With(_schema, new[] { SimulationMetadata.Populations, RecordingMetadata.Runs }.Select(key => new KeyValuePair<string, string?>(key, RecordingMetadata.Find(inputs[0], key))));
        }

        _binning = new SpikeBinning(_grid, columns, new CellPool(columns.Count, sizeof(int)), window);
        return new([_schema]);
    }

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(emitter);
        _binning!.Begin(batch.Records);
        while (_binning.Fill()) await emitter.EmitAsync(TakeBlock(_binning.RowsLeft)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        while (_binning!.RowsLeft is > 0 and int rows)
        {
            await emitter.EmitAsync(TakeBlock(rows)).ConfigureAwait(false);
            await emitter.SafePointAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => _binning!.Save(writer);

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader) => _binning!.Restore(reader);

    private Batch TakeBlock(int rows)
    {
        long firstBin = _binning!.FirstBin;
        return _binning.Take().ToCounts(_schema!, _grid!, firstBin, rows, _observed?.Bits(firstBin, rows) ?? ArrowBuffer.Empty);
    }

    private (UnitColumns Columns, IReadOnlyList<string>? Names) ChooseUnits(IReadOnlyList<string>? names)
    {
        if (Options.Units is { } text)
        {
            UnitList list = new(names);
            IReadOnlyList<uint> units = list.Read(text, "units");
            IReadOnlyList<string>? chosen = names is null && IsRange(units, 0) ? null : [.. units.Select(list.NameOf)];
            bool isRange = IsRange(units, units[0]) && Options.Others == OtherUnits.Refuse;
            return (isRange ? new UnitColumns(units[0], units.Count) : new UnitColumns([.. units.Select(unit => new[] { unit })], Options.Others), chosen);
        }

        if (Options.UnitCount is { } count)
        {
            if (names is not null && count < names.Count && Options.Others == OtherUnits.Refuse)
                throw new InvalidInputException($"unitCount: found {count}, expected the recording's {names.Count} units, or \"others\": \"ignore\" to leave units out.");
            IReadOnlyList<string>? extended = names is null ? null : [.. Enumerable.Range(0, count).Select(unit => new UnitList(names).NameOf((uint)unit))];
            return (Options.Others == OtherUnits.Refuse ? new UnitColumns(0, count) : new UnitColumns([.. Enumerable.Range(0, count).Select(unit => new[] { (uint)unit })], Options.Others), extended);
        }

        if (names is null || names.Count == 0)
            throw new InvalidInputException("units: the recording does not say which units it has, expected \"unitCount\": N or \"units\": \"0-437\" in the options.");
        return (new UnitColumns(0, names.Count), names);
    }

    private static bool IsRange(IReadOnlyList<uint> units, uint first)
    {
        for (int i = 0; i < units.Count; i++)
        {
            if (units[i] != first + (uint)i) return false;
        }

        return true;
    }
}
