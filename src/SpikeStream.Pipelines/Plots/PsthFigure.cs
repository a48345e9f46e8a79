using System.Globalization;

namespace SpikeStream.Pipelines.Plots;

/// <summary>
/// Peri-stimulus time histograms: a panel per unit or population with a line per condition; for many units, which no
/// panels could hold, a map of units over time.
/// </summary>
public sealed record PsthFigure : IFigure
{
    private const int Width = 1200;
    private const int PanelHeight = 210;
    private const int MaximumPanels = 12;

    /// <summary>What the recording and the event are.</summary>
    public string Title { get; init; } = "Peri-stimulus time histogram";

    /// <summary>The event at time zero.</summary>
    public string Event { get; init; } = "event";

    /// <summary>Left edge of the first bin relative to the event in seconds.</summary>
    public required double FirstTime { get; init; }

    /// <summary>Width of the bins in seconds.</summary>
    public required double BinWidth { get; init; }

    /// <summary>The curves, all with equally many bins; curves of one target share a panel.</summary>
    public required IReadOnlyList<PsthCurve> Curves { get; init; }

    /// <inheritdoc/>
    public FigureSource Compose(string name)
    {
        FigureArgument.Positive("PSTH", "bin width", BinWidth);
        if (Curves.Count == 0) throw new ArgumentException("PSTH: found no curves, expected at least one.");
        int bins = Curves[0].Rate.Length;
        foreach (PsthCurve curve in Curves)
        {
            FigureArgument.SameLength("PSTH", $"{curve.Target}'s rate", curve.Rate.Length, "the bins", bins);
            if (curve.StandardError.Length > 0)
                FigureArgument.SameLength("PSTH", $"{curve.Target}'s standard error", curve.StandardError.Length, "the bins", bins);
        }

        List<string> targets = [.. Curves.Select(c => c.Target).Distinct()];
        List<string> conditions = [.. Curves.Select(c => c.Condition).Distinct()];
        string table = name + ".csv";
        (int height, string commands) = targets.Count <= MaximumPanels
            ? Panels(table, targets, conditions, bins)
            : Map(table, targets, conditions, bins);
        return new FigureSource(Title, Width, height,
            [new FigureTable(table, ["target", "condition", "trials", "time_s", "rate_hz", "standard_error_hz", "target_index", "condition_index"],
                writer => Write(writer, targets, conditions, bins))], commands);
    }

    private string Subtitle(int bins)
    {
        int low = Curves.Min(c => c.Trials);
        int high = Curves.Max(c => c.Trials);
        string trials = low == high ? $"{low} trials" : $"{low} to {high} trials";
        string band = Curves.Any(c => c.StandardError.Length > 0) ? "; bands: ± 1 standard error" : string.Empty;
        return bins == 0 ? "no bins" : $"mean of {trials} in bins of {GnuplotText.Duration(BinWidth)}{band}";
    }

    private AxisRange Times(int bins) => new(FirstTime, FirstTime + Math.Max(bins, 1) * BinWidth);

    private (int Height, string Commands) Panels(string table, List<string> targets, List<string> conditions, int bins)
    {
        int columns = targets.Count switch { 1 => 1, 2 or 4 => 2, _ => 3 };
        int rows = (targets.Count + columns - 1) / columns;
        int height = 200 + rows * (rows == 1 ? 300 : PanelHeight);
        CommandText commands = new(Width, height);
        commands.Heading(Title, Subtitle(bins)).LegendAbove().Grid()
            .Line($"set xrange {Times(bins)}")
            .Comment("The event is at time zero.")
            .Line($"set arrow 1 from first 0, graph 0 to first 0, graph 1 nohead back dashtype (6,5) linewidth 1 linecolor '{Palette.Quiet}'")
            .Line($"set multiplot layout {rows},{columns} rowsfirst margins screen {commands.Across(78)}, screen {commands.Across(Width - 24)}, screen {commands.Down(height - 60)}, screen {commands.Down(128)} spacing screen {commands.Across(70)}, screen {commands.Down(height - 52)}");
        for (int t = 0; t < targets.Count; t++)
        {
            AxisRange range = AxisRange.Empty.With(0);
            foreach (PsthCurve c in Curves.Where(c => c.Target == targets[t]))
            {
                for (int i = 0; i < bins; i++)
                    range = range.With(c.Rate.Span[i] + (c.StandardError.Length > 0 && double.IsFinite(c.StandardError.Span[i]) ? c.StandardError.Span[i] : 0));
            }

            commands.Line().Comment(targets[t])
                .Line($"set label 104 {GnuplotText.Quote(targets[t])} at graph 0, graph 1.07 left font typeface.' Bold,11' textcolor '#222222'")
                .Line(t + columns >= targets.Count ? $"set xlabel {GnuplotText.Quote($"time from {Event} (s)")} offset 0,0.4" : "unset xlabel")
                .Line(t % columns == 0 ? "set ylabel 'rate (Hz)' offset 0.5,0" : "unset ylabel")
                .Line($"set yrange [0:{GnuplotText.Number(range.Span > 0 ? range.High * 1.08 : 1)}]");
            List<string> curves = [];
            foreach (PsthCurve c in Curves.Where(c => c.Target == targets[t]))
            {
                int k = conditions.IndexOf(c.Condition);
                string abscissa = $"($7 == {t} && $8 == {k} ? $4 : NaN)";
                if (c.StandardError.Length > 0)
                    curves.Insert(0, $"{GnuplotText.Quote(table)} using {abscissa}:($5 - $6):($5 + $6) with filledcurves fillstyle transparent solid 0.18 noborder fillcolor '{Palette.Of(k)}' notitle");
                string legend = t == 0 && conditions.Count > 1 ? $"title {GnuplotText.Quote(c.Condition)}" : "notitle";
                curves.Add($"{GnuplotText.Quote(table)} using {abscissa}:5 with lines linewidth 1.8 linecolor '{Palette.Of(k)}' {legend}");
            }

            if (bins == 0) curves = ["NaN notitle"];
            commands.Line("plot \\").Line("    " + string.Join(", \\\n    ", curves));
            if (t == 0) commands.Line("unset key").Line("unset label 101").Line("unset label 102");
        }

        commands.Line("unset multiplot");
        return (height, commands.ToString());
    }

