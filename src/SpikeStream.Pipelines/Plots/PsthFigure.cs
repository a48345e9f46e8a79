using System.Globalization;

namespace SpikeStream.Pipelines.Plots;

/// <summary>
/// Peri-stimulus time histograms: a panel per unit or population with a line per condition; for many units, which no
/// panels could hold, a map of units over time.
/// </summary>
public sealed record PsthFigure : IFigure
{
    private const int Width = 1200;
    private const int Top = 128;
    private const int GapDown = 66;
    private const int MapGapDown = 84;
    private const int MaximumPanels = 12;
    private const int MaximumNames = 40;

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
        string trials = low == high ? GnuplotText.Many(low, "trial") : $"{low} to {high} trials";
        string band = Curves.Any(c => c.StandardError.Length > 0) ? "; bands: ± 1 standard error" : string.Empty;
        return bins == 0 ? "no bins" : $"mean of {trials} in bins of {GnuplotText.Duration(BinWidth)}{band}";
    }

    private AxisRange Times(int bins) => new(FirstTime, FirstTime + Math.Max(bins, 1) * BinWidth);

    private (int Height, string Commands) Panels(string table, List<string> targets, List<string> conditions, int bins)
    {
        int columns = targets.Count switch { 1 => 1, 2 or 4 => 2, _ => 3 };
        int panelHeight = targets.Count <= columns ? 300 : 165;
        int height = PanelGrid.PictureHeight(targets.Count, columns, panelHeight, Top, GapDown);
        CommandText commands = new(Width, height);
        PanelGrid grid = new(commands, Width, targets.Count, columns, panelHeight, left: 84, Top, gapAcross: 66, GapDown);
        grid.Begin(Title, Subtitle(bins), conditions.Count == 1 ? [] :
            [.. conditions.Select((c, k) => $"with lines linewidth 2 linecolor '{Palette.Of(k)}' title {GnuplotText.Quote(c)}")]);
        commands.Line($"set xrange {Times(bins)}").Line($"set xtics {GnuplotText.Number(Times(bins).TickStep(columns > 2 ? 5 : 8))}")
            .Comment("The event is at time zero.")
            .Line($"set arrow 1 from first 0, graph 0 to first 0, graph 1 nohead back dashtype (6,5) linewidth 1 linecolor '{Palette.Quiet}'");
        for (int t = 0; t < targets.Count; t++)
        {
            AxisRange range = AxisRange.Empty.With(0);
            foreach (PsthCurve c in Curves.Where(c => c.Target == targets[t]))
            {
                for (int i = 0; i < bins; i++)
                    range = range.With(c.Rate.Span[i] + (c.StandardError.Length > 0 && double.IsFinite(c.StandardError.Span[i]) ? c.StandardError.Span[i] : 0));
            }

            double top = range.Span > 0 ? range.High * 1.08 : 1;
            grid.Panel(t, GnuplotText.Unit(targets[t]));
            commands.Line(grid.IsBottom(t) ? $"set xlabel {GnuplotText.Quote($"time from {Event} (s)")} offset 0,0.4" : "unset xlabel")
                .Line(grid.IsLeft(t) ? "set ylabel 'rate (Hz)' offset 0.5,0" : "unset ylabel")
                .Line($"set yrange [0:{GnuplotText.Number(top)}]").Line($"set ytics {GnuplotText.Number(new AxisRange(0, top).TickStep(5))}");
            List<string> curves = [];
            foreach (PsthCurve c in Curves.Where(c => c.Target == targets[t]))
            {
                int k = conditions.IndexOf(c.Condition);
                string abscissa = $"($7 == {t} && $8 == {k} ? $4 : NaN)";
                if (c.StandardError.Length > 0)
                    curves.Insert(0, $"{GnuplotText.Quote(table)} using {abscissa}:($5 - $6):($5 + $6) with filledcurves fillstyle transparent solid 0.18 noborder fillcolor '{Palette.Of(k)}' notitle");
                curves.Add($"{GnuplotText.Quote(table)} using {abscissa}:5 with lines linewidth 1.8 linecolor '{Palette.Of(k)}' notitle");
            }

            if (bins == 0) curves = ["NaN notitle"];
            commands.Line("plot " + string.Join(", \\\n    ", curves));
        }

        grid.End();
        return (height, commands.ToString());
    }

    private (int Height, string Commands) Map(string table, List<string> targets, List<string> conditions, int bins)
    {
        const int ScaleRoom = 96;
        int columns = conditions.Count is 2 or 4 ? 2 : Math.Min(conditions.Count, 3);
        int panelHeight = Math.Clamp(targets.Count * (targets.Count <= MaximumNames ? 14 : 6), 300, conditions.Count > columns ? 480 : 620);
        int height = PanelGrid.PictureHeight(conditions.Count, columns, panelHeight, Top, MapGapDown);
        (double high, bool isCut) = Brightest();
        CommandText commands = new(Width, height);
        string[] names = targets.Count <= MaximumNames ? GnuplotText.Names(targets) : [];
        int left = Math.Max(84, 58 + 7 * names.Select(label => label.Length).DefaultIfEmpty(0).Max());
        PanelGrid grid = new(commands, Width - ScaleRoom, conditions.Count, columns, panelHeight, left, Top, gapAcross: 40, MapGapDown);
        grid.Begin(Title, $"{Subtitle(bins).Split(';')[0]}; {targets.Count} units", []);
        commands.Comment("Viridis, from low to high rates.")
            .Line("set palette defined (0 '#440154', 1 '#414487', 2 '#2a788e', 3 '#22a884', 4 '#7ad151', 5 '#fde725')")
            .Line($"set cbrange [0:{GnuplotText.Number(high > 0 ? high : 1)}]")
            .Line($"set cblabel '{(isCut ? $"rate (Hz); higher ones, up to {GnuplotText.Short(Curves.Max(Highest), 3)} Hz, are as bright" : "rate (Hz)")}' offset -0.5,0")
            .Line($"set colorbox user origin screen {commands.Across(Width - ScaleRoom)}, screen {commands.Down(Top + panelHeight)} size screen {commands.Across(16)}, screen {commands.Down(height - panelHeight)}")
            .Line("unset grid")
            .Line($"set xrange {Times(bins)}").Line($"set yrange [{targets.Count}.5:0.5]").Line(names.Length > 0 ? "" : "set ytics add (1)")
            .Line($"set xlabel {GnuplotText.Quote($"time from {Event} (s)")} offset 0,0.4")
            .Line("set arrow 1 from first 0, graph 0 to first 0, graph 1 nohead front dashtype (6,5) linewidth 1 linecolor '#ffffff'");
        for (int k = 0; k < conditions.Count; k++)
        {
            grid.Panel(k, conditions[k].Length == 0 ? "all trials" : conditions[k]);
            if (names.Length > 0) commands.Line($"set ytics ({string.Join(", ", names.Select((label, row) => $"{GnuplotText.Quote(grid.IsLeft(k) ? label : "")} {row + 1}"))})");
            commands.Line(grid.IsLeft(k) ? $"set ylabel '{(names.Length > 0 ? "unit" : "unit (row)")}' offset 0.5,0" : "unset ylabel")
                .Line(bins == 0 ? "plot NaN notitle"
                    : $"plot {GnuplotText.Quote(table)} every ::{(long)k * targets.Count * bins}::{((long)k + 1) * targets.Count * bins - 1} using 4:($7 + 1):5 with image notitle");
            if (k == 0) commands.Line("unset colorbox");
        }

        grid.End();
        return (height, commands.ToString());
    }

    // Few units are much faster than others: the colours end where 99 % of the rates do, if that is far below the highest.
    private (double High, bool IsCut) Brightest()
    {
        double[] rates = [.. Curves.SelectMany(curve => curve.Rate.ToArray()).Where(double.IsFinite).Order()];
        if (rates.Length == 0) return (0, false);
        double most = rates[(int)(0.99 * (rates.Length - 1))];
        return most > 0 && most < 0.7 * rates[^1] ? (most, true) : (rates[^1], false);
    }

    private static double Highest(PsthCurve curve) => curve.Rate.ToArray().Where(double.IsFinite).DefaultIfEmpty(0).Max();

    // Ordered by condition and target, all combinations: the map needs a full grid.
    private void Write(TextWriter writer, List<string> targets, List<string> conditions, int bins)
    {
        Dictionary<(string Condition, string Target), PsthCurve> curves = [];
        foreach (PsthCurve c in Curves) curves[(c.Condition, c.Target)] = c;
        for (int k = 0; k < conditions.Count; k++)
        {
            for (int t = 0; t < targets.Count; t++)
            {
                PsthCurve? curve = curves.GetValueOrDefault((conditions[k], targets[t]));
                for (int i = 0; i < bins; i++)
                {
                    double centre = FirstTime + (i + 0.5) * BinWidth;
                    double rate = curve is null ? double.NaN : curve.Rate.Span[i];
                    double error = curve is { StandardError.Length: > 0 } ? curve.StandardError.Span[i] : double.NaN;
                    writer.Write(string.Create(CultureInfo.InvariantCulture,
                        $"{GnuplotText.Field(targets[t])},{GnuplotText.Field(conditions[k])},{curve?.Trials ?? 0},{centre:G12},{GnuplotText.Number(rate)},{GnuplotText.Number(error)},{t},{k}\n"));
                }
            }
        }
    }
}
