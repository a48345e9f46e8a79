using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Finds the stretches of time whose rows a damaged file has lost, so that they do not pass for observed.</summary>
/// <remarks>A run of lost batches takes the time from the last row kept before it to the first row kept after it.</remarks>
internal sealed class LostStretches
{
    private readonly RecordingKind _kind;
    private readonly Schema _schema;
    private readonly BinWidth? _binWidth;
    private readonly List<ObservationWindow> _between = [];
    private double _first = double.PositiveInfinity;
    private double _last = double.NegativeInfinity;
    private bool _isHeadLost;
    private bool _isLost;
    private bool _isOrdered = true;
    private bool _hasLost;

    /// <summary>Begins with the first batch.</summary>
    /// <param name="kind">What the rows are.</param>
    /// <param name="schema">Their schema.</param>
    public LostStretches(RecordingKind kind, Schema schema)
    {
        _kind = kind;
        _schema = schema;
        _binWidth = kind == RecordingKind.Counts ? CountsSchema.Describe(schema).BinWidth : null;
    }

    /// <summary>Takes the next batch in.</summary>
    /// <param name="batch">The batch; null for one that is lost.</param>
    public void Add(RecordBatch? batch)
    {
        if (!HasTime) return;
        if (batch is null)
        {
            _isLost = _hasLost = true;
            return;
        }

        (double first, double last) = Range(batch);
        if (last < first) return;
        if (first < _last && _kind == RecordingKind.Spikes) _isOrdered = false;
        if (_isLost && double.IsInfinity(_last)) _isHeadLost = true;
        else if (_isLost && _last < first) _between.Add(new(_last, first));
        _isLost = false;
        _first = Math.Min(_first, first);
        _last = Math.Max(_last, last);
    }

    /// <summary>The schema without what was lost among what it says was observed.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="notice">Is told what was taken out.</param>
    public Schema Cut(string path, Action<string>? notice)
    {
        if (!_hasLost) return _schema;
        if (!_isOrdered)
        {
            notice?.Invoke($"{path}: the spikes are out of order, so that the time of the lost ones is not known: what is stated as observed may hold it");
            return _schema;
        }

        ObservationWindow? whole = SchemaParts.FindWindow(_schema);
        bool isNothingKept = double.IsInfinity(_last);
        double start = whole?.Start ?? 0, stop = whole?.Stop ?? Math.Max(start, _last);
        List<ObservationWindow> lost = isNothingKept ? [new(start, stop)] : [.. _between];
        if (!isNothingKept && _isHeadLost) lost.Insert(0, new(start, _first));
        if (!isNothingKept && _isLost) lost.Add(new(_last, stop));
        lost.RemoveAll(stretch => !(stretch.Start < stretch.Stop));
        if (_isLost && whole is null)
            notice?.Invoke($"{path}: how long the recording went on after the rows that were kept is not known");
        if (lost.Count == 0) return _schema;
        string ranges = string.Join(", ", lost.Take(4).Select(stretch => FormattableString.Invariant($"{stretch.Start:0.######}-{stretch.Stop:0.######} s")));
        notice?.Invoke($"{path}: took {ranges}{(lost.Count > 4 ? $", ... ({lost.Count} stretches)" : string.Empty)} out of what was observed: the rows of that time are lost");
        return _kind == RecordingKind.Series ? _schema : Without(lost, start, stop, whole is not null);
    }

    private bool HasTime => SchemaParts.IsInOrderOfTime(_kind, _schema);

    private Schema Without(List<ObservationWindow> lost, double start, double stop, bool isStated)
    {
        Observation? observed = Observation.Read(_schema);
        List<ObservationWindow> all = [.. (observed?.All ?? [new(start, stop)]).SelectMany(stretch => ObservationWindow.Without(lost, stretch.Start, stretch.Stop))];
        IReadOnlyList<IReadOnlyList<ObservationWindow>?>? units = observed?.Units is null
            ? null
            : [.. observed.Units.Select(unit => unit is null ? null : (IReadOnlyList<ObservationWindow>)[.. unit.SelectMany(stretch => ObservationWindow.Without(lost, stretch.Start, stretch.Stop))])];
        List<ObservationWindow> left = ObservationWindow.Without(lost, start, stop);
        ObservationWindow window = left.Count == 0 ? new(start, start) : new(left[0].Start, left[^1].Stop);
        bool isWindowEnough = isStated && left.Count == 1 && observed?.All is null;
        return RecordingMetadata.With(_schema, [.. SchemaParts.Window(isStated ? window : null), .. new Observation(isWindowEnough ? null : all, units).ToMetadata()]);
    }

    // Possible times alone: the others are left out afterwards. A bin lasts until its right edge.
    private (double First, double Last) Range(RecordBatch batch)
    {
        double first = double.PositiveInfinity, last = double.NegativeInfinity;
        if (_binWidth is { } width)
        {
            foreach (long bin in CountsSchema.Bins(batch))
            {
                first = Math.Min(first, width.LeftEdge(bin));
                last = Math.Max(last, width.LeftEdge(Math.Min(bin, long.MaxValue - 1) + 1));
            }

            return (first, last);
        }

        foreach (double time in Columns.Values<double>(batch, SpikesSchema.Time))
        {
            if (!double.IsFinite(time) || (time < 0 && _kind == RecordingKind.Spikes)) continue;
            first = Math.Min(first, time);
            last = Math.Max(last, time);
        }

        return (first, last);
    }
}
