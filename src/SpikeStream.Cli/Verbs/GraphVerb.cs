using System.CommandLine;
using System.Text;
using SpikeStream.Pipelines.Catalog;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Verbs;

/// <summary><c>graph PIPELINE</c>: draws a pipeline as text, or as a picture through Graphviz.</summary>
internal static class GraphVerb
{
    private static readonly string[] Formats = [".svg", ".png", ".dot"];

    public static Command Create(CommandEnvironment environment)
    {
        PipelineInput input = new();
        Option<string?> output = new("--output", "-o")
        {
            Description = "Draw a picture: FILE.svg or FILE.png (through Graphviz' dot), or FILE.dot. Without it the pipeline is drawn as text.",
            HelpName = "FILE",
        };
        Command verb = new("graph", "Draw a pipeline as text or as a picture.");
        input.AddTo(verb);
        verb.Options.Add(output);
        verb.SetAction((parsed, cancellation) => ExecuteAsync(input, parsed.GetValue(output), parsed, environment, cancellation));
        return verb.WithExamples(
            "spikestream graph pipelines/quickstart.json",
            "spikestream graph pipelines/quickstart.json -o quickstart.svg");
    }

    private static async Task<int> ExecuteAsync(
        PipelineInput input, string? output, ParseResult parsed, CommandEnvironment environment, CancellationToken cancellation)
    {
        string? format = Path.GetExtension(output)?.ToLowerInvariant();
        if (output is not null && !Formats.Contains(format))
            throw new InvalidInputException($"--output {output}: found the ending \"{format}\", expected .svg, .png or .dot");

        PipelineDefinition pipeline = input.Load(parsed, checksInputFiles: false);
        if (output is null)
        {
            await environment.Output.WriteLineAsync($"{pipeline.Options.Name} (seed {pipeline.Options.Seed})").ConfigureAwait(false);
            if (pipeline.Options.Description is { Length: > 0 } description) await environment.Output.WriteLineAsync(description.ReplaceLineEndings(" ")).ConfigureAwait(false);
            await environment.Output.WriteAsync("\n" + PipelineDrawing.ToText(pipeline)).ConfigureAwait(false);
            return ExitCode.Success;
        }

        string dot = PipelineDrawing.ToDot(pipeline);
        if (format == ".dot") await ResultFile.WriteTextAsync(output, dot, cancellation).ConfigureAwait(false);
        else await ResultFile.WriteAsync(output, partial => DrawAsync(dot, partial, format![1..], cancellation)).ConfigureAwait(false);
        await environment.Output.WriteLineAsync(output).ConfigureAwait(false);
        return ExitCode.Success;
    }

    private static async Task DrawAsync(string dot, string picture, string format, CancellationToken cancellation)
    {
        string executable = DrawingProgram.FindExecutable("dot") ?? throw new InvalidInputException(
            $"Graphviz is not installed, so no {format.ToUpperInvariant()} can be drawn; install it (Debian, Ubuntu: apt-get install graphviz; macOS: brew install graphviz) or write a .dot file");
        string script = picture + ".dot";
        try
        {
            await File.WriteAllTextAsync(script, dot, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellation).ConfigureAwait(false);
            string? failure = await new DrawingProgram("dot", executable)
                .RunAsync(Path.GetDirectoryName(picture)!, [$"-T{format}", "-Gdpi=" + (format == "png" ? "144" : "72"), "-o", picture, script], cancellation)
                .ConfigureAwait(false);
            if (failure is not null) throw new IOException(failure);
        }
        finally
        {
            File.Delete(script);
        }
    }
}
