using System.Text;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>A folder with <c>stimuli.csv</c> and <c>responses.csv</c>, one line per trial: counts with one row per trial. The trials themselves: kind <c>trials</c>.</summary>
public sealed class StimulusResponseFormat : RecordingFormat
{
    /// <summary>Name of the file of stimuli.</summary>
    public const string Stimuli = "stimuli.csv";

    /// <summary>Name of the file of counts.</summary>
    public const string Responses = "responses.csv";

    /// <summary>Largest count of spikes in a trial; distributions of larger ones are not summed.</summary>
    public const int LargestCount = 1_000_000;

    /// <inheritdoc/>
    public override string Name => "stimulus-response";

    /// <inheritdoc/>
    public override string Description => "a folder with stimuli.csv and responses.csv";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [];

    /// <inheritdoc/>
    public override FormatMatch Match(string path, ReadOnlySpan<byte> start)
    {
        ArgumentNullException.ThrowIfNull(path);
        return File.Exists(Path.Combine(path, Stimuli)) && File.Exists(Path.Combine(path, Responses)) ? FormatMatch.Certain : FormatMatch.No;
    }

    /// <inheritdoc/>
    public override IRecordingReader Open(string path, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        List<string> conditions = ReadConditions(Path.Combine(path, Stimuli));
        (List<int> counts, int units, int lines) = ReadCounts(Path.Combine(path, Responses));
        if (conditions.Count != lines)
            throw new InvalidInputException($"{path}: found {conditions.Count} lines in {Stimuli} and {lines} in {Responses}, expected one line per trial in both.");
        if (lines < 2) throw new InvalidInputException($"{path}: found {(lines == 0 ? "no trials" : "1 trial")}, expected at least 2, a line each in {Stimuli} and {Responses}.");
        long[] trials = [.. Enumerable.Range(0, lines).Select(trial => (long)trial)];
        double[] times = [.. trials.Select(trial => (double)trial)];
        if (options.Kind == RecordingKind.Trials)
        {
            double[] values = [.. conditions.Select(Number).OfType<double>()];
            bool areNumbers = values.Length == lines;
            Schema schema = TrialsSchema.Create(areNumbers ? [TrialsSchema.Value] : []);
            IArrowArray[] variables = areNumbers ? [Columns.Array(Apache.Arrow.Types.DoubleType.Default, Columns.Copy<double>(values), lines)] : [];
            RecordBatch table = TrialsSchema.WithoutTimes(schema, trials, conditions, variables);
            return new MemoryRecordingReader(RecordingKind.Trials, Name, table);
        }

        Schema countsSchema = RecordingMetadata.With(
            CountsSchema.Create(units, options.BinWidth, options.UnitNames), [new(RecordingMetadata.Conditions, RecordingMetadata.Json<string>(conditions))]);
        return new MemoryRecordingReader(RecordingKind.Counts, Name, CountsSchema.Batch<int>(countsSchema, trials, times, counts.ToArray()));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<RecordingTable> Tables(string path, ReadOptions options) => [new(null, RecordingKind.Counts), new(null, RecordingKind.Trials)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Files(string path, ReadOptions options) => [Path.Combine(path, Responses), Path.Combine(path, Stimuli)];

    private static double? Number(string label) =>
        double.TryParse(label, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;

    // Lines of the two files are trials by their number: blank ones between them would pair a stimulus with the response of another trial.
    private static bool TryReadTrial(TextLines lines, string path, out ReadOnlySpan<byte> line)
    {
        long next = lines.Number + 1;
        if (!lines.TryReadFilled(out line)) return false;
        return lines.Number == next
            ? true
            : throw new InvalidInputException($"{path}:{next}:1: found a blank line, expected a trial on every line but the last ones; fill it, or remove it and the line of its trial in the other file.");
    }

    private static List<string> ReadConditions(string path)
    {
        using var lines = new TextLines(path);
        var conditions = new List<string>();
        while (TryReadTrial(lines, path, out ReadOnlySpan<byte> line)) conditions.Add(Encoding.UTF8.GetString(line).Trim());
        return conditions;
    }

    private static (List<int> Counts, int Units, int Lines) ReadCounts(string path)
    {
        using var lines = new TextLines(path);
        var fields = new CsvFields(path, ',');
        var counts = new List<int>();
        int units = 0, rows = 0;
        while (TryReadTrial(lines, path, out ReadOnlySpan<byte> line))
        {
            fields.Split(line, lines.Number);
            if (units == 0) units = fields.Count;
            if (fields.Count != units)
                throw new InvalidInputException($"{path}:{lines.Number}:1: found {fields.Count} counts, expected {units} as in the first line.");
            for (int i = 0; i < units; i++)
            {
                if (!int.TryParse(fields.Bytes(line, i), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int count))
                    throw fields.Refuse(line, lines.Number, i, "a count: an integer from 0 on");
                if (count > LargestCount) throw fields.Refuse(line, lines.Number, i, $"a count of at most {LargestCount}");
                counts.Add(count);
            }

            rows++;
        }

        return (counts, units, rows);
    }
}
