using System.CommandLine;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Execution;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Verbs;

/// <summary><c>run PIPELINE</c>: runs a pipeline, or goes on with a run.</summary>
internal sealed class RunVerb
{
    private readonly PipelineInput _input = new();

    private readonly Option<string?> _out = new("--out", "-o")
    {
        Description = "The run folder. Otherwise runs/NAME-1, runs/NAME-2, ...",
        HelpName = "DIR",
    };

    private readonly Option<bool> _resume = new("--resume")
    {
        Description = "Go on from the last checkpoint of the run in --out, or of the newest unfinished run of this pipeline.",
    };

    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace the run in the folder." };

    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Check everything, also that the recordings fit, print the pipeline as it would run, and stop.",
    };

    private readonly Option<int?> _parallelism = new("--parallelism")
    {
        Description = "Most threads that one stage uses; all processors otherwise. Results do not depend on it.",
        HelpName = "N",
    };

    private readonly CommandEnvironment _environment;

    private RunVerb(CommandEnvironment environment) => _environment = environment;

    public static Command Create(CommandEnvironment environment)
    {
        RunVerb run = new(environment);
        Command verb = new("run", "Run a pipeline. Ctrl-C stops it at a checkpoint, and --resume goes on from there to the same result.");
        run._input.AddTo(verb);
        verb.Options.Add(run._out);
        verb.Options.Add(run._resume);
        verb.Options.Add(run._overwrite);
        verb.Options.Add(run._dryRun);
        verb.Options.Add(run._parallelism);
        verb.SetAction((parsed, cancellation) => run.ExecuteAsync(parsed, cancellation));
        return verb.WithExamples(
            "spikestream run pipelines/quickstart.json",
            "spikestream run pipelines/quickstart.json --out runs/slow --set stages.fit.learningRate=0.001",
            "spikestream run pipelines/recordings/aplysia.json --data ~/recordings",
            "spikestream run pipelines/paper/figure-2.json --setting paper",
            "spikestream run pipelines/quickstart.json --out runs/slow --resume");
    }

    private async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellation)
    {
        bool resumes = parsed.GetValue(_resume);
        if (resumes && parsed.GetValue(_overwrite)) throw new InvalidInputException("--resume and --overwrite exclude each other");
        PipelineDefinition pipeline = _input.Load(parsed, checksInputFiles: true, Overrides(parsed));
        PipelineInput.WriteWarnings(pipeline, _environment.Error);
        if (parsed.GetValue(_dryRun))
        {
            _input.CheckSessions(parsed, pipeline);
            await PipelineRunner.CheckAsync(pipeline, parsed.GetValue(_out) ?? "runs", cancellation).ConfigureAwait(false);
            await _environment.Output.WriteLineAsync(pipeline.ResolvedJson).ConfigureAwait(false);
            return ExitCode.Success;
        }

        FolderMode mode = resumes ? FolderMode.Resume : parsed.GetValue(_overwrite) ? FolderMode.Overwrite : FolderMode.New;
        using RunFolder folder = RunFolder.Open(pipeline.Options.Name, parsed.GetValue(_out), mode);
        string resume = ResumeLine(parsed, folder);
        if (pipeline.Sessions.Count > 0)
            return SessionsEnded(parsed, await LoggedAsync(parsed, folder, settings => PipelineRunner.RunSessionsAsync(pipeline, session => _input.Load(parsed, session, Overrides(parsed)), settings, cancellation)).ConfigureAwait(false), resume);
        try
        {
            RunResult result = await LoggedAsync(parsed, folder, settings => PipelineRunner.RunAsync(pipeline, settings, cancellation)).ConfigureAwait(false);
            return result.Outcome == RunOutcome.Completed ? Completed(parsed, result) : Interrupted(resume);
        }
        catch (PipelineFaultException)
        {
            await _environment.Error.WriteLineAsync($"the run has failed; once the cause is mended go on with:  {resume}").ConfigureAwait(false);
            throw;
        }
    }

    private static List<string> Overrides(ParseResult parsed) =>
        parsed.GetValue<int?>("--parallelism") is { } threads ? [$"parallelism={threads}"] : [];

    private Task<T> LoggedAsync<T>(ParseResult parsed, RunFolder folder, Func<RunSettings, Task<T>> run) => LoggedRun.ExecuteAsync(parsed, folder, _environment, run);

    private int Completed(ParseResult parsed, RunResult result)
    {
        if (parsed.GetValue<bool>("--quiet")) return ExitCode.Success;
        _environment.Output.WriteLine($"run folder: {LoggedRun.Shown(result.Folder)}");
        SortedSet<string> files = new(result.Files, StringComparer.Ordinal);
        foreach (string pattern in new[] { "*.png", "*.svg" })
            files.UnionWith(Directory.EnumerateFiles(result.Folder, pattern, SearchOption.AllDirectories));
        foreach (string file in files) _environment.Output.WriteLine($"  {LoggedRun.Shown(file)}");
        return ExitCode.Success;
    }

    private int SessionsEnded(ParseResult parsed, SessionsResult result, string resume)
    {
        if (result.Outcome == RunOutcome.Interrupted) return Interrupted(resume);
        SessionResult[] failed = [.. result.Sessions.Where(session => session.Outcome == RunOutcome.Failed)];
        if (!parsed.GetValue<bool>("--quiet"))
        {
            _environment.Output.WriteLine($"run folder: {LoggedRun.Shown(result.Folder)} ({result.Sessions.Count - failed.Length} of {result.Sessions.Count} sessions complete)");
            foreach (string file in result.Files) _environment.Output.WriteLine($"  {LoggedRun.Shown(file)}");
        }

        if (failed.Length == 0) return ExitCode.Success;
        foreach (SessionResult session in failed) _environment.Error.WriteLine($"error: session {session.Name}: {session.Fault}");
        _environment.Error.WriteLine($"{failed.Length} of {result.Sessions.Count} sessions have failed; once the cause is mended go on with:  {resume}");
        return ExitCode.Failed;
    }

    private int Interrupted(string resume)
    {
        _environment.Error.WriteLine($"interrupted; go on with:  {resume}");
        return ExitCode.Interrupted;
    }

    private string ResumeLine(ParseResult parsed, RunFolder folder) =>
        "spikestream run " + string.Join(' ', _input.Words(parsed).Concat(["--out", LoggedRun.Shown(folder.Path), "--resume"]).Select(Quoted));

    private static string Quoted(string word) =>
        word.All(c => char.IsLetterOrDigit(c) || "-_./=:,+@%".Contains(c, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
