using System.Globalization;

namespace SpikeStream.Pipelines.Plots;

/// <summary>Curves in panels, such as spectra, autocorrelations or average activities, with bands around them.</summary>
public sealed record CurvesFigure : IFigure
{
    private const int Width = 1200;
    private const int Top = 122;
    private const string Dashes = " dashtype (9,7)";

    /// <summary>What the figure shows.</summary>
    public required string Title { get; init; }

    /// <summary>How it was made, and what the bands are.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>Label of the horizontal axes with its unit.</summary>
    public required string XLabel { get; init; }

    /// <summary>Label of the vertical axes with its unit.</summary>
    public required string YLabel { get; init; }

    /// <summary>Name of the table's column of abscissas, with its unit.</summary>
    public string XColumn { get; init; } = "x";

    /// <summary>Name of the table's column of values, with its unit.</summary>
    public string ValueColumn { get; init; } = "value";

    /// <summary>The panels, at least one.</summary>
    public required IReadOnlyList<CurvesPanel> Panels { get; init; }

    /// <summary>Panels beside each other.</summary>
    public int Columns { get; init; } = 1;

    /// <summary>Whether all panels span the same abscissas, which then stand under the lowest ones only.</summary>
    public bool SharesAbscissa { get; init; } = true;

    /// <summary>Whether the horizontal axis is logarithmic.</summary>
    public bool HasLogarithmicX { get; init; }

    /// <summary>Whether the vertical axis is logarithmic.</summary>
    public bool HasLogarithmicY { get; init; }

    /// <summary>Names of places on the horizontal axes, in place of numbers; empty for numbers.</summary>
    public IReadOnlyList<(double At, string Name)> Ticks { get; init; } = [];

    /// <summary>Name of the curve that is data, drawn in grey; null for none.</summary>
    public string? DataCurve { get; init; }

    /// <summary>What the name of the table has after the name of the figure.</summary>
    public string TableSuffix { get; init; } = ".csv";

    /// <summary>Whether the curves are named in a legend.</summary>
    public bool HasLegend { get; init; } = true;

    /// <inheritdoc/>
    public FigureSource Compose(string name)
    {
        Check();
        // Panels with an axis of their own, such as that of an input, come last in the legend.
        List<string> names = [.. Panels.OrderBy(panel => panel.YLabel is not null).SelectMany(panel => panel.Curves).Where(curve => curve.Style != CurveStyle.Expected).Select(curve => curve.Name).Distinct()];
        int columns = Math.Min(Columns, Panels.Count), gapDown = SharesAbscissa ? 40 : AreTicksTurned(columns) ? 150 : 88;
        int panelHeight = Panels.Count <= columns ? 320 : 190;
        int height = PanelGrid.PictureHeight(Panels.Count, columns, panelHeight, Top, gapDown) + (AreTicksTurned(columns) ? 62 : 0);
        string table = name + TableSuffix;
        CommandText commands = new(Width, height);
        PanelGrid grid = new(commands, Width, Panels.Count, columns, panelHeight, left: 104, Top, gapAcross: 112, gapDown);
        grid.Begin(Title, Subtitle, names.Count == 1 || !HasLegend ? [] : [.. names.Select((label, index) => $"with lines linewidth 2{DashesOf(names, label)} linecolor '{Colour(names, index)}' title {GnuplotText.Quote(label)}")]);
        if (HasLogarithmicX) commands.Line("set logscale x");
        if (Ticks.Count > 0) commands.Line($"set xtics ({string.Join(", ", Ticks.Select(tick => $"{GnuplotText.Quote(GnuplotText.Name(tick.Name, 14))} {GnuplotText.Number(tick.At)}"))}){(AreTicksTurned(columns) ? " rotate by 90 right font typeface.',9'" : "")}");
        if (HasLogarithmicY) commands.Line("set logscale y").Line("set format y '%g'");
        for (int p = 0; p < Panels.Count; p++) Draw(commands, grid, table, names, p);
        grid.End();
        string[] header = ["panel", "curve", XColumn, ValueColumn, "low", "high", "panel_index", "curve_index"];
        return new FigureSource(Title, Width, height, [new FigureTable(table, header, Write)], commands.ToString());
    }

