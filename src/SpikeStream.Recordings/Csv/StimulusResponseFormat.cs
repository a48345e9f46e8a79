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
        (int units, int lines) = CheckCounts(Path.Combine(path, Responses));
        if (conditions.Count != lines)
            throw new InvalidInputException($"{path}: found {conditions.Count} lines in {Stimuli} and {lines} in {Responses}, expected one line per trial in both.");
        if (lines < 2) throw new InvalidInputException($"{path}: found {(lines == 0 ? "no trials" : "1 trial")}, expected at least 2, a line each in {Stimuli} and {Responses}.");
        if (options.Kind == RecordingKind.Trials)
        {
            double[] values = [.. conditions.Select(Number).OfType<double>()];
            bool areNumbers = values.Length == lines;
            Schema schema = TrialsSchema.Create(areNumbers ? [TrialsSchema.Value] : []);
            IArrowArray[] variables = areNumbers ? [Columns.Array(Apache.Arrow.Types.DoubleType.Default, Columns.Copy<double>(values), lines)] : [];
            long[] trials = [.. Enumerable.Range(0, lines).Select(trial => (long)trial)];
            RecordBatch table = TrialsSchema.WithoutTimes(schema, trials, conditions, variables);
            return new MemoryRecordingReader(RecordingKind.Trials, Name, table);
        }

        Schema countsSchema = RecordingMetadata.With(
            CountsSchema.Create(units, options.BinWidth, options.UnitNames), [new(RecordingMetadata.Conditions, RecordingMetadata.Json<string>(conditions))]);
        return new ResponseReader(Path.Combine(path, Responses), units, countsSchema, Name, lines);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<RecordingTable> Tables(string path, ReadOptions options) => [new(null, RecordingKind.Counts), new(null, RecordingKind.Trials)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Files(string path, ReadOptions options) => [Path.Combine(path, Responses), Path.Combine(path, Stimuli)];

    private static double? Number(string label) =>
        double.TryParse(label, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;

    private static List<string> ReadConditions(string path)
    {
        using var lines = new TrialLines(path);
        var conditions = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            // Stimuli that repeat are one text in memory.
            string condition = Encoding.UTF8.GetString(line).Trim();
            if (!known.Add(condition)) known.TryGetValue(condition, out condition!);
            conditions.Add(condition);
        }

        return conditions;
    }

    private static (int Units, int Lines) CheckCounts(string path)
    {
        using var lines = new ResponseLines(path);
        int rows = 0;
        for (var counts = new List<int>(); lines.TryRead(counts); counts.Clear()) rows++;
        return (lines.Units, rows);
    }
}
