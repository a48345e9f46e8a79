using System.CommandLine;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Execution;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Verbs.Mixtures;

/// <summary>Runs the pipeline of a verb: its files go to the folder of the results, its record and log to <c>runs/VERB</c> in it. An interrupted run goes on, any other is replaced.</summary>
internal sealed class VerbRun
{
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of all random numbers.", HelpName = "N", DefaultValueFactory = _ => 1 };

    private readonly Option<int?> _parallel = new("--parallel")
    {
        Description = "Most threads; all processors otherwise. Results do not depend on it.",
        HelpName = "N",
    };

    private readonly Option<string?> _directory = new("--directory")
    {
        Description = "The folder that holds experiments; the working folder otherwise.",
        HelpName = "DIR",
    };

    private readonly Option<bool> _printPipeline = new("--print-pipeline")
    {
        Description = "Print the pipeline that the verb would run, for \"spikestream run\", and stop.",
    };

    private readonly CommandEnvironment _environment;

    public VerbRun(CommandEnvironment environment) => _environment = environment;

    /// <summary>Adds the options that all such verbs have.</summary>
    public void AddTo(Command verb)
    {
        verb.Options.Add(_seed);
        verb.Options.Add(_parallel);
        verb.Options.Add(_directory);
        verb.Options.Add(_printPipeline);
    }

    /// <summary>The folder that holds <c>experiments</c>; null for the working folder.</summary>
    public string? Directory(ParseResult parsed) => parsed.GetValue(_directory);

    /// <summary>Begins the pipeline of a verb.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="description">What it is for.</param>
    public VerbPipeline Pipeline(ParseResult parsed, string description) =>
        new(parsed.CommandResult.Command.Name, description, parsed.GetValue(_seed), parsed.GetValue(_parallel));

    /// <summary>Runs the pipeline, or prints it where the user wants that.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="results">The folder of the results.</param>
    /// <param name="cancellation">The user's wish to stop.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> ExecuteAsync(ParseResult parsed, VerbPipeline pipeline, string results, CancellationToken cancellation)
    {
        PipelineDefinition definition = pipeline.Bind();
        if (parsed.GetValue(_printPipeline))
        {
            await _environment.Output.WriteAsync(pipeline.ToString()).ConfigureAwait(false);
            return ExitCode.Success;
        }

        string verb = parsed.CommandResult.Command.Name, runFolder = Path.Combine(results, "runs", verb);
        FolderMode mode = RunFolder.ModeFor(runFolder, definition);
        bool isQuiet = parsed.GetValue<bool>("--quiet");
        DiscardedRun? discarded = mode == FolderMode.Overwrite && !isQuiet ? RunFolder.FindDiscarded(runFolder, definition) : null;
        using RunFolder folder = RunFolder.Open(verb, runFolder, mode, outputFolder: results);
        if (mode == FolderMode.Resume && !isQuiet) await _environment.Error.WriteLineAsync($"going on with the interrupted run in {LoggedRun.Shown(folder.Path)}").ConfigureAwait(false);
        if (discarded is not null) await _environment.Error.WriteLineAsync($"note: the interrupted run in {LoggedRun.Shown(folder.Path)} was of {Other(discarded, pipeline)}; starting anew").ConfigureAwait(false);
        RunResult result;
        try
        {
            result = await LoggedRun.ExecuteAsync(parsed, folder, _environment, settings => PipelineRunner.RunAsync(definition, settings, cancellation)).ConfigureAwait(false);
        }
        catch (InvalidPipelineException refused)
        {
            throw pipeline.InWordsOfTheVerb(refused);
        }
        catch (InvalidInputException refused)
        {
            throw pipeline.InWordsOfTheVerb(refused);
        }

        if (result.Outcome == RunOutcome.Interrupted)
        {
            await _environment.Error.WriteLineAsync("interrupted; the same command goes on from here").ConfigureAwait(false);
            return ExitCode.Interrupted;
        }

        if (isQuiet) return ExitCode.Success;
        await _environment.Output.WriteLineAsync($"results: {LoggedRun.Shown(folder.OutputPath)}").ConfigureAwait(false);
        foreach (string file in result.Files.Order(StringComparer.Ordinal)) await _environment.Output.WriteLineAsync($"  {LoggedRun.Shown(file)}").ConfigureAwait(false);
        return ExitCode.Success;
    }

    private static string Other(DiscardedRun discarded, VerbPipeline pipeline)
    {
        if (discarded.Differences.Count == 0) return "data that have changed since";
        IReadOnlyList<string> options = pipeline.OptionsOf(discarded.Differences);
        return options.Count > 0 ? $"another {string.Join(", ", options)}" : "another pipeline or other data";
    }
}