    private bool AreTicksTurned(int columns) => Ticks.Sum(tick => Math.Min(tick.Name.Length, 14) + 2) * 7 > (Width - 128) / columns - 112;

    // Names of a legend stay apart where colours come again.
    private string DashesOf(List<string> names, string name) =>
        HasLegend && names.IndexOf(name) >= Palette.Count || Panels.SelectMany(panel => panel.Curves).Any(curve => curve.Name == name && curve.Style == CurveStyle.Dashed) ? Dashes : "";

    private string Colour(List<string> names, int index)
    {
        int data = names.Count > 1 && DataCurve is not null ? names.IndexOf(DataCurve) : -1;
        return index == data ? Palette.Data : Palette.Of(data >= 0 && data < index ? index - 1 : index);
    }

    private void Draw(CommandText commands, PanelGrid grid, string table, List<string> names, int p)
    {
        CurvesPanel panel = Panels[p];
        AxisRange across = AxisRange.Empty, up = panel.StartsAtZero && !HasLogarithmicY ? AxisRange.Empty.With(0) : AxisRange.Empty;
        foreach (DrawnCurve curve in SharesAbscissa ? Panels.SelectMany(other => other.Curves) : panel.Curves)
        {
            foreach (double x in curve.X.Span) across = HasLogarithmicX && !(x > 0) ? across : across.With(x);
            across = Widened(across, curve);
        }

        foreach (DrawnCurve curve in panel.Curves)
        {
            foreach (ReadOnlyMemory<double> values in (ReadOnlySpan<ReadOnlyMemory<double>>)[curve.Value, curve.Low, curve.High])
                foreach (double value in values.Span) up = HasLogarithmicY && !(value > 0) ? up : up.With(value);
        }

        // Names of places are written upwards where they would not fit beside each other.
        bool isTurned = AreTicksTurned(columns: grid.Columns);
        AxisRange vertical = Vertical(up, panel.StartsAtZero);
        bool isLabelled = !SharesAbscissa || grid.IsBottom(p);
        grid.Panel(p, panel.Heading ?? panel.Name);
        if (isLabelled && isTurned) commands.Line($"set label 105 {GnuplotText.Quote(panel.XLabel ?? XLabel)} at {grid.Below(p, 100)}");
        commands.Line(isLabelled && !isTurned ? $"set xlabel {GnuplotText.Quote(panel.XLabel ?? XLabel)} offset 0,0.3" : "unset xlabel")
            .Line(isLabelled ? "set format x '%g'" : "set format x ''")
            .Line(grid.IsLeft(p) || panel.YLabel is not null ? $"set ylabel {GnuplotText.Quote(panel.YLabel ?? YLabel)} offset 0.5,0" : "unset ylabel")
            .Line($"set xrange {(across.IsEmpty ? new AxisRange(1, 2) : across.Span > 0 ? across : across.Padded())}")
            .Line(Ticks.Count > 0 || HasLogarithmicX ? "" : $"set xtics {GnuplotText.Number((across.IsEmpty ? new AxisRange(1, 2) : across.Span > 0 ? across : across.Padded()).TickStep(grid.Columns > 2 ? 5 : 10))}")
            .Line($"set yrange {vertical}");
        commands.Line(HasLogarithmicY ? "set ytics autofreq" : $"set ytics {GnuplotText.Number(vertical.TickStep(5))}");
        if (up.IsEmpty) commands.NothingToDraw("nothing to draw");
        else if (panel.StartsAtZero && up is { Low: 0, High: 0 }) commands.NothingToDraw("none");
        List<string> bands = [], lines = [];
        for (int c = 0; c < panel.Curves.Count; c++)
        {
            DrawnCurve curve = panel.Curves[c];
            bool isExpected = curve.Style == CurveStyle.Expected;
            string colour = isExpected ? Palette.Quiet : Colour(names, names.IndexOf(curve.Name));
            string source = $"{GnuplotText.Quote(table)} using ($7 == {p} && $8 == {c} ? $3 : NaN)";
            if (curve.Style == CurveStyle.Points && curve.Low.Length > 0)
                lines.Add($"{source}:4:5:6 with yerrorbars pointtype 7 pointsize 0.7 linewidth 1.2 linecolor '{colour}' notitle");
            else if (curve.Low.Length > 0)
                bands.Insert(isExpected ? 0 : bands.Count, $"{source}:5:6 with filledcurves fillstyle transparent solid {(isExpected ? "0.22" : "0.18")} noborder fillcolor '{colour}' notitle");
            string style = curve.Style switch { CurveStyle.Steps => "histeps linewidth 1.6", CurveStyle.Impulses => "impulses linewidth 3", CurveStyle.Points => $"linespoints pointtype 7 pointsize 0.7{DashesOf(names, curve.Name)} linewidth 1", CurveStyle.Line when curve.X.Length == 1 => "points pointtype 7 pointsize 0.7", CurveStyle.Expected => "lines dashtype (6,5) linewidth 1", _ => $"lines{DashesOf(names, curve.Name)} linewidth 1.6" };
            lines.Insert(isExpected ? 0 : lines.Count, $"{source}:4 with {style} linecolor '{colour}' notitle");
        }

        if (up.IsEmpty) (bands, lines) = ([], ["NaN notitle"]);
        commands.Line("plot " + string.Join(", \\\n    ", bands.Concat(lines))).Line("unset label 103");
    }

