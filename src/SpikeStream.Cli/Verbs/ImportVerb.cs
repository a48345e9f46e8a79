using System.CommandLine;
using System.Text.Json;
using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Verbs;

/// <summary><c>import IN ARCHIVE.arrow</c>: a recording with all it says, as Arrow files that are read fast and in windows.</summary>
internal static class ImportVerb
{
    public static Command Create(CommandEnvironment environment)
    {
        RecordingInput input = new("IN", "The recording to read: a file or folder; its format is known by its content.");
        Argument<string> archive = new("ARCHIVE") { Description = "The Arrow file to write. Further tables of IN stand beside it as ARCHIVE.trials.arrow and so on." };
        Option<bool> overwrite = new("--overwrite") { Description = "Replace files that are there." };
        Command verb = new("import", "Write a recording as Arrow files: spikes, trials, series, properties of units, observation, facts of the session, and the SHA-256 of what was read.");
        input.AddTo(verb);
        verb.Arguments.Add(archive);
        verb.Options.Add(overwrite);
        verb.SetAction((parsed, cancellation) => ExecuteAsync(input, parsed, parsed.GetRequiredValue(archive), parsed.GetValue(overwrite), environment, cancellation));
        return verb.WithExamples(
            "spikestream import session.nwb session.arrow",
            "spikestream import sorted.csv session.arrow --time-unit samples --sample-rate 30000",
            "spikestream import session.nwb quiet.arrow --start \"10 s\" --stop \"2 min\" --units \"quality == 'good'\"");
    }

    private static async Task<int> ExecuteAsync(
        RecordingInput input, ParseResult parsed, string archive, bool overwrites, CommandEnvironment environment, CancellationToken cancellation)
    {
        string file = input.File(parsed);
        if (!archive.EndsWith(".arrow", StringComparison.OrdinalIgnoreCase)) throw new InvalidInputException($"{archive}: found no .arrow at its end, expected the name of an Arrow file");
        ReadOptions options = input.Options(parsed, environment);
        IReadOnlyList<RecordingTable> tables = TableChoice.Find(file, options);
        string[] outputs = Outputs(archive, tables);
        foreach (string output in outputs) RecordingCopy.CheckOutput(file, output, overwrites);
        string sources = JsonSerializer.Serialize(
            (await InputDigest.ComputeAsync(file, cancellation, options).ConfigureAwait(false)).Select(digest => new { path = digest.Path, bytes = digest.Length, sha256 = digest.Sha256 }));

        List<IRecordingWriter> complete = [];
        try
        {
            List<string> lines = [];
            for (int i = 0; i < tables.Count; i++)
            {
                RecordingTable table = tables[i];
                IRecordingReader reader = RecordingFormats.Open(file, TableChoice.Of(options, tables, table));
                await using (reader.ConfigureAwait(false))
                {
                    Schema schema = RecordingMetadata.With(reader.Schema, new KeyValuePair<string, string?>(RecordingMetadata.Sources, sources));
                    IRecordingWriter writer = RecordingFormats.Create(outputs[i], schema, new WriteOptions { PartialFile = PartialFile.Delete });
                    long rows = await RecordingCopy.CompleteAsync(
                        reader, writer, $"importing {Path.GetFileName(file)} ({table.Name ?? RecordingMetadata.KindText(table.Kind)})", environment, parsed.GetValue<bool>("--quiet"), cancellation).ConfigureAwait(false);
                    complete.Add(writer);
                    lines.Add($"{outputs[i]}: {rows} rows of {RecordingMetadata.KindText(reader.Kind)}");
                }
            }

            // All or none: what is half imported is mistaken for the whole.
            foreach (IRecordingWriter writer in complete) writer.Commit();
            foreach (string line in lines) await environment.Output.WriteLineAsync(line).ConfigureAwait(false);
            return ExitCode.Success;
        }
        catch
        {
            foreach (IRecordingWriter writer in complete) writer.Abandon();
            throw;
        }
        finally
        {
            foreach (IRecordingWriter writer in complete) await writer.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static string[] Outputs(string archive, IReadOnlyList<RecordingTable> tables)
    {
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        return [.. tables.Select((table, i) => i == 0 ? archive : Path.ChangeExtension(archive, $"{Distinct(table, taken)}.arrow"))];
    }

    private static string Distinct(RecordingTable table, HashSet<string> taken)
    {
        string whole = table.Name ?? RecordingMetadata.KindText(table.Kind);
        string last = Plain(whole[(whole.LastIndexOf('/') + 1)..]);
        if (taken.Add(last)) return last;
        string name = Plain(whole);
        for (int copy = 2; !taken.Add(name); copy++) name = $"{Plain(whole)}-{copy}";
        return name;
    }

    // Names of tables are paths in the file and may hold anything.
    private static string Plain(string name)
    {
        string plain = string.Concat(name.Select(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' ? character : '-')).Trim('-');
        return plain.Length > 0 ? plain : "table";
    }
}
