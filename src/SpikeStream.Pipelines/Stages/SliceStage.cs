using Apache.Arrow;
using SpikeStream.Numerics.Time;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Options of <see cref="SliceStage"/>.</summary>
public sealed record SliceOptions : ISelfChecked
{
    /// <summary>Start of the stretch, in time from the start of the session; included.</summary>
    public Duration Start { get; init; }

    /// <summary>Stop of the stretch; not included. The end of the recording where it is left out.</summary>
    public Duration? Stop { get; init; }

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (Stop <= Start) yield return ("stop", $"found {Stop}, expected a time after the start at {Start}");
    }
}

/// <summary>Keeps the rows of a stretch of time; times stay as they are.</summary>
/// <remarks>
/// Keeps spikes, bins and samples at times in [start, stop): a bin counts by its left edge. Keeps the trials that lie wholly in it.
/// The observation that the metadata state is cut to the stretch.
/// </remarks>
[Node("slice", "Keeps the rows of a stretch of time")]
[Input("in", RecordingKind.Spikes, RecordingKind.Counts, RecordingKind.Series, RecordingKind.Trials)]
[Output("out", SameAs = "in")]
public sealed class SliceStage : MapStage<SliceOptions>
{
    private Schema? _schema;
    private bool _isTrials;
    private double _start;
    private double _stop;

    /// <inheritdoc/>
    public override Schema Open(Schema input)
    {
        _start = Options.Start.Seconds;
        _stop = Options.Stop?.Seconds ?? double.PositiveInfinity;
        RecordingKind? kind = RecordingMetadata.KindOf(input);
        _isTrials = kind == RecordingKind.Trials;
        ObservationWindow? window = kind switch
        {
            RecordingKind.Spikes => SpikesSchema.Describe(input).Window,
            RecordingKind.Counts => CountsSchema.Describe(input).Window,
            _ => null,
        };
        if (kind is RecordingKind.Spikes or RecordingKind.Counts) window = Cut(window);
        _schema = window is null ? input : ObservedDuring(input, window);
        if (kind is RecordingKind.Spikes or RecordingKind.Counts && Observation.Read(input) is { } observation) _schema = RecordingMetadata.With(_schema, Cut(observation).ToMetadata());
        return _schema;
    }

    /// <inheritdoc/>
    public override Batch? Process(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        RecordBatch records = batch.Records;
        if (_isTrials)
        {
            ReadOnlySpan<double> starts = TrialsSchema.Starts(records), stops = TrialsSchema.Stops(records);
            bool[] keep = new bool[records.Length];
            for (int i = 0; i < keep.Length; i++) keep[i] = starts[i] >= _start && stops[i] <= _stop;
            return RowFilter.Keep(batch, keep, _schema!);
        }

        ReadOnlySpan<double> times = Columns.Values<double>(records, SpikesSchema.Time);
        if (times.IsEmpty) return null;
        int first = OrderedTimes.LowerBound(times, _start), end = OrderedTimes.LowerBound(times, _stop);
        if (end <= first) return null;
        return batch.Share(RowFilter.WithSchema(Columns.Slice(records, first, end - first), _schema!));
    }

    private static Schema ObservedDuring(Schema schema, ObservationWindow window)
    {
        Schema cut = SpikesSchema.Create(window: window);
        string[] keys = [RecordingMetadata.Start, RecordingMetadata.Stop, RecordingMetadata.Duration];
        return RecordingMetadata.With(schema, keys.Select(key => new KeyValuePair<string, string?>(key, RecordingMetadata.Find(cut, key))));
    }

    private Observation Cut(Observation observation) => new(
        observation.All is null ? null : Cut(observation.All),
        observation.Units is null ? null : [.. observation.Units.Select(unit => unit is null ? null : Cut(unit))]);

    private List<ObservationWindow> Cut(IReadOnlyList<ObservationWindow> stretches) =>
        [.. stretches.Select(stretch => new ObservationWindow(Math.Max(stretch.Start, _start), Math.Min(stretch.Stop, _stop))).Where(stretch => stretch.Start < stretch.Stop)];

    private ObservationWindow? Cut(ObservationWindow? window)
    {
        double start = Math.Max(_start, window?.Start ?? 0), stop = Math.Min(_stop, window?.Stop ?? double.PositiveInfinity);
        if (window is not null && stop <= start)
            throw new InvalidInputException($"slice: found the stretch from {_start} s to {_stop} s, expected one that meets the observation from {window.Start} s to {window.Stop} s.");
        return double.IsFinite(stop) ? new ObservationWindow(start, stop) : null;
    }
}