    // Steps and impulses have a width, and points want room for theirs.
    private AxisRange Widened(AxisRange across, DrawnCurve curve)
    {
        if (curve.Style == CurveStyle.Points && HasLogarithmicX && across.Low > 0) return across.With(across.Low / 1.1).With(across.High * 1.1);
        if (curve.Style is not (CurveStyle.Steps or CurveStyle.Impulses or CurveStyle.Points) || curve.X.Length < 2) return across;
        double half = 0.5 * (curve.X.Span[1] - curve.X.Span[0]);
        return across.With(curve.X.Span[0] - half).With(curve.X.Span[^1] + half);
    }

    private AxisRange Vertical(AxisRange up, bool startsAtZero)
    {
        if (up.IsEmpty) return new AxisRange(1, 2);
        if (HasLogarithmicY) return new AxisRange(up.Low / 1.4, up.High * 1.4);
        AxisRange padded = up.Padded();
        return startsAtZero && up.Low >= 0 ? new AxisRange(0, up.High > 0 ? padded.High : 1) : padded;
    }

    private void Check()
    {
        if (Panels.Count == 0) throw new ArgumentException("curves: found no panels, expected at least one.");
        foreach (DrawnCurve curve in Panels.SelectMany(panel => panel.Curves))
        {
            FigureArgument.SameLength("curves", $"{curve.Name}'s values", curve.Value.Length, "its abscissas", curve.X.Length);
            FigureArgument.SameLength("curves", $"{curve.Name}'s upper band", curve.High.Length, "the lower band", curve.Low.Length);
            if (curve.Low.Length > 0) FigureArgument.SameLength("curves", $"{curve.Name}'s band", curve.Low.Length, "its abscissas", curve.X.Length);
        }
    }

    private void Write(TextWriter writer)
    {
        for (int p = 0; p < Panels.Count; p++)
        {
            for (int c = 0; c < Panels[p].Curves.Count; c++)
            {
                DrawnCurve curve = Panels[p].Curves[c];
                for (int i = 0; i < curve.X.Length; i++)
                {
                    string low = GnuplotText.Number(curve.Low.Length > 0 ? curve.Low.Span[i] : double.NaN), high = GnuplotText.Number(curve.High.Length > 0 ? curve.High.Span[i] : double.NaN);
                    writer.Write(string.Create(CultureInfo.InvariantCulture,
                        $"{GnuplotText.Field(Panels[p].Name)},{GnuplotText.Field(curve.Name)},{curve.X.Span[i]:G12},{GnuplotText.Number(curve.Value.Span[i])},{low},{high},{p},{c}\n"));
                }
            }
        }
    }
}
