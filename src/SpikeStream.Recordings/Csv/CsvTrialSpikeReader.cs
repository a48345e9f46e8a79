using System.Globalization;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>
/// Reads spikes of trials from text: the number of the trial and the time from its event, <c>trial,time[,unit]</c>. Trials are laid end to end: trial k takes the time from
/// k lengths of a trial on.
/// </summary>
internal sealed class CsvTrialSpikeReader : RecordingReader
{
    private readonly string _path;
    private readonly CsvHead _head;
    private readonly int _trial;
    private readonly int _time;
    private readonly int _unit;
    private readonly TimeScale _scale;
    private readonly double _length;
    private readonly double _start;

    private CsvTrialSpikeReader(string path, CsvHead head, int trial, int time, int unit, TimeScale scale, double length, double start, Schema schema)
        : base(RecordingKind.Spikes, schema, "csv", null)
    {
        (_path, _head, _trial, _time, _unit) = (path, head, trial, time, unit);
        (_scale, _length, _start) = (scale, length, start);
    }

    /// <summary>Opens a file whose head is known; null where its columns are no trials and times, or the options state no length of trials.</summary>
    public static CsvTrialSpikeReader? TryOpen(string path, CsvHead head, ReadOptions options)
    {
        if (options.TrialLength is not { } length || options.Kind is not (null or RecordingKind.Spikes)) return null;
        if (!(length > 0 && double.IsFinite(length))) throw new InvalidInputException($"{path}: trialLength: found {length.ToString(CultureInfo.InvariantCulture)} s, expected a length above 0.");
        int trial = head.IndexFor(path, options, "trial"), time = head.IndexFor(path, options, "time"), unit = head.IndexFor(path, options, "unit");
        SpikeTimeUnit? named = null;
        if (trial < 0) trial = head.IndexOf("trial");
        if (time < 0) time = head.IndexOf("time", "t");
        if (time < 0 && (time = head.IndexOf("time_s")) >= 0) named = SpikeTimeUnit.Seconds;
        if (time < 0 && (time = head.IndexOf("time_ms", "t_ms")) >= 0) named = SpikeTimeUnit.Milliseconds;
        if (unit < 0) unit = head.IndexOf("unit", "neuron", "cluster", "id");
        if (trial < 0 || time < 0) return null;
        IReadOnlyList<string>? names = options.UnitNames ?? (unit < 0 ? ["0"] : null);
        var scale = TimeScale.From(path, options, named ?? SpikeTimeUnit.Seconds);
        WholeTimes.Tell(path, options, named, (path, head, time));
        return new CsvTrialSpikeReader(path, head, trial, time, unit, scale, length, options.TrialStart, SpikesSchema.Create(names));
    }

    protected override IAsyncEnumerable<RecordBatch> ReadChunksAsync(long firstRow, int chunkRows, CancellationToken cancellationToken) =>
        FromSync(ReadChunks(firstRow, chunkRows), cancellationToken);

    private IEnumerable<RecordBatch> ReadChunks(long firstRow, int chunkRows)
    {
        var fields = new CsvFields(_path, _head.Delimiter);
        using var lines = new CsvRecords(_path, fields);
        lines.Skip(_head.Lines);
        var times = new List<double>();
        var units = new List<uint>();
        double previous = double.NegativeInfinity;
        for (long row = 0; TryRead(lines, fields, ref previous, out uint unit); row++)
        {
            if (row < firstRow) continue;
            times.Add(previous);
            units.Add(unit);
            if (times.Count < chunkRows) continue;
            yield return SpikesSchema.Batch(Schema, times.ToArray(), units.ToArray());
            times.Clear();
            units.Clear();
        }

        if (times.Count > 0) yield return SpikesSchema.Batch(Schema, times.ToArray(), units.ToArray());
    }

    private bool TryRead(CsvRecords lines, CsvFields fields, ref double time, out uint unit)
    {
        unit = 0;
        if (!lines.TryRead(out ReadOnlySpan<byte> line)) return false;
        if (fields.Count != _head.ColumnCount)
            throw new InvalidInputException($"{_path}:{lines.Number}:1: found {fields.Count} fields, expected {_head.ColumnCount} as in the first line.");
        if (!uint.TryParse(fields.Bytes(line, _trial), NumberStyles.None, CultureInfo.InvariantCulture, out uint trial))
            throw fields.Refuse(line, lines.Number, _trial, "the number of a trial: an integer from 0 on");
        if (!_scale.TryParse(fields.Bytes(line, _time), out double from))
            throw fields.Refuse(line, lines.Number, _time, _scale.Expected);
        double within = from - _start;
        if (!(within >= 0 && within < _length))
            throw fields.Refuse(line, lines.Number, _time, string.Create(CultureInfo.InvariantCulture, $"a time from {_start} s to before {_start + _length} s, as trialStart and trialLength say"));
        // In decimal arithmetic, so that a time on the edge of a bin remains on it.
        double at = (double)(trial * (decimal)_length + (decimal)from - (decimal)_start);
        if (at < time) throw fields.Refuse(line, lines.Number, _time, "a time not before the previous row's: sort the file by trial and time");
        if (_unit >= 0 && !uint.TryParse(fields.Bytes(line, _unit), NumberStyles.None, CultureInfo.InvariantCulture, out unit))
            throw fields.Refuse(line, lines.Number, _unit, "a unit: an integer from 0 to 4294967295");
        time = at;
        return true;
    }
}
