using System.Globalization;
using System.Text;

namespace SpikeStream.Pipelines.Plots;

/// <summary>Writes figures into a folder: first the data, then the script, then the pictures.</summary>
/// <remarks>Every file appears under its name only when it is complete; an older one is replaced.</remarks>
/// <param name="gnuplot">The program that draws the pictures.</param>
public sealed class FigureWriter(Gnuplot gnuplot)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes one figure: <c>name.csv</c>, <c>name.gp</c>, and with gnuplot installed <c>name.png</c> and <c>name.svg</c>, and <c>name.gif</c> of an animation.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="folder">The folder; it is created if it is missing.</param>
    /// <param name="name">File name without extension.</param>
    /// <param name="cancellation">Stops between files and ends a running gnuplot.</param>
    /// <returns>What was written, and why pictures are missing if they are.</returns>
    /// <exception cref="ArgumentException">The name is not a plain file name, or the figure's arrays do not fit together.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public async Task<FigureFiles> WriteAsync(IFigure figure, string folder, string name, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (string.IsNullOrWhiteSpace(name) || name.IndexOfAny(['/', '\\', '\'', '"', '\n', '\0']) >= 0)
            throw new ArgumentException($"figure name: found \"{name}\", expected a plain file name without extension.", nameof(name));

        FigureSource source = figure.Compose(name);
        Directory.CreateDirectory(folder);

        List<string> tables = [];
        foreach (FigureTable table in source.Tables)
        {
            cancellation.ThrowIfCancellationRequested();
            string path = Path.Combine(folder, table.FileName);
            WriteComplete(path, writer =>
            {
                writer.Write(string.Join(',', table.Columns));
                writer.Write('\n');
                table.WriteRows(writer);
            });
            tables.Add(path);
        }

        string script = Path.Combine(folder, name + ".gp");
        WriteComplete(script, writer => writer.Write(Script(source, name)));

        string[] formats = source.Animation is null ? ["png", "svg"] : ["png", "svg", "gif"];
        // Pictures of an earlier figure of this name would be taken for pictures of these data where none can be drawn.
        foreach (string format in formats) File.Delete(Path.Combine(folder, $"{name}.{format}"));
        (IReadOnlyList<string> pictures, string? note) = await gnuplot.DrawAsync(folder, name, formats, cancellation).ConfigureAwait(false);
        return new FigureFiles(tables, script, pictures, note);
    }

    private static void WriteComplete(string path, Action<TextWriter> write)
    {
        string partial = path + ".partial";
        try
        {
            using (StreamWriter writer = new(partial, append: false, Utf8, bufferSize: 1 << 16))
                write(writer);
            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    private static string Script(FigureSource source, string name)
    {
        StringBuilder text = new();
        text.Append("# ").Append(GnuplotText.OneLine(source.Title)).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"# Written by SpikeStream. Edit it, then draw again in this folder with:  gnuplot {name}.gp\n#\n");
        foreach (FigureTable table in source.Tables)
        {
            text.Append(CultureInfo.InvariantCulture, $"# {table.FileName}, columns:\n");
            for (int i = 0; i < table.Columns.Count; i++)
                text.Append(CultureInfo.InvariantCulture, $"#   {i + 1,2}  {GnuplotText.OneLine(table.Columns[i])}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"""

            # The name of the pictures without extension, their size in pixels, the font.
            if (!exists("output")) output = {GnuplotText.Quote(name)}
            width = {source.Width}
            height = {source.Height}
            typeface = 'DejaVu Sans'

            do for [format in 'png svg'] {"{"}
            reset
            if (format eq 'png') {"{"}
                set terminal pngcairo size width,height noenhanced font typeface.',12' linewidth 1.2 background 'white'
            {"}"} else {"{"}
                set terminal svg size width,height dynamic noenhanced font typeface.',12' linewidth 1.2 background 'white'
            {"}"}
            set output output.'.'.format
            set datafile separator ','
            set datafile columnheaders
            set border 3 linecolor '#4d4d4d' linewidth 0.8
            set tics nomirror out scale 0.5 textcolor '#333333'


            """);
        text.Append(source.Commands);
        text.Append("unset output\n}\n");
        if (source.Animation is { } animation) text.Append("\n# The animation.\nreset\n").Append(animation);
        return text.ToString();
    }
}
