using System.CommandLine;
using SpikeStream.Pipelines.Catalog;

namespace SpikeStream.Cli.Verbs;

/// <summary><c>schema</c>: the JSON schema of pipeline files, for editors.</summary>
internal static class SchemaVerb
{
    public static Command Create(CommandEnvironment environment)
    {
        Option<string?> output = new("--output", "-o") { Description = "Write to a file instead of standard output.", HelpName = "FILE" };
        Command verb = new("schema", "Write the JSON schema of pipeline files, with which editors complete and check them.");
        verb.Options.Add(output);
        verb.SetAction((parsed, cancellation) => ExecuteAsync(parsed.GetValue(output), environment, cancellation));
        return verb.WithExamples("spikestream schema -o pipelines/pipeline.schema.json");
    }

    private static async Task<int> ExecuteAsync(string? output, CommandEnvironment environment, CancellationToken cancellation)
    {
        string schema = PipelineSchema.Generate().TrimEnd('\n') + '\n';
        if (output is null) await environment.Output.WriteAsync(schema).ConfigureAwait(false);
        else await ResultFile.WriteTextAsync(output, schema, cancellation).ConfigureAwait(false);
        return ExitCode.Success;
    }
}