    private (int Height, string Commands) Map(string table, List<string> targets, List<string> conditions, int bins)
    {
        int columns = Math.Min(conditions.Count, 3);
        int rows = (conditions.Count + columns - 1) / columns;
        int height = 170 + rows * Math.Clamp(targets.Count * 6, 320, 640);
        double top = 0;
        foreach (PsthCurve c in Curves)
            foreach (double rate in c.Rate.Span) top = double.IsFinite(rate) ? Math.Max(top, rate) : top;
        CommandText commands = new(Width, height);
        commands.Heading(Title, Subtitle(bins).Split(';')[0] + $"; {targets.Count} units").Line("unset key")
            .Comment("Viridis, from low to high rates.")
            .Line("set palette defined (0 '#440154', 1 '#414487', 2 '#2a788e', 3 '#22a884', 4 '#7ad151', 5 '#fde725')")
            .Line($"set cbrange [0:{GnuplotText.Number(top > 0 ? top : 1)}]")
            .Line($"set xrange {Times(bins)}")
            .Line($"set yrange [{targets.Count}.5:0.5]")
            .Line($"set xlabel {GnuplotText.Quote($"time from {Event} (s)")} offset 0,0.4")
            .Line($"set arrow 1 from first 0, graph 0 to first 0, graph 1 nohead front dashtype (6,5) linewidth 1 linecolor '#ffffff'")
            .Line($"set colorbox user origin screen {commands.Across(Width - 96)}, screen {commands.Down(height - 62)} size screen {commands.Across(16)}, screen {commands.Down(height - (height - 172))}")
            .Line("set cblabel 'rate (Hz)'")
            .Line($"set multiplot layout {rows},{columns} rowsfirst margins screen {commands.Across(78)}, screen {commands.Across(Width - 120)}, screen {commands.Down(height - 62)}, screen {commands.Down(110)} spacing screen {commands.Across(40)}, screen {commands.Down(height - 70)}");
        for (int k = 0; k < conditions.Count; k++)
        {
            commands.Line().Comment(conditions[k])
                .Line($"set label 104 {GnuplotText.Quote(conditions[k])} at graph 0, screen {commands.Down(96)} left font typeface.' Bold,11' textcolor '#222222'")
                .Line(k % columns == 0 ? "set ylabel 'unit (row)' offset 0.5,0" : "unset ylabel")
                .Line($"plot {GnuplotText.Quote(table)} using ($8 == {k} ? $4 : NaN):($7 + 1):5 with image notitle");
            if (k == 0) commands.Line("unset label 101").Line("unset label 102").Line("unset colorbox");
        }

        commands.Line("unset multiplot");
        return (height, commands.ToString());
    }

    private void Write(TextWriter writer, List<string> targets, List<string> conditions, int bins)
    {
        foreach (PsthCurve c in Curves)
        {
            int t = targets.IndexOf(c.Target);
            int k = conditions.IndexOf(c.Condition);
            for (int i = 0; i < bins; i++)
            {
                double centre = FirstTime + (i + 0.5) * BinWidth;
                double error = c.StandardError.Length > 0 ? c.StandardError.Span[i] : double.NaN;
                writer.Write(string.Create(CultureInfo.InvariantCulture,
                    $"{GnuplotText.Field(c.Target)},{GnuplotText.Field(c.Condition)},{c.Trials},{centre:G12},{GnuplotText.Number(c.Rate.Span[i])},{GnuplotText.Number(error)},{t},{k}\n"));
            }
        }
    }
}
