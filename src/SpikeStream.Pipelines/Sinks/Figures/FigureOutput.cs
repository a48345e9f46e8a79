using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks.Figures;

/// <summary>Where a figure of a run goes: its tables, its gnuplot script and its pictures, all named after one path.</summary>
internal sealed class FigureOutput
{
    private readonly NodeContext _context;
    private readonly string _folder;
    private readonly string _name;

    /// <summary>Registers the files with the run.</summary>
    /// <param name="context">The node.</param>
    /// <param name="path">The path without extension, relative to the run folder.</param>
    /// <param name="hasReferences">Whether the figure has a second table, of reference values.</param>
    /// <param name="tableSuffix">What the name of the table has after the path.</param>
    /// <exception cref="InvalidInputException">The path names no file.</exception>
    public FigureOutput(NodeContext context, string path, bool hasReferences = false, string tableSuffix = ".csv")
    {
        _context = context;
        _name = Path.GetFileName(path);
        if (_name.Length == 0 || _name.IndexOfAny(['\'', '"', '\n', '\\']) >= 0)
            throw new InvalidInputException($"path: found \"{path}\", expected a file name without extension, such as \"activity\"");
        string[] extensions = hasReferences ? [tableSuffix, ".reference.csv", ".gp", ".png", ".svg"] : [tableSuffix, ".gp", ".png", ".svg"];
        OutputFile[] files = [.. extensions.Select(extension => context.OutputFile(path + extension))];
        _folder = Path.GetDirectoryName(files[0].Path)!;
    }

    /// <summary>Writes the data, then the script, then the pictures.</summary>
    public async Task WriteAsync(IFigure figure, CancellationToken cancellationToken)
    {
        FigureFiles files = await new FigureWriter(Gnuplot.Find()).WriteAsync(figure, _folder, _name, cancellationToken).ConfigureAwait(false);
        foreach (string picture in files.Pictures) _context.Logger.Information("Picture {Picture}", picture);
        if (files.Note is { } note) _context.Warn(note);
    }
}
