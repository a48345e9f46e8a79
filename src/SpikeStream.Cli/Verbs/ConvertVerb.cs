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
        Argument<string> output = new("OUT") { Description = "The file to write; its format is known by its ending: .arrow, .arrows, .csv, .npy." };
        Option<string?> format = new("--to") { Description = "Format of OUT, where its ending does not tell.", HelpName = "FORMAT" };
        Option<bool> overwrite = new("--overwrite") { Description = "Replace OUT if it is there." };
        Command verb = new("convert", "Write a recording in another format. Files larger than memory are no trouble.");
        input.AddTo(verb);
        verb.Arguments.Add(output);
        verb.Options.Add(format);
        verb.Options.Add(overwrite);
        verb.SetAction((parsed, cancellation) => ExecuteAsync(
            input, parsed, parsed.GetRequiredValue(output), parsed.GetValue(format), parsed.GetValue(overwrite), environment, cancellation));
        return verb.WithExamples(
            "spikestream convert spikes.csv spikes.arrow",
            "spikestream convert sorted.csv spikes.arrow --column time=t --column unit=cluster --time-unit samples --sample-rate 30000",
            "spikestream convert counts.npy counts.arrow --kind counts --bin-width \"1 ms\"");
    }

    private static async Task<int> ExecuteAsync(
        RecordingInput input, ParseResult parsed, string output, string? format, bool overwrites, CommandEnvironment environment, CancellationToken cancellation)
    {
        string source = input.File(parsed);
        RecordingCopy.CheckOutput(source, output, overwrites);
        IRecordingReader reader = input.Open(parsed, environment);
        await using (reader.ConfigureAwait(false))
        {
            IRecordingWriter writer = RecordingFormats.Create(output, reader.Schema, new WriteOptions { Format = format, PartialFile = PartialFile.Delete });
            await using (writer.ConfigureAwait(false))
            {
                bool isQuiet = parsed.GetValue<bool>("--quiet");
                long rows = await RecordingCopy.CompleteAsync(reader, writer, $"converting {Path.GetFileName(source)}", environment, isQuiet, cancellation).ConfigureAwait(false);
                writer.Commit();
                if (!isQuiet && LostFacts.Find(reader.Schema, output, format, reader.Kind) is { Count: > 0 } lost)
                    await environment.Error.WriteLineAsync($"warning: {output}: its format does not hold: {string.Join(", ", lost)}").ConfigureAwait(false);
                await environment.Output.WriteLineAsync($"{output}: {rows} rows of {RecordingMetadata.KindText(reader.Kind)}").ConfigureAwait(false);
            }
        }

        return ExitCode.Success;
    }
}
