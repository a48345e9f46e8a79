using System.Globalization;
using System.Runtime.CompilerServices;
using Apache.Arrow;
using SpikeStream.Models.Stimuli;
using SpikeStream.Numerics.Time;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sources;

/// <summary>Makes an external input, the same for the same seed.</summary>
/// <remarks>Rene, Longtin and Macke (2020), equations 4.28 and 4.29. The position is the number of samples given.</remarks>
[Node("stimulus", "Makes an external input: a sine, Ornstein-Uhlenbeck noise, a constant, a step, impulses, or a sum of these")]
[Output("stimulus", RecordingKind.Series, Summary = "current in mA, one channel per population")]
public sealed class StimulusSource : Source<StimulusOptions>
{
    private const int BatchRows = 4096;

    // Of what is paced: short enough to look live.
    private const double PacedBatchSeconds = 0.05;
    private BinGrid _grid = null!;
    private IStimulus _stimulus = null!;
    private Schema _schema = null!;
    private double _speed = double.PositiveInfinity;
    private long _rows;
    private Snapshots _snapshots = new([], []);

    /// <inheritdoc/>
    public override long? TotalRows => Options.Duration is null ? null : _rows;

    /// <inheritdoc/>
    public override bool WaitsForData => !double.IsInfinity(_speed);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(CancellationToken cancellationToken)
    {
        _speed = TcpFeedPublisher.ParseSpeed(Options.Speed);
        _grid = new BinGrid(Options.Step.Numerator, Options.Step.Denominator);
        StimulusPart[] parts = [Options, .. Options.Plus ?? []];
        _stimulus = parts.Length == 1 ? Make(Options, 0) : new SumStimulus([.. parts.Select(Make)]);
        _rows = Options.Duration is { } duration ? (long)Math.Round(duration.Seconds / _grid.Width) : long.MaxValue;
        Schema series = SeriesSchema.Create(Options.Channels.Length, new BinWidth(_grid.Numerator, _grid.Denominator), Options.Channels, "mA");
        string? length = Options.Duration is { } known ? known.Seconds.ToString("R", CultureInfo.InvariantCulture) : null;
        _schema = RecordingMetadata.With(series, new KeyValuePair<string, string?>(RecordingMetadata.Duration, length));
        Remember();
        return ValueTask.FromResult<IReadOnlyList<Schema>>([_schema]);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<Batch> ReadAsync(long position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        Rewind(position);
        int channels = Options.Channels.Length;
        int batchRows = WaitsForData ? Math.Clamp((int)(PacedBatchSeconds * Math.Max(1, _speed) / _grid.Width), 1, BatchRows) : BatchRows;
        long started = Context.Time.GetTimestamp(), first = position;
        while (position < _rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int rows = (int)Math.Min(batchRows, _rows - position);
            if (WaitsForData)
            {
                // A batch comes when its last row has happened.
                TimeSpan wait = TimeSpan.FromSeconds((position + rows - first) * _grid.Width / _speed) - Context.Time.GetElapsedTime(started);
                if (wait > TimeSpan.Zero) await Task.Delay(wait, Context.Time, cancellationToken).ConfigureAwait(false);
            }

            double[] times = new double[rows];
            for (int i = 0; i < rows; i++) times[i] = _grid.Edge(position + i);
            double[] values = new double[rows * channels];
            _stimulus.Fill(values);
            Remember();
            position += rows;
            yield return new Batch(SeriesSchema.Batch(_schema, times, values));
        }
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Snapshots snapshots = Volatile.Read(ref _snapshots);
        foreach (byte[] state in (ReadOnlySpan<byte[]>)[snapshots.Before, snapshots.After])
        {
            writer.Write(state.Length);
            writer.Write(state);
        }
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _snapshots = new(reader.ReadBytes(reader.ReadInt32()), reader.ReadBytes(reader.ReadInt32()));
    }

    /// <summary>Keeps the states before and after a batch: a checkpoint is taken while the next batch is waited for and may find it made already.</summary>
    private void Remember()
    {
        using MemoryStream memory = new();
        using BinaryWriter writer = new(memory);
        _stimulus.Save(writer);
        writer.Flush();
        Volatile.Write(ref _snapshots, new(_snapshots.After, memory.ToArray()));
    }

    /// <summary>Takes up the one of the restored states that is of the position.</summary>
    private void Rewind(long position)
    {
        foreach (byte[] state in (byte[][])[_snapshots.Before, _snapshots.After])
        {
            if (_stimulus.StepCount == position) break;
            if (state.Length == 0) continue;
            using BinaryReader reader = new(new MemoryStream(state));
            _stimulus.Restore(reader);
        }

        if (_stimulus.StepCount != position) throw new InvalidDataException($"stimulus state: found one of row {_stimulus.StepCount}, expected row {position}");
        _snapshots = new([], []);
        Remember();
    }

    private IStimulus Make(StimulusPart part, int index) => part.Shape switch
    {
        StimulusShape.Sine => new SineStimulus(_grid, All(part.Amplitude), Same(part.Frequency.Hertz), Same(part.Noise), Context.Random("stimulus", (ulong)index)),
        StimulusShape.OrnsteinUhlenbeck => new OrnsteinUhlenbeckStimulus(
            _grid, All(part.Amplitude), Same(part.TimeConstant.Seconds), All(part.Deviation), All(part.Initial ?? part.Amplitude), Context.Random("stimulus", (ulong)index)),
        StimulusShape.Constant => new PiecewiseConstantStimulus(_grid, All(part.Amplitude)),
        StimulusShape.Impulses => new ImpulseStimulus(_grid, All(part.Amplitude), [.. part.Centres!.Select(centre => centre.Seconds)], part.HalfWidth.Seconds),
        _ => new PiecewiseConstantStimulus(
            _grid, All(part.Baseline), All(part.Amplitude), part.Start.Seconds, part.Stop?.Seconds ?? _grid.Edge(_grid.MaximumIndex / 2)),
    };

    private double[] All(Current[] values) => [.. Options.Channels.Select((_, index) => values[values.Length == 1 ? 0 : index].Milliamperes)];

    private double[] Same(double value) => [.. Options.Channels.Select(_ => value)];

    /// <summary>States of the stimulus.</summary>
    /// <param name="Before">Before the last batch.</param>
    /// <param name="After">After it.</param>
    private sealed record Snapshots(byte[] Before, byte[] After);
}
