using System.CommandLine;
using Apache.Arrow;
using SpikeStream.Cli.Information;
using SpikeStream.Cli.Progress;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Verbs;

/// <summary><c>info FILE</c>: what a recording is and holds.</summary>
internal static class InfoVerb
{
    private const int BatchRows = 65_536;
    private const int LongestValue = 100;

    public static Command Create(CommandEnvironment environment)
    {
        RecordingInput input = new("FILE", "The recording; its format is known by its content.");
        Command verb = new("info", "Say what a recording is: kind, schema, metadata, duration, units, rates. The whole file is read once.");
        input.AddTo(verb);
        verb.SetAction((parsed, cancellation) => ExecuteAsync(input, parsed, environment, cancellation));
        return verb.WithExamples(
            "spikestream info sample-data/gif-2pop/spikes.arrow",
            "spikestream info sorted.csv --time-unit samples --sample-rate 30000");
    }

    private static async Task<int> ExecuteAsync(RecordingInput input, ParseResult parsed, CommandEnvironment environment, CancellationToken cancellation)
    {
        string file = input.File(parsed);
        IRecordingReader reader = input.Open(parsed, environment);
        await using (reader.ConfigureAwait(false))
        {
            Tally tally = Tally.For(reader.Kind, reader.Schema);
            long rows = 0;
            using (WorkDisplay display = new($"reading {Path.GetFileName(file)}", reader.RowCount, environment, parsed.GetValue<bool>("--quiet")))
            {
                await foreach (RecordBatch batch in reader.ReadAsync(0, BatchRows, cancellation).ConfigureAwait(false))
                {
                    tally.Add(batch);
                    rows += batch.Length;
                    display.Report(rows);
                }
            }

            Write(environment.Output, file, reader, rows, tally, RecordingFormats.Tables(file, input.Options(parsed, environment)));
        }

        return ExitCode.Success;
    }

    private static void Write(TextWriter output, string file, IRecordingReader reader, long rows, Tally tally, IReadOnlyList<RecordingTable> tables)
    {
        output.WriteLine(file);
        string size = File.Exists(file) ? $", {NumberText.Bytes(new FileInfo(file).Length)}" : "";
        string description = RecordingFormats.All.FirstOrDefault(format => format.Name == reader.Format)?.Description is { } words ? $" ({words})" : "";
        Section(output, null,
        [
            ("kind", RecordingMetadata.KindText(reader.Kind)),
            ("format", $"{reader.Format}{description}{size}"),
            ("rows", NumberText.Whole(rows)),
            .. tally.Lines(),
            .. SessionSummary.Stretches(reader.Schema),
        ]);
        if (tables.Count > 1) Section(output, "tables", tables.Select(table => (table.Name ?? RecordingMetadata.KindText(table.Kind), RecordingMetadata.KindText(table.Kind))));
        if (UnitTable.Read(reader.Schema) is { } units) Section(output, $"units ({NumberText.Whole(units.Count)})", UnitTableSummary.Lines(units));
        Section(output, "session", SessionSummary.Facts(reader.Schema));
        Section(output, "columns", reader.Schema.FieldsList.Select(field => (field.Name, Describe(field))));
        if (reader.Schema.Metadata is { Count: > 0 } metadata)
            Section(output, "metadata", metadata.Where(pair => !SessionSummary.Keys.Contains(pair.Key)).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, Shorten(pair.Value))));
    }

    private static void Section(TextWriter output, string? title, IEnumerable<(string What, string Value)> lines)
    {
        List<(string What, string Value)> all = [.. lines];
        if (all.Count == 0) return;
        if (title is not null) output.WriteLine($"\n{title}");
        int width = Math.Min(40, all.Max(line => line.What.Length));
        foreach ((string what, string value) in all) output.WriteLine($"  {what.PadRight(width)}  {value}");
    }

    private static string Describe(Field field)
    {
        string unit = field.Metadata is not null && field.Metadata.TryGetValue(RecordingMetadata.FieldUnit, out string? text) ? $", {text}" : "";
        return Columns.Describe(field.DataType) + unit;
    }

    private static string Shorten(string value)
    {
        string line = value.ReplaceLineEndings(" ");
        return line.Length <= LongestValue ? line : string.Concat(line.AsSpan(0, LongestValue - 3), "...");
    }
}
