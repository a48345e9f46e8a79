using System.CommandLine;
using Apache.Arrow;
using SpikeStream.Cli.Information;
using SpikeStream.Cli.Progress;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Verbs;

/// <summary><c>verify FILE</c>: whether a recording keeps all rules; <c>verify --repair IN OUT</c>: a sound recording of what can be saved.</summary>
internal static class VerifyVerb
{
    private const int BatchRows = 65_536;

    public static Command Create(CommandEnvironment environment)
    {
        RecordingInput input = new("FILE", "The recording; its format is known by its content.");
        Argument<string?> output = new("OUT") { Description = "With --repair: the sound file to write.", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> overwrite = new("--overwrite") { Description = "Replace OUT if it is there." };
        Command verb = new("verify", "Read all of a recording and check every rule. Exit code 1 if it is not sound. With --repair, write what can be saved to OUT and say what is lost.");
        input.AddTo(verb);
        verb.Arguments.Add(output);
        verb.Options.Add(overwrite);
        verb.SetAction((parsed, cancellation) =>
        {
            ReadOptions options = input.Options(parsed, environment);
            string file = input.File(parsed);
            return (options.Repair, parsed.GetValue(output)) switch
            {
                (true, { } target) => RepairAsync(file, target, parsed.GetValue(overwrite), options, parsed, environment, cancellation),
                (true, null) => throw new InvalidInputException("--repair: found no OUT, expected the name of the sound file to write"),
                (false, { } target) => throw new InvalidInputException($"{target}: found a file to write without --repair, expected FILE alone or --repair"),
                _ => VerifyAsync(file, options, parsed, environment, cancellation),
            };
        });
        return verb.WithExamples(
            "spikestream verify session.arrow",
            "spikestream verify --repair crashed.arrow saved.arrow");
    }

    private static async Task<int> RepairAsync(
        string file, string output, bool overwrites, ReadOptions options, ParseResult parsed, CommandEnvironment environment, CancellationToken cancellation)
    {
        RecordingCopy.CheckOutput(file, output, overwrites);
        int mended = 0;
        IRecordingReader reader = RecordingFormats.Open(file, options with { Notice = notice => Tell(environment, notice, ref mended) });
        await using (reader.ConfigureAwait(false))
        {
            IRecordingWriter writer = RecordingFormats.Create(output, reader.Schema, new WriteOptions { PartialFile = PartialFile.Delete });
            await using (writer.ConfigureAwait(false))
            {
                long rows = await RecordingCopy.CompleteAsync(reader, writer, $"repairing {Path.GetFileName(file)}", environment, parsed.GetValue<bool>("--quiet"), cancellation).ConfigureAwait(false);
                if (rows == 0 && mended > 0 && !await IsEmptyAsync(file, options, cancellation).ConfigureAwait(false))
                {
                    writer.Abandon();
                    await environment.Error.WriteLineAsync($"error: {file}: found nothing that can be saved, so {output} is not written").ConfigureAwait(false);
                    return ExitCode.Failed;
                }

                writer.Commit();
                if (mended == 0) await environment.Output.WriteLineAsync($"{file}: found nothing to repair").ConfigureAwait(false);
                await environment.Output.WriteLineAsync($"{output}: {rows} rows of {RecordingMetadata.KindText(reader.Kind)}").ConfigureAwait(false);
            }
        }

        return ExitCode.Success;
    }

    // A sound recording may have no rows.
    private static async Task<bool> IsEmptyAsync(string file, ReadOptions options, CancellationToken cancellation)
    {
        try
        {
            IRecordingReader reader = RecordingFormats.Open(file, options with { Repair = false, Notice = null });
            await using (reader.ConfigureAwait(false))
            {
                await foreach (RecordBatch batch in reader.ReadAsync(0, BatchRows, cancellation).ConfigureAwait(false))
                {
                    if (batch.Length > 0) return false;
                }
            }

            return true;
        }
        catch (InvalidInputException)
        {
            return false;
        }
    }

    private static void Tell(CommandEnvironment environment, string notice, ref int mended)
    {
        mended++;
        environment.Output.WriteLine(notice);
    }

    private static async Task<int> VerifyAsync(string file, ReadOptions options, ParseResult parsed, CommandEnvironment environment, CancellationToken cancellation)
    {
        RecordingFormat format = RecordingFormats.Find(file, options.Format);
        bool isQuiet = parsed.GetValue<bool>("--quiet");
        List<(string What, string Value)> lines = [];
        List<string> problems = [];
        IReadOnlyList<RecordingTable> tables = Tables(file, options, problems);
        foreach (RecordingTable table in tables)
        {
            ReadOptions wanted = tables.Count == 1 ? options : options with { Table = table.Name, Kind = table.Kind };
            try
            {
                await foreach ((string what, string value) in ReadAsync(file, wanted, table, environment, isQuiet, cancellation).ConfigureAwait(false)) lines.Add((what, value));
            }
            catch (InvalidInputException fault)
            {
                problems.Add(fault.Message);
                problems.AddRange(await PreviewAsync(file, wanted, environment, isQuiet, cancellation).ConfigureAwait(false));
            }
        }

        await environment.Output.WriteLineAsync($"{file}: {(problems.Count == 0 ? "sound" : "not sound")}, {format.Description}").ConfigureAwait(false);
        foreach ((string what, string value) in lines) await environment.Output.WriteLineAsync($"  {what.PadRight(16)}  {value}").ConfigureAwait(false);
        foreach (string problem in problems) await environment.Output.WriteLineAsync($"  {problem}").ConfigureAwait(false);
        return problems.Count == 0 ? ExitCode.Success : ExitCode.Failed;
    }

    private static IReadOnlyList<RecordingTable> Tables(string file, ReadOptions options, List<string> problems)
    {
        try
        {
            IReadOnlyList<RecordingTable> all = RecordingFormats.Tables(file, options);
            return options.Table is null && options.Kind is null ? all : [all[0]];
        }
        catch (InvalidInputException) when (options.Table is null)
        {
            // What is wrong is told when the recording is read.
            return [new RecordingTable(null, options.Kind ?? RecordingKind.Spikes)];
        }
        catch (InvalidInputException fault)
        {
            problems.Add(fault.Message);
            return [];
        }
    }

    private static async IAsyncEnumerable<(string What, string Value)> ReadAsync(
        string file, ReadOptions options, RecordingTable table, CommandEnvironment environment, bool isQuiet, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        IRecordingReader reader = RecordingFormats.Open(file, options);
        await using (reader.ConfigureAwait(false))
        {
            Tally tally = Tally.For(reader.Kind, reader.Schema);
            long rows = 0;
            using (WorkDisplay display = new($"verifying {Path.GetFileName(file)}", reader.RowCount, environment, isQuiet))
            {
                await foreach (RecordBatch batch in reader.ReadAsync(0, BatchRows, cancellation).ConfigureAwait(false))
                {
                    tally.Add(batch);
                    rows += batch.Length;
                    display.Report(rows);
                }
            }

            yield return (table.Name ?? RecordingMetadata.KindText(reader.Kind), $"{NumberText.Whole(rows)} rows of {RecordingMetadata.KindText(reader.Kind)}");
            foreach ((string what, string value) in tally.Lines().Where(line => line.What is "spikes" or "units" or "duration")) yield return (what, value);
        }
    }

    // What a repair would do, or why even that fails.
    private static async Task<IReadOnlyList<string>> PreviewAsync(string file, ReadOptions options, CommandEnvironment environment, bool isQuiet, CancellationToken cancellation)
    {
        List<string> notices = [];
        try
        {
            RecordingTable table = new(options.Table, options.Kind ?? RecordingKind.Spikes);
            List<string> kept = [];
            await foreach ((string what, string value) in ReadAsync(file, options with { Repair = true, Notice = notices.Add }, table, environment, isQuiet, cancellation).ConfigureAwait(false))
                if (kept.Count == 0) kept.Add($"--repair keeps {value}");
            return [.. notices.Select(notice => $"--repair: {notice}"), .. kept];
        }
        catch (InvalidInputException)
        {
            return ["--repair does not help"];
        }
    }
}
