using System.CommandLine;
using System.Globalization;
using SpikeStream.Pipelines.Catalog;
using SpikeStream.Pipelines.Definition;

namespace SpikeStream.Cli.Verbs;

/// <summary><c>validate PIPELINE</c>: checks a pipeline without reading a batch.</summary>
internal static class ValidateVerb
{
    public static Command Create(CommandEnvironment environment)
    {
        PipelineInput input = new();
        Command verb = new("validate", "Check a pipeline: keys, types, units, ranges, connections, kinds, input files. Nothing is run or written.");
        input.AddTo(verb);
        verb.SetAction(parsed => Execute(input, parsed, environment));
        return verb.WithExamples(
            "spikestream validate pipelines/quickstart.json",
            "spikestream validate my.json --data ~/recordings --set stages.bin.width=\"2 ms\"");
    }

    private static int Execute(PipelineInput input, ParseResult parsed, CommandEnvironment environment)
    {
        PipelineDefinition pipeline = input.Load(parsed, checksInputFiles: true);
        input.CheckSessions(parsed, pipeline);
        PipelineInput.WriteWarnings(pipeline, environment.Error);
        string Count(NodeCategory category, string word)
        {
            int count = pipeline.Nodes.Count(node => node.Type.Category == category);
            return string.Create(CultureInfo.InvariantCulture, $"{count} {word}{(count == 1 ? "" : "s")}");
        }

        string settings = pipeline.Setting is { } chosen ? $", setting {chosen}" : pipeline.Settings.Count == 0 ? "" : $"; settings: {string.Join(", ", pipeline.Settings)}";
        string sessions = pipeline.Sessions.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {pipeline.Sessions.Count} session{(pipeline.Sessions.Count == 1 ? "" : "s")}");
        environment.Output.WriteLine(
            $"{pipeline.File}: valid ({Count(NodeCategory.Source, "source")}, {Count(NodeCategory.Stage, "stage")}, {Count(NodeCategory.Sink, "sink")}){sessions}{settings}");
        return ExitCode.Success;
    }
}
