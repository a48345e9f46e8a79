using System.Globalization;

namespace SpikeStream.Pipelines.Plots;

/// <summary>
/// Draws of several parameters against each other: a histogram of each on the diagonal, below it a panel per pair with the draws and the
/// 2-sigma ellipse of their covariance; truth as dashed lines.
/// </summary>
public sealed record CornerFigure : IFigure
{
    private const int MaximumRows = 8000;
    private const int MaximumPoints = 40_000;
    private const int Left = 96, Top = 104, Bottom = 84, Right = 30, Gap = 8;
    private const string TruthStyle = "dashtype (5,4) linewidth 1.2 linecolor '#d55e00'";
    private const string EllipseStyle = "linewidth 1.6 linecolor '#222222'";

    /// <summary>What was sampled.</summary>
    public string Title { get; init; } = "Posterior";

    /// <summary>The parameters; priors are not drawn.</summary>
    public required IReadOnlyList<TracedParameter> Parameters { get; init; }

    /// <summary>Values [draw, parameter], row by row.</summary>
    public required ReadOnlyMemory<double> Draws { get; init; }

    private int Count => Draws.Length / Parameters.Count;

    private int Panel => Parameters.Count switch { 1 => 420, 2 => 330, 3 => 270, <= 6 => 190, <= 10 => 124, _ => 92 };

    /// <inheritdoc/>
    public FigureSource Compose(string name)
    {
        if (Parameters.Count == 0) throw new ArgumentException("corner: found no parameters, expected at least one.");
        if (Draws.Length % Parameters.Count != 0) throw new ArgumentException($"corner: found {Draws.Length} values, expected a whole number of draws of {Parameters.Count} parameters.");
        int count = Parameters.Count;
        int width = Math.Max(560, Left + count * (Panel + Gap) + Right), height = Top + count * (Panel + Gap) + Bottom;
        string table = name + ".csv";
        DrawMoments moments = new(Draws.Span, count);
        AxisRange[] ranges = [.. Enumerable.Range(0, count).Select(i => Range(i, moments))];
        CommandText commands = new(width, height);
        Begin(commands);
        for (int row = 0; row < count; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                Place(commands, row, column);
                Axes(commands, row, column, ranges);
                if (Count < 2) commands.NothingToDraw("no draws").Line("set yrange [0:1]").Line("plot NaN notitle").Line("unset label 103");
                else if (row == column) Histogram(commands, table, row, ranges[row]);
                else Pair(commands, table, row, column, moments);
            }
        }

