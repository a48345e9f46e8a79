using System.Globalization;

namespace SpikeStream.Pipelines.Plots;

/// <summary>
/// How the estimates of all starts move while they are fitted: a panel per parameter and one for the cost; the better a start ended, the darker its line.
/// </summary>
/// <remarks>Rene, Longtin and Macke (2020), Figure 12.</remarks>
public sealed record FitDynamicsFigure : IFigure
{
    private const int Width = 1200;
    private const int PanelHeight = 145;
    private const int Top = 128;
    private const int GapDown = 66;
    private const string BestColour = "#d55e00";
    private const string FailedColour = "#d9d9d9";

    // A panel is narrower than this many pixels; more rows of a start would only cost time.
    private const int MostRows = 500;
    private const string TruthStyle = "dashtype (7,5) linewidth 1.6 linecolor '#000000'";

    // From the worst to the best.
    private static readonly string[] Shades = ["#c6dbef", "#9ecae1", "#6baed6", "#4292c6", "#2171b5", "#08519c", "#08306b"];

    /// <summary>What was fitted.</summary>
    public string Title { get; init; } = "Dynamics of the fit";

    /// <summary>The parameters, a panel each.</summary>
    public required IReadOnlyList<TracedParameter> Parameters { get; init; }

    /// <summary>One trace per start, at least one.</summary>
    public required IReadOnlyList<FitTrace> Starts { get; init; }

    /// <inheritdoc/>
    public FigureSource Compose(string name)
    {
        Check();
        int count = Parameters.Count + 1, columns = count <= 4 ? 2 : count <= 9 ? 3 : 4;
        int height = PanelGrid.PictureHeight(count, columns, PanelHeight, Top, GapDown);
        string table = name + ".csv";
        CommandText commands = new(Width, height);
        PanelGrid grid = new(commands, Width, count, columns, PanelHeight, left: 76, Top, gapAcross: 66, GapDown);
        int[] order = DrawingOrder();
        grid.Begin(Title, Starts.Count == 1 ? "estimate over the steps" : $"{Starts.Count} starts; the darker, the higher the log likelihood at the end", Legend(order));
        AxisRange steps = AxisRange.Empty.With(0).With(1);
        foreach (FitTrace start in Starts)
            foreach (long step in start.Steps.Span) steps = steps.With(step);
        commands.Line("set format x '%.0f'").Line("set format y '%g'").Line($"set xrange {steps}").Line($"set xtics {GnuplotText.Number(Math.Max(1, steps.TickStep(columns > 2 ? 3 : 6)))}");
        for (int p = 0; p < count; p++)
        {
            bool isCost = p == Parameters.Count;
            grid.Panel(p, isCost ? "cost of the minibatch (nat), running median" : Heading(Parameters[p]));
            commands.Line(grid.IsBottom(p) ? "set xlabel 'step' offset 0,0.4" : "unset xlabel");
            Panel(commands, p, table, order);
        }

        grid.End();
        return new FigureSource(Title, Width, height,
        [
            new FigureTable(table, ["start", "step", "cost", .. Parameters.Select(p => GnuplotText.Field(p.Name)), "colour_rgb"], writer => WriteTraces(writer, order)),
            new FigureTable(name + ".reference.csv", ["start", "final_log_likelihood"], WriteEnds),
        ], commands.ToString());
    }

    private static string Heading(TracedParameter parameter) => parameter.Unit.Length == 0 ? parameter.Name : $"{parameter.Name} ({parameter.Unit})";

    /// <summary>Failed starts first, then from the worst to the best.</summary>
    private int[] DrawingOrder() => [.. Enumerable.Range(0, Starts.Count)
        .OrderBy(s => double.IsFinite(Starts[s].FinalLogLikelihood) ? Starts[s].FinalLogLikelihood : double.NegativeInfinity)];

    private string Style(int[] order, int place) => $"linewidth {(Colour(order, place) == BestColour ? 2 : 1)} linecolor '{Colour(order, place)}'";

