using System.CommandLine;
using System.Text;
using SpikeStream.Cli.Drawing;
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
            await environment.Output.WriteAsync(PipelineTree.Draw(pipeline)).ConfigureAwait(false);
            return ExitCode.Success;
        }

        string path = Path.GetFullPath(output);
        string partial = path + ".partial";
        string dot = partial + ".dot";
        try
        {
            await File.WriteAllTextAsync(dot, PipelineDot.Draw(pipeline), new UTF8Encoding(false), cancellation).ConfigureAwait(false);
            if (format == ".dot")
            {
                File.Move(dot, path, overwrite: true);
            }
            else
            {
                await DrawAsync(dot, partial, format![1..], cancellation).ConfigureAwait(false);
                File.Move(partial, path, overwrite: true);
            }
        }
        finally
        {
            if (Directory.Exists(Path.GetDirectoryName(path)))
            {
                File.Delete(dot);
                File.Delete(partial);
            }
        }

        await environment.Output.WriteLineAsync(output).ConfigureAwait(false);
        return ExitCode.Success;
    }

    private static async Task DrawAsync(string dot, string picture, string format, CancellationToken cancellation)
    {
        string executable = DrawingProgram.FindExecutable("dot") ?? throw new InvalidInputException(
            $"Graphviz is not installed, so no {format.ToUpperInvariant()} can be drawn; install it (Debian, Ubuntu: apt-get install graphviz; macOS: brew install graphviz) or write a .dot file");
        string? failure = await new DrawingProgram("dot", executable)
            .RunAsync(Path.GetDirectoryName(picture)!, [$"-T{format}", "-Gdpi=" + (format == "png" ? "144" : "72"), "-o", picture, dot], cancellation)
            .ConfigureAwait(false);
        if (failure is not null) throw new IOException(failure);
    }
}
