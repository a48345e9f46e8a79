using Apache.Arrow;
using SpikeStream.Numerics.Time;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Options of <see cref="WindowStage"/>.</summary>
public sealed record WindowOptions
{
    /// <summary>Length of a window, such as "10 s"; windows begin at 0 and follow each other without gaps.</summary>
    [Positive]
    public required Duration Duration { get; init; }
}

/// <summary>Cuts batches anew, so that every batch holds the rows of exactly one window of time; windows without rows give none.</summary>
/// <remarks>The last window ends with the recording. A bin belongs to the window of its left edge.</remarks>
[Node("window", "Cuts batches anew, one per window of time")]
[Input("in", RecordingKind.Spikes, RecordingKind.Counts, RecordingKind.Series)]
[Output("out", SameAs = "in")]
public sealed class WindowStage : Stage<WindowOptions>
{
    private readonly List<RecordBatch> _parts = [];
    private readonly List<Batch> _held = [];
    private BinGrid? _grid;
    private Schema? _schema;
    private long _window = long.MinValue;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _schema = inputs[0];
        _grid = new BinGrid(Options.Duration.Numerator, Options.Duration.Denominator);
        return new([_schema]);
    }

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(emitter);
        for (int row = 0; row < batch.Rows;)
        {
            long window = _grid!.IndexOf(Times(batch)[row]);
            if (window < _window)
                throw new InvalidInputException($"window: found the time {Times(batch)[row]} s after {_grid.Edge(_window)} s was reached, expected rows in the order of time.");
            if (window > _window) await EmitAsync(emitter).ConfigureAwait(false);
            _window = window;
            int length = LengthIn(Times(batch)[row..], window);
            _parts.Add(Columns.Slice(batch.Records, row, length));
            _held.Add(batch.Retain());
            row += length;
        }
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        return EmitAsync(emitter);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_window);
        RecordRows.Write(writer, _schema!, _parts);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _window = reader.ReadInt64();
        if (RecordRows.Read(reader) is { } rows) _parts.Add(RowFilter.WithSchema(rows, _schema!));
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        Clear();
        return base.DisposeAsync();
    }

    private static ReadOnlySpan<double> Times(Batch batch) => Columns.Values<double>(batch.Records, SpikesSchema.Time);

    private int LengthIn(ReadOnlySpan<double> times, long window)
    {
        double end = _grid!.Edge(window + 1), start = _grid.Edge(window);
        int length = 1;
        while (length < times.Length && times[length] < end && times[length] >= start) length++;
        return length;
    }

    private async ValueTask EmitAsync(Emitter emitter)
    {
        if (_parts.Count == 0) return;
        Batch window = _parts.Count == 1 && _held.Count == 1
            ? _held[0].Share(_parts[0])
            : new Batch(BatchConcatenation.Concatenate(_schema!, _parts));
        Clear();
        await emitter.EmitAsync(window).ConfigureAwait(false);
    }

    private void Clear()
    {
        foreach (Batch batch in _held) batch.Release();
        _held.Clear();
        _parts.Clear();
    }
}
