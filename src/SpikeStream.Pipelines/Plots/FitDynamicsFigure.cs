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
            new FigureTable(table, ["start", "step", "cost", .. Parameters.Select(p => GnuplotText.Field(p.Name))], WriteTraces),
            new FigureTable(name + ".reference.csv", ["start", "final_log_likelihood"], WriteEnds),
        ], commands.ToString());
    }

    private static string Heading(TracedParameter parameter) => parameter.Unit.Length == 0 ? parameter.Name : $"{parameter.Name} ({parameter.Unit})";

    /// <summary>Failed starts first, then from the worst to the best.</summary>
    private int[] DrawingOrder() => [.. Enumerable.Range(0, Starts.Count)
        .OrderBy(s => double.IsFinite(Starts[s].FinalLogLikelihood) ? Starts[s].FinalLogLikelihood : double.NegativeInfinity)];

    private string Style(int[] order, int place)
    {
        if (!double.IsFinite(Starts[order[place]].FinalLogLikelihood)) return $"linewidth 0.8 linecolor '{FailedColour}'";
        if (place == order.Length - 1) return $"linewidth 2 linecolor '{BestColour}'";
        int failed = order.Count(s => !double.IsFinite(Starts[s].FinalLogLikelihood)), ranked = order.Length - failed;
        int shade = ranked < 2 ? Shades.Length - 1 : (place - failed) * (Shades.Length - 1) / (ranked - 1);
        return $"linewidth 1 linecolor '{Shades[Math.Clamp(shade, 0, Shades.Length - 1)]}'";
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

        // The prior is wide: a start that begins or stays far out must not flatten the others.
        AxisRange range = Central(values);
        if (!isCost && Parameters[p].Truth is { } truth) range = range.With(truth);
        range = range.Padded(0.1);
        commands.Line($"set yrange {range}").Line($"set ytics {GnuplotText.Number(range.TickStep(4))}");
        List<string> curves = [.. Enumerable.Range(0, order.Length).Select(place =>
            $"{GnuplotText.Quote(table)} using ($1 == {order[place] + 1} ? $2 : NaN):{(isCost ? 3 : p + 4)} with lines {Style(order, place)} notitle")];
        if (!isCost && Parameters[p].Truth is { } value) curves.Add($"{GnuplotText.Number(value)} with lines {TruthStyle} notitle");
        if (values.Count == 0) commands.NothingToDraw("no steps yet");
        commands.Line("plot " + string.Join(", \\\n    ", curves)).Line("unset label 103");
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

    private void WriteTraces(TextWriter writer)
    {
        int width = Parameters.Count;
        for (int s = 0; s < Starts.Count; s++)
        {
            double[] costs = Costs(s);
            for (int i = 0; i < costs.Length; i++)
            {
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{s + 1},{Starts[s].Steps.Span[i]},{GnuplotText.Number(costs[i])}"));
                for (int p = 0; p < width; p++) writer.Write("," + GnuplotText.Number(Starts[s].Values.Span[i * width + p]));
                writer.Write('\n');
            }
        }
    }

    private void WriteEnds(TextWriter writer)
    {
        for (int s = 0; s < Starts.Count; s++)
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{s + 1},{GnuplotText.Number(Starts[s].FinalLogLikelihood)}\n"));
    }
}
