using System.CommandLine;
using SpikeStream.Cli.Information;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Verbs;

/// <summary><c>convert IN OUT</c>: writes a recording in another format.</summary>
internal static class ConvertVerb
{
    public static Command Create(CommandEnvironment environment)
    {
        RecordingInput input = new("IN", "The recording to read; its format is known by its content.");
        Argument<string> output = new("OUT") { Description = "The file to write; its format is known by its ending: .arrow, .arrows, .csv, .npy, .npz, .nwb." };
        Option<string?> format = new("--to") { Description = "Format of OUT, where its ending does not tell.", HelpName = "FORMAT" };
        Option<bool> overwrite = new("--overwrite") { Description = "Replace OUT if it is there." };
        Option<string?> sessionStart = new("--session-start") { Description = "When the session began, for .nwb and a recording that does not say it, such as 2026-01-31T09:30:00+01:00.", HelpName = "TIME" };
        Command verb = new("convert", "Write a recording in another format. Files larger than memory are no trouble. An .nwb file gets all tables of IN, files of other formats one.");
        input.AddTo(verb);
        verb.Arguments.Add(output);
        verb.Options.Add(format);
        verb.Options.Add(overwrite);
        verb.Options.Add(sessionStart);
        verb.SetAction((parsed, cancellation) =>
        {
            WriteOptions options = new()
            {
                Format = parsed.GetValue(format),
                PartialFile = PartialFile.Delete,
                SessionStart = parsed.GetValue(sessionStart) is { } text ? SessionStart.Parse("--session-start", text) : null,
                Notice = parsed.GetValue<bool>("--quiet") ? null : notice => environment.Error.WriteLine($"warning: {notice}"),
            };
            return ExecuteAsync(input, parsed, parsed.GetRequiredValue(output), options, parsed.GetValue(overwrite), environment, cancellation);
        });
        return verb.WithExamples(
            "spikestream convert spikes.csv spikes.arrow",
            "spikestream convert sorted.csv spikes.arrow --column time=t --column unit=cluster --time-unit samples --sample-rate 30000",
            "spikestream convert counts.npy counts.arrow --kind counts --bin-width \"1 ms\"",
            "spikestream convert sorted/ session.nwb --session-start 2026-01-31T09:30:00+01:00");
    }

    private static async Task<int> ExecuteAsync(
        RecordingInput input, ParseResult parsed, string output, WriteOptions options, bool overwrites, CommandEnvironment environment, CancellationToken cancellation)
    {
        string source = input.File(parsed);
        RecordingCopy.CheckOutput(source, output, overwrites);
        bool isQuiet = parsed.GetValue<bool>("--quiet");
        ReadOptions wanted = input.Options(parsed, environment);
        if (RecordingFormats.ToWrite(output, options.Format).WritesTables && TableChoice.Find(source, wanted) is { Count: > 1 } tables)
        {
            await WriteTablesAsync(source, wanted, tables, output, options, isQuiet, environment, cancellation).ConfigureAwait(false);
            return ExitCode.Success;
        }

        IRecordingReader reader = RecordingFormats.Open(source, wanted);
        await using (reader.ConfigureAwait(false))
        {
            IRecordingWriter writer = RecordingFormats.Create(output, reader.Schema, options);
            await using (writer.ConfigureAwait(false))
            {
                long rows = await RecordingCopy.CompleteAsync(reader, writer, $"converting {Path.GetFileName(source)}", environment, isQuiet, cancellation).ConfigureAwait(false);
                writer.Commit();
                if (!isQuiet && LostFacts.Find(reader.Schema, output, options.Format, reader.Kind) is { Count: > 0 } lost)
                    await environment.Error.WriteLineAsync($"warning: {output}: its format does not hold: {string.Join(", ", lost)}").ConfigureAwait(false);
                await environment.Output.WriteLineAsync($"{output}: {rows} rows of {RecordingMetadata.KindText(reader.Kind)}").ConfigureAwait(false);
            }
        }

        return ExitCode.Success;
    }

    private static async Task WriteTablesAsync(
        string source, ReadOptions wanted, IReadOnlyList<RecordingTable> tables, string output, WriteOptions options, bool isQuiet, CommandEnvironment environment, CancellationToken cancellation)
    {
        List<string> lines = [];
        IRecordingTables file = RecordingFormats.CreateTables(output, options);
        await using (file.ConfigureAwait(false))
        {
            try
            {
                foreach (RecordingTable table in tables)
                {
                    IRecordingReader reader = RecordingFormats.Open(source, TableChoice.Of(wanted, tables, table));
                    await using (reader.ConfigureAwait(false))
                    {
                        string name = table.Name ?? RecordingMetadata.KindText(table.Kind);
                        IRecordingWriter writer = file.Add(table.Name, reader.Schema);
                        long rows = await RecordingCopy.CompleteAsync(reader, writer, $"converting {Path.GetFileName(source)} ({name})", environment, isQuiet, cancellation).ConfigureAwait(false);
                        lines.Add($"{output}: {rows} rows of {RecordingMetadata.KindText(reader.Kind)} ({name})");
                    }
                }

                await file.CompleteAsync(cancellation).ConfigureAwait(false);
            }
            catch
            {
                file.Abandon();
                throw;
            }

            file.Commit();
        }

        foreach (string line in lines) await environment.Output.WriteLineAsync(line).ConfigureAwait(false);
    }
}