    private string Colour(int[] order, int place)
    {
        if (!double.IsFinite(Starts[order[place]].FinalLogLikelihood)) return FailedColour;
        if (place == order.Length - 1) return BestColour;
        int failed = order.Count(s => !double.IsFinite(Starts[s].FinalLogLikelihood)), ranked = order.Length - failed;
        int shade = ranked < 2 ? Shades.Length - 1 : (place - failed) * (Shades.Length - 1) / (ranked - 1);
        return Shades[Math.Clamp(shade, 0, Shades.Length - 1)];
    }

    private List<string> Legend(int[] order)
    {
        List<string> samples = [];
        if (Starts.Count > 1)
        {
            samples.Add($"with lines linewidth 2 linecolor '{Shades[0]}' title 'worst start'");
            samples.Add($"with lines linewidth 2 linecolor '{Shades[^1]}' title 'good start'");
        }

        samples.Add($"with lines linewidth 2 linecolor '{BestColour}' title 'best start ({order[^1] + 1})'");
        if (Starts.Any(start => !double.IsFinite(start.FinalLogLikelihood))) samples.Add($"with lines linewidth 2 linecolor '{FailedColour}' title 'failed or stopped'");
        if (Parameters.Any(p => p.Truth is not null)) samples.Add($"with lines {TruthStyle} title 'truth'");
        return samples;
    }

    private void Panel(CommandText commands, int p, string table, int[] order)
    {
        bool isCost = p == Parameters.Count;
        List<double> values = [];
        for (int s = 0; s < Starts.Count; s++)
        {
            int settled = Starts[s].Steps.Length / 2;
            if (isCost) values.AddRange(Costs(s).Skip(settled).Where(double.IsFinite));
            else
                for (int i = settled * Parameters.Count + p; i < Starts[s].Values.Length; i += Parameters.Count) values.Add(Starts[s].Values.Span[i]);
        }

        if (!isCost && IsLogarithmic(p)) LogarithmicAxis(commands, p);
        else
        {
            // The prior is wide: a start that begins or stays far out must not flatten the others.
            AxisRange range = Central(values);
            if (!isCost && Parameters[p].Truth is { } truth) range = range.With(truth);
            range = range.Padded(0.1);
            commands.Line("unset logscale y").Line($"set yrange {range}").Line($"set ytics {GnuplotText.Number(range.TickStep(4))}");
        }

        // All starts in one go, a block of rows each, so that the file is read twice for a panel and not once for every start; the best on top.
        int column = isCost ? 3 : p + 4;
        List<string> curves =
        [
            $"{GnuplotText.Quote(table)} using 2:{column}:{Parameters.Count + 4} with lines linewidth 1 linecolor rgb variable notitle",
            $"{GnuplotText.Quote(table)} using ($1 == {order[^1] + 1} ? $2 : NaN):{column} with lines {Style(order, order.Length - 1)} notitle",
        ];
        if (!isCost && Parameters[p].Truth is { } value) curves.Add($"{GnuplotText.Number(value)} with lines {TruthStyle} notitle");
        if (values.Count == 0) commands.NothingToDraw("no steps yet");
        commands.Line("plot " + string.Join(", \\\n    ", curves)).Line("unset label 103");
    }

    /// <summary>Whether a parameter that is positive throughout (a time constant, a rate) spans more than one decade: then its ways show on a logarithmic axis only.</summary>
    private bool IsLogarithmic(int p)
    {
        AxisRange all = Parameters[p].Truth is { } truth ? AxisRange.Empty.With(truth) : AxisRange.Empty;
        foreach (FitTrace start in Starts)
            for (int i = p; i < start.Values.Length; i += Parameters.Count) all = all.With(start.Values.Span[i]);
        return !all.IsEmpty && all.Low > 0 && all.High > 10 * all.Low;
    }

