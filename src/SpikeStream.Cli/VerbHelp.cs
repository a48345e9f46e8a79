using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace SpikeStream.Cli;

/// <summary>Help with examples: what the library writes, then command lines to copy.</summary>
internal static class VerbHelp
{
    private static readonly Dictionary<string, string[]> Examples = [];

    /// <summary>Notes the examples of a verb.</summary>
    public static Command WithExamples(this Command verb, params string[] examples)
    {
        lock (Examples) Examples[verb.Name] = examples;
        return verb;
    }

    /// <summary>Puts examples under the help of every verb.</summary>
    public static void Install(RootCommand root)
    {
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        ExamplesAction action = new((HelpAction)help.Action!);
        help.Action = action;
        // Where -h means something else, help has its long name alone.
        foreach (Command verb in root.Subcommands.Where(verb => verb.Options.Any(option => option.Aliases.Contains("-h"))))
            verb.Options.Add(new HelpOption("--help", "-?") { Description = help.Description, Action = action });
    }

    private sealed class ExamplesAction(HelpAction help) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            int code = help.Invoke(parseResult);
            TextWriter output = parseResult.InvocationConfiguration.Output;
            Command command = parseResult.CommandResult.Command;
            if (command is RootCommand)
            {
                output.WriteLine("""
                    Examples:
                      spikestream run pipelines/quickstart.json
                      spikestream info sample-data/gif-2pop/spikes.arrow
                      spikestream run --help

                    Exit codes: 0 success; 1 the run failed; 2 usage or input is wrong; 130 interrupted (run again with --resume).
                    """);
            }
            else if (Examples.TryGetValue(command.Name, out string[]? lines))
            {
                output.WriteLine("Examples:");
                foreach (string line in lines) output.WriteLine("  " + line);
            }

            return code;
        }
    }
}
