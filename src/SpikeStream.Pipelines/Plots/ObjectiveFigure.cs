using System.Globalization;

namespace SpikeStream.Pipelines.Plots;

/// <summary>The log likelihood, or another objective, over the steps of a fit: every step faint, its running median bold.</summary>
public sealed record ObjectiveFigure : IFigure
{
    private const int Width = 1200;
    private const int Height = 560;

    /// <summary>What was fitted.</summary>
    public string Title { get; init; } = "Log likelihood over steps";

    /// <summary>What is on the vertical axis, with its unit.</summary>
    public string AxisLabel { get; init; } = "log likelihood per bin (nat)";

    /// <summary>One trace per start, at least one.</summary>
    public required IReadOnlyList<ObjectiveTrace> Starts { get; init; }

    /// <summary>The start that was kept; it is drawn over the others.</summary>
    public int Best { get; init; }

    /// <summary>Values to compare with, on the same scale.</summary>
    public IReadOnlyList<ReferenceLine> References { get; init; } = [];

    /// <inheritdoc/>
    public FigureSource Compose(string name)
    {
        if (Starts.Count == 0) throw new ArgumentException("objective: found no starts, expected at least one.");
        if (Best < 0 || Best >= Starts.Count)
            throw new ArgumentException($"objective: found best start {Best}, expected 0 to {Starts.Count - 1}.");
        for (int s = 0; s < Starts.Count; s++)
            FigureArgument.SameLength("objective", $"start {s}", Starts[s].Values.Length, "its steps", Starts[s].Steps.Length);

        int longest = Starts.Max(s => s.Values.Length);
        int window = RunningMedian.WindowFor(longest);
        List<double[]> medians = [.. Starts.Select(s => RunningMedian.Of(s.Values.Span, window))];
        AxisRange steps = AxisRange.Empty;
        foreach (ObjectiveTrace s in Starts)
            foreach (long step in s.Steps.Span) steps = steps.With(step);

        string table = name + ".csv";
        string count = Starts.Count == 1 ? string.Empty : $"{Starts.Count} starts; ";
        CommandText commands = new(Width, Height);
        commands.Heading(Title, $"{count}faint: every step; bold: running median of {window} steps")
            .LegendAbove().Margins(left: 110, right: References.Count == 0 ? 24 : 230, top: 104, bottom: 64).Grid()
            .Line("set xlabel 'step' offset 0,0.3")
            .Line($"set ylabel {GnuplotText.Quote(AxisLabel)} offset 0,0")
            .Line("set format x '%.0f'")
            .Line($"set xrange {(steps.IsEmpty ? new AxisRange(0, 1) : new AxisRange(Math.Min(0, steps.Low), Math.Max(1, steps.High)))}")
            .Line($"set yrange {Range(medians)}");
        if (longest == 0) commands.NothingToDraw("no steps yet");
        MarkReferences(commands, medians);

        List<string> curves = [];
        foreach (int s in DrawingOrder())
        {
            string colour = s == Best ? Palette.Of(0) : "#a8b4bf";
            curves.Insert(curves.Count / 2, $"{GnuplotText.Quote(table)} using ($1 == {s} ? $2 : NaN):3 with lines linewidth 0.7 linecolor '{(s == Best ? "#a9cfe8" : "#e3e7ea")}' notitle");
            string title = Starts.Count == 1 ? "notitle" : s == Best ? $"title 'best start ({s + 1})'" : s == (Best == 0 ? 1 : 0) ? "title 'other starts'" : "notitle";
            curves.Add($"{GnuplotText.Quote(table)} using ($1 == {s} ? $2 : NaN):4 with lines linewidth {(s == Best ? "2.4" : "1.3")} linecolor '{colour}' {title}");
        }

        if (longest == 0) curves = ["NaN notitle"];
        commands.Comment("Column 1 chooses the start; faint lines first, medians over them.")
            .Line("plot \\").Line("    " + string.Join(", \\\n    ", curves));
        return new FigureSource(Title, Width, Height,
            [new FigureTable(table, ["start", "step", "objective", "running_median"], writer => Write(writer, medians))], commands.ToString());
    }

    private IEnumerable<int> DrawingOrder() => Enumerable.Range(0, Starts.Count).Where(s => s != Best).Append(Best);

    // A single wild step must not flatten all the others: the raw values count only up to their outer percentiles.
    private AxisRange Range(List<double[]> medians)
    {
        AxisRange range = AxisRange.Empty;
        for (int s = 0; s < Starts.Count; s++)
        {
            range = range.With(medians[s]);
            double[] finite = [.. Starts[s].Values.ToArray().Where(double.IsFinite).Order()];
            if (finite.Length == 0) continue;
            range = range.With(finite[(int)(0.02 * (finite.Length - 1))]).With(finite[(int)(0.98 * (finite.Length - 1))]);
        }

        // Nor must a value to compare with that is far away, such as that of a bad start: it is only named at the edge.
        AxisRange traces = range;
        foreach (ReferenceLine line in References)
        {
            if (traces.IsEmpty || (line.Value > traces.Low - 1.5 * traces.Span && line.Value < traces.High + 1.5 * traces.Span)) range = range.With(line.Value);
        }

        return range.Padded();
    }

    private void MarkReferences(CommandText commands, List<double[]> medians)
    {
        if (References.Count == 0) return;
        AxisRange range = Range(medians);
        double room = range.Span * 0.055;
        double above = double.NegativeInfinity;
        int colour = 1;
        string[] dashes = ["(9,5)", "(3,4)", "(14,4,3,4)"];
        foreach (ReferenceLine line in References.Where(r => double.IsFinite(r.Value)).OrderBy(r => r.Value))
        {
            bool isShown = line.Value >= range.Low && line.Value <= range.High;
            string arrow = isShown ? string.Empty : line.Value < range.Low ? "  ↓" : "  ↑";
            double place = Math.Max(Math.Clamp(line.Value, range.Low + 0.02 * range.Span, range.High - 0.02 * range.Span), above + room);
            above = place;
            string ink = Palette.Of(colour++);
            string y = GnuplotText.Number(line.Value);
            if (isShown) commands.Line($"set arrow from graph 0, first {y} to graph 1, first {y} nohead front dashtype {dashes[colour % dashes.Length]} linewidth 1.4 linecolor '{ink}'");
            commands.Line($"set label {GnuplotText.Quote($"{line.Label}  {GnuplotText.Short(line.Value, 5)}{arrow}")} at graph 1.012, first {GnuplotText.Number(place)} left font typeface.',11' textcolor '{ink}'");
        }
    }

    private void Write(TextWriter writer, List<double[]> medians)
    {
        for (int s = 0; s < Starts.Count; s++)
        {
            ReadOnlySpan<long> steps = Starts[s].Steps.Span;
            ReadOnlySpan<double> values = Starts[s].Values.Span;
            for (int i = 0; i < steps.Length; i++)
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{s},{steps[i]},{GnuplotText.Number(values[i])},{GnuplotText.Number(medians[s][i])}\n"));
        }
    }
}
