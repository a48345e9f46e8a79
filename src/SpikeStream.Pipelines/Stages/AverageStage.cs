using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using SpikeStream.Numerics.Time;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Options of <see cref="AverageStage"/>.</summary>
public sealed record AverageOptions
{
    /// <summary>Step of the result, such as "1 ms": a whole multiple of the step of what comes in.</summary>
    [Positive]
    public required Duration Step { get; init; }
}

/// <summary>Averages a series over longer steps: the mean of the samples whose times lie in each step.</summary>
/// <remarks>
/// Samples that are null are left out of the mean; a mean of none is null. A step at the end of which samples are missing is averaged over
/// those that are there; steps without any samples are left out.
/// </remarks>
[Node("average", "Averages a series over longer time steps")]
[Input("series", RecordingKind.Series)]
[Output("averaged", RecordingKind.Series)]
public sealed class AverageStage : Stage<AverageOptions>
{
    private BinGrid? _fine;
    private BinGrid? _coarse;
    private Schema? _schema;
    private int _factor;
    private double[] _sums = [];
    private int[] _observed = [];
    private bool _isOpen;
    private long _step;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        SeriesSchema.Description series = SeriesSchema.Describe(inputs[0]);
        if (series.SamplingStep is not { } step)
            throw new InvalidInputException("series: it does not say its sampling step, expected the metadata spikestream.sampling.step; state binWidth at the source.");
        _fine = new BinGrid(step.Numerator, step.Denominator);
        _coarse = new BinGrid(Options.Step.Numerator, Options.Step.Denominator);
        if (!_fine.TryGetFactor(_coarse, out _factor))
            throw new InvalidInputException($"step: found {Options.Step}, expected a whole multiple of the series' step, {step}.");
        _sums = new double[series.Channels];
        _observed = new int[series.Channels];
        _schema = SeriesSchema.Create(series.Channels, new BinWidth(_coarse.Numerator, _coarse.Denominator), series.ChannelNames, series.ValueUnit);
        return new([_schema]);
    }

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(emitter);
        if (Average(batch.Records) is { } averaged) await emitter.EmitAsync(averaged).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        if (!_isOpen) return;
        AveragedRows rows = new(_sums.Length);
        Close(rows);
        await emitter.EmitAsync(rows.Build(_schema!)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_isOpen);
        writer.Write(_step);
        writer.Write(MemoryMarshal.AsBytes(_sums.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(_observed.AsSpan()));
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _isOpen = reader.ReadBoolean();
        _step = reader.ReadInt64();
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(_sums.AsSpan()));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(_observed.AsSpan()));
    }

    private RecordBatch? Average(RecordBatch batch)
    {
        ReadOnlySpan<double> times = SeriesSchema.Times(batch), samples = SeriesSchema.Samples(batch);
        bool isComplete = Columns.IsListComplete(batch, SeriesSchema.Values);
        AveragedRows rows = new(_sums.Length);
        for (int row = 0; row < times.Length; row++)
        {
            // The nearest sample of the fine grid, for times written in decimal may lie a rounding below it.
            long step = Math.DivRem(_fine!.CountIn(times[row]), _factor) is var (quotient, rest) && rest < 0 ? quotient - 1 : quotient;
            if (_isOpen && step < _step)
                throw new InvalidInputException($"series: found the time {times[row]} s after {_coarse!.Edge(_step)} s was reached, expected samples in the order of time.");
            if (_isOpen && step != _step) Close(rows);
            (_isOpen, _step) = (true, step);
            for (int channel = 0; channel < _sums.Length; channel++)
            {
                if (!isComplete && !Columns.IsListEntryValid(batch, SeriesSchema.Values, row, channel)) continue;
                _sums[channel] += samples[row * _sums.Length + channel];
                _observed[channel]++;
            }
        }

        return rows.Count == 0 ? null : rows.Build(_schema!);
    }

    private void Close(AveragedRows rows)
    {
        rows.Add(_coarse!.Edge(_step), _sums, _observed);
        System.Array.Clear(_sums);
        System.Array.Clear(_observed);
        _isOpen = false;
    }

    /// <summary>Rows of the result.</summary>
    private sealed class AveragedRows(int channels)
    {
        private readonly List<double> _times = [];
        private readonly List<double> _means = [];
        private readonly ArrowBuffer.BitmapBuilder _valid = new();

        public int Count => _times.Count;

        public void Add(double time, double[] sums, int[] observed)
        {
            _times.Add(time);
            for (int channel = 0; channel < channels; channel++)
            {
                _valid.Append(observed[channel] > 0);
                _means.Add(observed[channel] > 0 ? sums[channel] / observed[channel] : 0);
            }
        }

        public RecordBatch Build(Schema schema)
        {
            var list = (FixedSizeListType)schema.GetFieldByName(SeriesSchema.Values)!.DataType;
            IArrowArray times = Columns.Array(DoubleType.Default, Columns.Copy<double>(CollectionsMarshal.AsSpan(_times)), Count);
            IArrowArray means = Columns.ListArray(list, Columns.Copy<double>(CollectionsMarshal.AsSpan(_means)), Count, _valid.Build());
            return new RecordBatch(schema, [times, means], Count);
        }
    }
}
