using System.CommandLine;
using SpikeStream.Cli.Information;
using SpikeStream.Cli.Progress;
using SpikeStream.Cli.SampleData;

namespace SpikeStream.Cli.Verbs;

/// <summary><c>sample-data list</c> and <c>sample-data get NAME</c>: genuine recordings from their public homes.</summary>
internal static class SampleDataVerb
{
    public static Command Create(CommandEnvironment environment)
    {
        Command verb = new("sample-data", "Genuine recordings at their public homes: list them, and bring one here.");
        verb.Subcommands.Add(List(environment));
        verb.Subcommands.Add(Get(environment));
        return verb.WithExamples("spikestream sample-data list", "spikestream sample-data get songbird-hvc", "spikestream sample-data get nwb-a8604 --from ~/Downloads");
    }

    private static Command List(CommandEnvironment environment)
    {
        Command verb = new("list", "Say what there is, under which licence, and how to cite it.");
        verb.SetAction(_ =>
        {
            foreach (PublicRecording recording in PublicRecording.All)
            {
                environment.Output.WriteLine(recording.Name);
                environment.Output.WriteLine($"  what     {recording.Title}");
                environment.Output.WriteLine($"  files    {string.Join(", ", recording.Files.Select(file => $"{file.Name} ({NumberText.Bytes(file.Bytes)})"))}");
                environment.Output.WriteLine($"  home     {recording.Home}, commit {recording.Commit}");
                environment.Output.WriteLine($"  licence  {recording.Licence}");
                environment.Output.WriteLine($"  cite     {recording.Cite}");
                if (recording.Note is { } note) environment.Output.WriteLine($"  note     {note}");
                environment.Output.WriteLine();
            }

            environment.Output.WriteLine("spikestream sample-data get NAME brings one of them here.");
            return ExitCode.Success;
        });
        return verb;
    }

    private static Command Get(CommandEnvironment environment)
    {
        Argument<string> name = new("NAME") { Description = "Its name, as list gives it." };
        Option<string?> from = new("--from") { Description = "A folder that has its files, which are known by their content; otherwise they are downloaded.", HelpName = "DIR" };
        Option<string?> to = new("--to") { Description = "Folder to put them in. Otherwise NAME in the folder of SPIKESTREAM_DATA, otherwise in recordings.", HelpName = "DIR" };
        Command verb = new("get", "Bring a recording here, and check it against its SHA-256.");
        verb.Arguments.Add(name);
        verb.Options.Add(from);
        verb.Options.Add(to);
        verb.SetAction((parsed, cancellation) => GetAsync(
            PublicRecording.Named(parsed.GetRequiredValue(name)), parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue<bool>("--quiet"), environment, cancellation));
        return verb;
    }

    /// <returns>The folders that were not there before, the innermost first.</returns>
    private static List<string> MakeFolder(string folder)
    {
        List<string> made = [];
        for (string? path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)); path is not null && !Directory.Exists(path); path = Path.GetDirectoryName(path)) made.Add(path);
        Directory.CreateDirectory(folder);
        return made;
    }

    private static async Task<int> GetAsync(PublicRecording recording, string? from, string? to, bool isQuiet, CommandEnvironment environment, CancellationToken cancellation)
    {
        string root = Environment.GetEnvironmentVariable("SPIKESTREAM_DATA") is { Length: > 0 } data ? data : "recordings";
        string folder = to ?? Path.Combine(root, recording.Name);
        IReadOnlyList<string> made = MakeFolder(folder);
        try
        {
            RecordingFetch fetch = new(recording, from);
            foreach (PublicFile file in recording.Files)
            {
                string path = Path.Combine(folder, file.Name);
                bool isThere = await RecordingFetch.IsThereAsync(file, path, cancellation).ConfigureAwait(false);
                if (!isThere)
                {
                    using WorkDisplay display = new($"{recording.Name}: {file.Name}", file.Bytes, environment, isQuiet);
                    await fetch.BringAsync(file, path, display.Report, cancellation).ConfigureAwait(false);
                }

                await environment.Output.WriteLineAsync($"{path}: {NumberText.Bytes(file.Bytes)}, SHA-256 as expected{(isThere ? "; it was here already" : "")}").ConfigureAwait(false);
            }
        }
        finally
        {
            // What brought nothing leaves nothing.
            foreach (string empty in made.TakeWhile(path => !Directory.EnumerateFileSystemEntries(path).Any())) Directory.Delete(empty);
        }

        await environment.Output.WriteLineAsync($"licence: {recording.Licence}; cite: {recording.Cite}").ConfigureAwait(false);
        if (recording.Note is { } note) await environment.Output.WriteLineAsync($"note: {note}").ConfigureAwait(false);
        return ExitCode.Success;
    }
}
