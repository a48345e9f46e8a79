using System.Globalization;

namespace SpikeStream.Pipelines.Plots;

/// <summary>How many data parameters need: for each set of parameters a panel of relative errors and one of variations over the length of data.</summary>
/// <remarks>Rene, Longtin and Macke (2020), Figure 4 and appendix D. Both axes are logarithmic.</remarks>
public sealed record FitStudyFigure : IFigure
{
    private const int Width = 1200;
    private const int PanelHeight = 240;
    private const int Top = 150;
    private const int GapDown = 76;

    /// <summary>What was studied.</summary>
    public string Title { get; init; } = "Errors over the length of data";

    /// <summary>Relative errors, fractions (D.1); may be empty.</summary>
    public required IReadOnlyList<StudyCurve> Errors { get; init; }

    /// <summary>Coefficients of variation, percent (D.2); may be empty.</summary>
    public required IReadOnlyList<StudyCurve> Variations { get; init; }

    /// <inheritdoc/>
    public FigureSource Compose(string name)
    {
        string[] subsets = [.. Errors.Concat(Variations).Select(curve => curve.Subset).Distinct()];
        if (subsets.Length == 0) throw new ArgumentException("fit study: found no curves, expected at least one.");
        foreach (StudyCurve curve in Errors.Concat(Variations))
            FigureArgument.SameLength("fit study", curve.Parameter, curve.Values.Count, "its lengths", curve.Lengths.Count);
        string[] parameters = [.. Errors.Concat(Variations).Select(curve => curve.Parameter).Distinct()];
        int count = 2 * subsets.Length, height = PanelGrid.PictureHeight(count, 2, PanelHeight, Top, GapDown);
        string table = name + ".csv";
        CommandText commands = new(Width, height);
        PanelGrid grid = new(commands, Width, count, 2, PanelHeight, left: 86, Top, gapAcross: 96, GapDown);
        grid.Begin(Title, "left: relative error of the best fit; right: coefficient of variation over the fits", Legend(parameters));
        commands.Line("set logscale xy").Line("set format y '%g'").Line("set format x '%g'").Line("unset xtics");
        AxisRange lengths = AxisRange.Empty;
        foreach (StudyCurve curve in Errors.Concat(Variations)) lengths = lengths.With([.. curve.Lengths]);
        commands.Line($"set xrange [{GnuplotText.Number(lengths.Low / 1.1)}:{GnuplotText.Number(lengths.High * 1.1)}]");
        string ticks = string.Join(", ", Errors.Concat(Variations).SelectMany(curve => curve.Lengths).Distinct().Order().Select(GnuplotText.Number));
        commands.Line($"set xtics ({ticks}) nomirror");
        for (int s = 0; s < subsets.Length; s++)
        {
            Panel(commands, grid, 2 * s, $"{subsets[s]}: relative error", table, "error", subsets[s], Errors, parameters);
            Panel(commands, grid, 2 * s + 1, $"{subsets[s]}: variation (%)", table, "variation", subsets[s], Variations, parameters);
        }

        grid.End();
        return new FigureSource(Title, Width, height, [new FigureTable(table, ["measure", "subset", "parameter", "length_s", "value"], Write)], commands.ToString());
    }

    // Names are compared by gnuplot, which does not find a quoted field such as "w[E,I]" equal to its text: w[E I] in the table.
    private static string Key(string name) => GnuplotText.OneLine(name).Replace(',', ' ').Replace('"', ' ');

    private static string Style(int parameter) => $"with linespoints linewidth 1.6 linecolor '{Palette.Of(parameter)}' pointtype {5 + 2 * (parameter / 7 % 4)} pointsize 0.7 dashtype {1 + parameter / 7 % 4}";

    private static List<string> Legend(string[] parameters) => [.. parameters.Select((parameter, index) => $"{Style(index)} title {GnuplotText.Quote(parameter)}")];

    private static void Panel(
        CommandText commands, PanelGrid grid, int panel, string heading, string table, string measure, string subset, IReadOnlyList<StudyCurve> all, string[] parameters)
    {
        grid.Panel(panel, heading);
        commands.Line(grid.IsBottom(panel) ? "set xlabel 'length of data (s)' offset 0,0.4" : "unset xlabel");
        StudyCurve[] curves = [.. all.Where(curve => curve.Subset == subset)];

        // An error of exactly zero has no place on a logarithmic axis; the rest decides the range.
        double[] shown = [.. curves.SelectMany(curve => curve.Values).Where(value => double.IsFinite(value) && value > 0)];
        commands.Line(shown.Length == 0 ? "set yrange [0.01:1]" : $"set yrange [{GnuplotText.Number(shown.Min() / 1.5)}:{GnuplotText.Number(shown.Max() * 1.5)}]");
        string[] plots = [.. curves.Select(curve =>
            $"{GnuplotText.Quote(table)} using (strcol(1) eq '{measure}' && strcol(2) eq {GnuplotText.Quote(Key(subset))} && strcol(3) eq {GnuplotText.Quote(Key(curve.Parameter))} ? $4 : NaN):5 {Style(System.Array.IndexOf(parameters, curve.Parameter))} notitle")];
        if (shown.Length == 0) commands.NothingToDraw("not measured");
        commands.Line("plot " + (plots.Length == 0 ? "NaN notitle" : string.Join(", \\\n    ", plots))).Line("unset label 103");
    }

    private void Write(TextWriter writer)
    {
        foreach ((string measure, IReadOnlyList<StudyCurve> curves) in (ReadOnlySpan<(string, IReadOnlyList<StudyCurve>)>)[("error", Errors), ("variation", Variations)])
        {
            foreach (StudyCurve curve in curves)
            {
                for (int i = 0; i < curve.Values.Count; i++)
                    writer.Write(string.Create(CultureInfo.InvariantCulture, $"{measure},{Key(curve.Subset)},{Key(curve.Parameter)},{GnuplotText.Number(curve.Lengths[i])},{GnuplotText.Number(curve.Values[i])}\n"));
            }
        }
    }
}