    /// <summary>A logarithmic axis over all values of a parameter but the two percent farthest out, and its truth.</summary>
    private void LogarithmicAxis(CommandText commands, int p)
    {
        List<double> values = [];
        foreach (FitTrace start in Starts)
            for (int i = p; i < start.Values.Length; i += Parameters.Count) values.Add(start.Values.Span[i]);
        values.RemoveAll(value => !double.IsFinite(value));
        values.Sort();
        AxisRange range = AxisRange.Empty.With(values[(int)(0.01 * (values.Count - 1))]).With(values[(int)(0.99 * (values.Count - 1))]);
        if (Parameters[p].Truth is { } truth) range = range.With(truth);

        (double low, double high) = (range.Low / 1.4, range.High * 1.4);
        commands.Line("set logscale y").Line($"set yrange [{GnuplotText.Number(low)}:{GnuplotText.Number(high)}]");
        double decades = Math.Log10(high / low);
        if (decades <= 2.5)
        {
            // Few powers of ten or none: 1, 2 and 5 times such a power.
            IEnumerable<double> marks = from power in Enumerable.Range((int)Math.Floor(Math.Log10(low)), 5)
                                        from digit in (int[])[1, 2, 5]
                                        let mark = digit * Math.Pow(10, power)
                                        where mark >= low && mark <= high
                                        select mark;
            commands.Line($"set ytics ({string.Join(", ", marks.Select(GnuplotText.Number))})");
        }
        else commands.Line($"set ytics {GnuplotText.Number(Math.Pow(10, Math.Max(1, Math.Ceiling(decades / 4))))}");
    }

    private static AxisRange Central(List<double> values)
    {
        if (values.Count == 0) return AxisRange.Empty;
        values.Sort();
        return AxisRange.Empty.With(values[(int)(0.1 * (values.Count - 1))]).With(values[(int)(0.9 * (values.Count - 1))]);
    }

    private double[] Costs(int start)
    {
        ReadOnlySpan<double> costs = Starts[start].Objectives.Span;
        return RunningMedian.Of(costs, RunningMedian.WindowFor(costs.Length));
    }

    private void Check()
    {
        if (Starts.Count == 0) throw new ArgumentException("fit dynamics: found no starts, expected at least one.");
        for (int s = 0; s < Starts.Count; s++)
        {
            FigureArgument.SameLength("fit dynamics", $"start {s + 1}", Starts[s].Values.Length,
                $"its {Starts[s].Steps.Length} steps and {Parameters.Count} parameters", Starts[s].Steps.Length * Parameters.Count);
            FigureArgument.SameLength("fit dynamics", $"costs of start {s + 1}", Starts[s].Objectives.Length, "its steps", Starts[s].Steps.Length);
        }
    }

    /// <summary>The starts in the order in which they are drawn, with an empty line between two, where gnuplot lifts its pen.</summary>
    private void WriteTraces(TextWriter writer, int[] order)
    {
        int width = Parameters.Count;
        for (int place = 0; place < order.Length; place++)
        {
            int s = order[place];
            double[] costs = Costs(s);
            int colour = int.Parse(Colour(order, place).AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            int stride = (costs.Length + MostRows - 1) / MostRows;
            if (place > 0) writer.Write('\n');
            for (int i = 0; i < costs.Length; i = i + stride < costs.Length || i == costs.Length - 1 ? i + stride : costs.Length - 1)
            {
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{s + 1},{Starts[s].Steps.Span[i]},{GnuplotText.Number(costs[i])}"));
                for (int p = 0; p < width; p++) writer.Write("," + GnuplotText.Number(Starts[s].Values.Span[i * width + p]));
                writer.Write(string.Create(CultureInfo.InvariantCulture, $",{colour}\n"));
            }
        }
    }

    private void WriteEnds(TextWriter writer)
    {
        for (int s = 0; s < Starts.Count; s++)
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{s + 1},{GnuplotText.Number(Starts[s].FinalLogLikelihood)}\n"));
    }
}