        commands.Line("unset multiplot");
        return new FigureSource(Title, width, height,
        [
            new FigureTable(table, ["draw", .. Parameters.Select(p => GnuplotText.Field(p.Name))], WriteDraws),
            new FigureTable(name + ".reference.csv", ["parameter", "unit", "truth", "mean", "sd"], writer => WriteReferences(writer, moments)),
        ], commands.ToString());
    }

    private void Begin(CommandText commands)
    {
        string truth = Parameters.Any(p => p.Truth is not null) ? $", \\\n    NaN with lines {TruthStyle} title 'truth'" : "";
        commands.Line("set multiplot").Line()
            .Heading(Title, string.Create(CultureInfo.InvariantCulture, $"{Count} draws; ellipses: mean and two standard deviations")).LegendAbove()
            .Line("set border 0").Line("unset tics")
            .Line("set lmargin at screen 0.02").Line("set rmargin at screen 0.99").Line("set tmargin at screen 0.99").Line("set bmargin at screen 0.01")
            .Line("set xrange [0:1]").Line("set yrange [0:1]")
            .Line($"plot NaN with points pointtype 7 pointsize 0.5 linecolor '{Palette.Of(0)}' title 'draws', \\\n    NaN with lines {EllipseStyle} title '2 σ'{truth}")
            .Line("unset key").Line("unset label 101").Line("unset label 102")
            .Line("set border 15 linecolor '#9a9a9a' linewidth 0.7").Line("set samples 120")
            .Line($"set tics nomirror out scale 0.4 textcolor '#333333' font typeface.',{(Parameters.Count > 6 ? 8 : 10)}'");
    }

    private void Place(CommandText commands, int row, int column)
    {
        int x = Left + column * (Panel + Gap), y = Top + row * (Panel + Gap);
        commands.Line().Comment(row == column ? Parameters[row].Name : $"{Parameters[row].Name} over {Parameters[column].Name}")
            .Line($"set lmargin at screen {commands.Across(x)}").Line($"set rmargin at screen {commands.Across(x + Panel)}")
            .Line($"set tmargin at screen {commands.Down(y)}").Line($"set bmargin at screen {commands.Down(y + Panel)}");
    }

    private void Axes(CommandText commands, int row, int column, AxisRange[] ranges)
    {
        int ticks = Panel < 150 ? 2 : 4, count = Parameters.Count;
        bool isBottom = row == count - 1, isLeft = column == 0 && row > 0;
        string font = $"font typeface.',{(count > 6 ? 9 : 11)}'";
        commands.Line("unset arrow").Line($"set xrange {ranges[column]}")
            .Line(isBottom ? $"set xtics {GnuplotText.Number(ranges[column].TickStep(ticks))} rotate by -45 format '%g'" : "unset xtics")
            .Line(isBottom ? $"set xlabel {GnuplotText.Quote(Label(column))} {font}" : "unset xlabel");
        commands.Line(isLeft ? $"set yrange {ranges[row]}" : row == column ? "set yrange [0:*]" : $"set yrange {ranges[row]}")
            .Line(isLeft ? $"set ytics {GnuplotText.Number(ranges[row].TickStep(ticks))} format '%g'" : "unset ytics")
            .Line(isLeft ? $"set ylabel {GnuplotText.Quote(Label(row))} {font}" : "unset ylabel");
        if (row == column) commands.Line($"set label 104 {GnuplotText.Quote(Parameters[row].Name)} at graph 0.5, graph 1.06 center {font} textcolor '#222222'");
        else commands.Line("unset label 104");
        Truth(commands, Parameters[column].Truth, isVertical: true);
        if (row != column) Truth(commands, Parameters[row].Truth, isVertical: false);
    }

    private static void Truth(CommandText commands, double? truth, bool isVertical)
    {
        if (truth is not { } value) return;
        string at = GnuplotText.Number(value);
        commands.Line(isVertical
            ? $"set arrow from first {at}, graph 0 to first {at}, graph 1 nohead front {TruthStyle}"
            : $"set arrow from graph 0, first {at} to graph 1, first {at} nohead front {TruthStyle}");
    }

    private static void Histogram(CommandText commands, string table, int parameter, AxisRange range) => commands
        .Line("set style fill solid 0.75 noborder")
        .Line($"plot {GnuplotText.Quote(table)} using {parameter + 2} bins=40 binrange {range} with boxes linecolor '{Palette.Of(0)}' notitle");

    private void Pair(CommandText commands, string table, int row, int column, DrawMoments moments)
    {
        int panels = Math.Max(1, Parameters.Count * (Parameters.Count - 1) / 2);
        int every = Math.Max(1, Math.Min(Count, MaximumRows) / Math.Max(200, MaximumPoints / panels));
        (double a, double b, double c) = moments.Ellipse(column, row);
        string N(double value) => GnuplotText.Number(value);
        commands.Line($"plot {GnuplotText.Quote(table)} every {every} using {column + 2}:{row + 2} with points pointtype 7 pointsize 0.2 linecolor '#99{Palette.Of(0)[1..]}' notitle, \\")
            .Line($"    [t=0:6.4] '+' using ({N(moments.Mean(column))} + 2*{N(a)}*cos($1)):({N(moments.Mean(row))} + 2*({N(b)}*cos($1) + {N(c)}*sin($1))) with lines {EllipseStyle} notitle");
    }

    // A truth that is near is in the picture; one far off would squeeze the draws.
    private AxisRange Range(int parameter, DrawMoments moments)
    {
        AxisRange range = AxisRange.Empty;
        for (int i = parameter; i < Draws.Length; i += Parameters.Count) range = range.With(Draws.Span[i]);
        double deviation = moments.Deviation(parameter);
        if (double.IsFinite(deviation)) range = range.With(moments.Mean(parameter) - 2.1 * deviation).With(moments.Mean(parameter) + 2.1 * deviation);
        if (Parameters[parameter].Truth is { } truth && !range.IsEmpty && truth > range.Low - range.Span && truth < range.High + range.Span) range = range.With(truth);
        return range.Padded(0.04);
    }

    private string Label(int index) => Parameters[index].Unit.Length == 0 ? Parameters[index].Name : $"{Parameters[index].Name} ({Parameters[index].Unit})";

    private void WriteDraws(TextWriter writer)
    {
        ReadOnlySpan<double> draws = Draws.Span;
        int width = Parameters.Count, stride = Math.Max(1, (Count + MaximumRows - 1) / MaximumRows);
        for (int draw = 0; draw < Count; draw += stride)
        {
            writer.Write((draw + 1).ToString(CultureInfo.InvariantCulture));
            for (int i = 0; i < width; i++)
            {
                writer.Write(',');
                writer.Write(GnuplotText.Number(draws[draw * width + i]));
            }

            writer.Write('\n');
        }
    }

    private void WriteReferences(TextWriter writer, DrawMoments moments)
    {
        for (int i = 0; i < Parameters.Count; i++)
        {
            TracedParameter p = Parameters[i];
            writer.Write($"{GnuplotText.Field(p.Name)},{GnuplotText.Field(p.Unit)},{GnuplotText.Number(p.Truth ?? double.NaN)},");
            writer.Write($"{GnuplotText.Number(moments.Mean(i))},{GnuplotText.Number(moments.Deviation(i))}\n");
        }
    }
}
