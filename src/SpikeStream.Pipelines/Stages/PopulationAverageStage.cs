using Apache.Arrow;
using SpikeStream.Numerics.Time;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Options of <see cref="PopulationAverageStage"/>.</summary>
public sealed record PopulationAverageOptions : ISelfChecked
{
    /// <summary>The units of each population by its name: names, numbers and ranges of units, such as { "E": "0-437", "I": "438-546" }. Left out: those that the recording states, as simulated ones do.</summary>
    [NotEmpty]
    public IReadOnlyDictionary<string, string>? Populations { get; init; }

    /// <summary>Width of the bins where spikes come in; counts are binned already.</summary>
    [Positive]
    public Duration? Width { get; init; }

    /// <summary>Spike counts, or activity in Hz.</summary>
    public PopulationQuantity As { get; init; }

    /// <summary>What a population is where some of its units were not observed; "observed" needs counts to come in and activity to go out.</summary>
    public AveragedUnits Over { get; init; }

    /// <summary>What becomes of units in no population.</summary>
    public OtherUnits Others { get; init; }

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (Over == AveragedUnits.Observed && As != PopulationQuantity.Activity)
            yield return ("over", "found \"observed\" with counts, which cannot be made up for units that were not observed; expected \"as\": \"activity\" with it");
    }
}

/// <summary>Adds up the spikes of all units of each population, from spikes or from counts of units, with the same result to the bit.</summary>
/// <remarks>
/// Gives counts [bin, population] with the sizes of the populations in the metadata; or the activity A = count / (size · width) in Hz
/// as a series [bin, population]. A population of which a unit was not observed in a bin was not observed in it; or, with <c>over</c>, its activity is that of the
/// units that were.
/// </remarks>
[Node("population-average", "Adds up the spikes of the units of each population, from spikes or counts")]
[Input("in", RecordingKind.Spikes, RecordingKind.Counts, Summary = "Spikes in the order of time, or counts of units.")]
public sealed class PopulationAverageStage : Stage<PopulationAverageOptions>
{
    private PopulationMap? _map;
    private BinGrid? _grid;
    private Schema? _schema;
    private SpikeBinning? _binning;
    private CellPool? _activityPool;
    private PopulationSums? _sums;
    private ObservedBins? _observed;
    private double[] _exposure = [];

    /// <inheritdoc/>
    public override IReadOnlyList<OutputPort> Outputs =>
        Options.As == PopulationQuantity.Counts
            ? [new("counts", [RecordingKind.Counts], Summary: "Counts [bin, population].")]
            : [new("activity", [RecordingKind.Series], Summary: "Activity [bin, population] in Hz.")];

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ObservationWindow? window = inputs.Kind(0) == RecordingKind.Spikes ? OpenSpikes(inputs[0]) : OpenCounts(inputs[0]);
        BinWidth width = new(_grid!.Numerator, _grid.Denominator);
        bool isInteger = _sums?.IsInteger ?? true;
        _schema = Options.As == PopulationQuantity.Activity
            ? SeriesSchema.Create(_map!.Names.Count, width, _map.Names, "Hz")
            : CountsSchema.Create(_map!.Names.Count, width, _map.Names, _map.Sizes, isInteger, window);
        _schema = CarriedMetadata.OfSession(_schema, inputs[0]);
        // The runs of an ensemble are side by side in what the recording states.
        if (Options.Populations is null) _schema = RecordingMetadata.With(_schema, [new(RecordingMetadata.Runs, RecordingMetadata.Find(inputs[0], RecordingMetadata.Runs))]);
        return new([_schema]);
    }

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(emitter);
        if (_sums is not null)
        {
            await emitter.EmitAsync(_sums.Sum(batch.Records, _schema!, Options.As)).ConfigureAwait(false);
            return;
        }

        _binning!.Begin(batch.Records);
        while (_binning.Fill()) await emitter.EmitAsync(TakeBlock(_binning.RowsLeft)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        while (_binning?.RowsLeft is > 0 and int rows)
        {
            await emitter.EmitAsync(TakeBlock(rows)).ConfigureAwait(false);
            await emitter.SafePointAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => _binning?.Save(writer);

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader) => _binning?.Restore(reader);

    private IReadOnlyDictionary<string, string> PopulationsOf(Schema schema) => Options.Populations ?? SimulationMetadata.FindPopulations(schema)
        ?? throw new InvalidInputException("populations: missing, expected the units of each population, such as { \"E\": \"0-437\" }, because the recording does not state them");

    private ObservationWindow? OpenSpikes(Schema schema)
    {
        SpikesSchema.Description spikes = SpikesSchema.Describe(schema);
        if (Options.Over == AveragedUnits.Observed)
            throw new InvalidInputException("over: found \"observed\" with spikes, expected counts of units, such as those of the stage bin.");
        if (Options.Width is not { } width)
            throw new InvalidInputException("width: missing, expected the width of the bins, such as \"1 ms\", because spikes come in.");
        _map = new PopulationMap(PopulationsOf(schema), spikes.UnitNames);
        if (spikes.UnitNames is { } names && Options.Others == OtherUnits.Refuse) _map.CheckCovers(names.Count, names);
        _grid = new BinGrid(width.Numerator, width.Denominator);
        int populations = _map.Names.Count;
        UnitColumns columns = new(_map.Units, Options.Others);
        Observation? observation = Observation.Read(schema);
        ObservationWindow? window = ObservedBins.Window(observation, spikes.Window);
        _observed = ObservedBins.Of(observation, spikes.Window, _grid, columns);
        _binning = new SpikeBinning(_grid, columns, new CellPool(populations, sizeof(int)), window);
        _activityPool = new CellPool(populations, sizeof(double), _binning.BlockRows);
        _exposure = PopulationSums.Exposure(_map.Sizes, _grid, _binning.BlockRows);
        return window;
    }

    private ObservationWindow? OpenCounts(Schema schema)
    {
        CountsSchema.Description counts = CountsSchema.Describe(schema);
        if (counts.BinWidth is not { } width)
            throw new InvalidInputException("counts: the table does not say how wide its bins are, expected the metadata spikestream.bin.width; state binWidth at the source.");
        _grid = new BinGrid(width.Numerator, width.Denominator);
        if (Options.Width is { } wanted && (wanted.Numerator != _grid.Numerator || wanted.Denominator != _grid.Denominator))
            throw new InvalidInputException($"width: found {wanted}, expected {width} as in the counts that come in; leave it out.");
        _map = new PopulationMap(PopulationsOf(schema), counts.UnitNames);
        if (Options.Others == OtherUnits.Refuse) _map.CheckCovers(counts.Units, counts.UnitNames);
        _sums = new PopulationSums(_map, counts.Units, counts.IsInteger, _grid, Options.Over);
        return counts.Window;
    }

    private Batch TakeBlock(int rows)
    {
        long firstBin = _binning!.FirstBin;
        CellBlock counts = _binning.Take();
        ArrowBuffer observed = _observed?.Bits(firstBin, rows) ?? ArrowBuffer.Empty;
        if (Options.As == PopulationQuantity.Counts) return counts.ToCounts(_schema!, _grid!, firstBin, rows, observed);
        CellBlock activity = _activityPool!.Rent();
        int cells = rows * _map!.Names.Count;
        PopulationSums.ToActivity(counts.Cells<int>()[..cells], _exposure, activity.Cells<double>());
        counts.Dispose();
        return activity.ToSeries(_schema!, _grid!, firstBin, rows, observed);
    }
}
