using System.CommandLine;
using SpikeStream.Cli.Verbs;
using SpikeStream.Cli.Verbs.Mixtures;

namespace SpikeStream.Cli;

/// <summary>The <c>spikestream</c> command: its verbs, its help, its exit codes.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">The words after the command's name.</param>
    /// <param name="environment">Where results and messages go.</param>
    /// <returns>The exit code, one of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CommandEnvironment environment)
    {
        RootCommand root = Build(environment);
        ParseResult parsed = root.Parse(arguments.Count == 0 ? ["--help"] : arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (UsageError.Find(parsed) is { } wrong)
        {
            await environment.Error.WriteLineAsync($"error: {wrong}").ConfigureAwait(false);
            return ExitCode.BadInput;
        }

        InvocationConfiguration configuration = new()
        {
            Output = environment.Output,
            Error = environment.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(configuration, environment.Interruption.Gently).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The border of the process: every fault becomes a line and an exit code.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return ErrorReport.Write(fault, environment, parsed.GetValue<bool>("--verbose"));
        }
    }

    private static RootCommand Build(CommandEnvironment environment)
    {
        RootCommand root = new("""
            SpikeStream reads recordings of neural spikes and streams them through pipelines of stages that bin,
            average, fit models, score and draw. A pipeline is a JSON file; a run writes one folder.
            """);
        root.Options.Add(new Option<bool>("--verbose", "-v") { Description = "Say more: debug messages, and the details of a fault.", Recursive = true });
        root.Options.Add(new Option<bool>("--quiet", "-q") { Description = "Say nothing but results and errors.", Recursive = true });
        root.Subcommands.Add(RunVerb.Create(environment));
        root.Subcommands.Add(ValidateVerb.Create(environment));
        root.Subcommands.Add(GraphVerb.Create(environment));
        root.Subcommands.Add(StagesVerb.Create(environment));
        root.Subcommands.Add(SchemaVerb.Create(environment));
        root.Subcommands.Add(InfoVerb.Create(environment));
        root.Subcommands.Add(ConvertVerb.Create(environment));
        root.Subcommands.Add(ImportVerb.Create(environment));
        root.Subcommands.Add(VerifyVerb.Create(environment));
        root.Subcommands.Add(SampleDataVerb.Create(environment));
        root.Subcommands.Add(PublishVerb.Create(environment));
        root.Subcommands.Add(SynthesizeVerb.Create(environment));
        root.Subcommands.Add(TrainVerb.Create(environment));
        root.Subcommands.Add(AnalyzeVerb.Create(environment));
        root.Subcommands.Add(CrossValidateVerb.Create(environment));
        VerbHelp.Install(root);
        return root;
    }
}
