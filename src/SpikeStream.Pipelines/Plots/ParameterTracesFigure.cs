using System.Globalization;

namespace SpikeStream.Pipelines.Plots;

/// <summary>Parameters over the steps of a fit: a small panel per parameter, the truth dashed, the prior as a band.</summary>
public sealed record ParameterTracesFigure : IFigure
{
    private const int Width = 1200;
    private const int PanelHeight = 145;
    private const int Top = 128;
    private const int GapDown = 66;
    private const int MaximumRows = 2000;
    private const string BestStyle = "linewidth 2 linecolor '#0072b2'";
    private const string OtherStyle = "linewidth 1 linecolor '#9fb2c1'";
    private const string TruthStyle = "dashtype (7,5) linewidth 1.6 linecolor '#000000'";

    /// <summary>What was fitted.</summary>
    public string Title { get; init; } = "Parameters over steps";

    /// <summary>The parameters, a panel each.</summary>
    public required IReadOnlyList<TracedParameter> Parameters { get; init; }

    /// <summary>One trace per start, at least one.</summary>
    public required IReadOnlyList<ParameterTrace> Starts { get; init; }

    /// <summary>The start that was kept; it is drawn over the others.</summary>
    public int Best { get; init; }

    /// <inheritdoc/>
    public FigureSource Compose(string name)
    {
        Check();
        int count = Parameters.Count;
        int columns = count switch { 1 => 1, 2 or 4 => 2, <= 9 => 3, _ => 4 };
        int height = PanelGrid.PictureHeight(count, columns, PanelHeight, Top, GapDown);
        AxisRange steps = AxisRange.Empty;
        foreach (ParameterTrace start in Starts)
            foreach (long step in start.Steps.Span) steps = steps.With(step);

        string table = name + ".csv";
        CommandText commands = new(Width, height);
        PanelGrid grid = new(commands, Width, count, columns, PanelHeight, left: 76, Top, gapAcross: 66, GapDown);
        grid.Begin(Title, Starts.Count == 1 ? "estimate after each step" : $"estimate after each step, {Starts.Count} starts", Legend());
        AxisRange shown = steps.IsEmpty ? new AxisRange(0, 1) : new AxisRange(Math.Min(0, steps.Low), Math.Max(steps.High, 1));
        commands.Line("set format x '%.0f'").Line("set format y '%g'").Line($"set xrange {shown}").Line($"set xtics {GnuplotText.Number(Math.Max(1, shown.TickStep(columns > 2 ? 3 : 6)))}");
        for (int p = 0; p < count; p++)
        {
            TracedParameter parameter = Parameters[p];
            grid.Panel(p, parameter.Unit.Length == 0 ? parameter.Name : $"{parameter.Name} ({parameter.Unit})");
            commands.Line(grid.IsBottom(p) ? "set xlabel 'step' offset 0,0.4" : "unset xlabel");
            Panel(commands, p, table, steps.IsEmpty);
        }

        grid.End();
        return new FigureSource(Title, Width, height,
        [
            new FigureTable(table, ["start", "step", .. Parameters.Select(p => GnuplotText.Field(p.Name))], WriteTraces),
            new FigureTable(name + ".reference.csv", ["parameter", "unit", "truth", "prior_low", "prior_high"], WriteReferences),
        ], commands.ToString());
    }

    private List<string> Legend()
    {
        List<string> samples = [];
        if (Parameters.Any(p => p.PriorLow is not null)) samples.Add($"with boxes fillstyle solid noborder fillcolor '{Palette.Prior}' title 'prior, central 95 %'");
        if (Starts.Count > 1) samples.Add($"with lines {OtherStyle} title 'other starts'");
        samples.Add($"with lines {BestStyle} title {(Starts.Count == 1 ? "'estimate'" : $"'best start ({Best + 1})'")}");
        if (Parameters.Any(p => p.Truth is not null)) samples.Add($"with lines {TruthStyle} title 'truth'");
        return samples;
    }

    private void Panel(CommandText commands, int p, string table, bool isEmpty)
    {
        TracedParameter parameter = Parameters[p];
        AxisRange traces = AxisRange.Empty;
        foreach (ParameterTrace start in Starts)
            for (int i = p; i < start.Values.Length; i += Parameters.Count) traces = traces.With(start.Values.Span[i]);
        AxisRange range = (parameter.Truth is { } truth ? traces.With(truth) : traces).Padded(0.1);

        // The band's ends are shown where they are near; a prior that is far wider only fills the panel.
        if (parameter is { PriorLow: { } low, PriorHigh: { } high } && high - low < 2.5 * range.Span)
            range = range.With(low - 0.05 * (high - low)).With(high + 0.05 * (high - low));

        commands.Line($"set yrange {range}").Line($"set ytics {GnuplotText.Number(range.TickStep(5))}").Line("unset object 1");
        if (parameter is { PriorLow: { } from, PriorHigh: { } to })
        {
            double bottom = Math.Max(from, range.Low);
            double top = Math.Min(to, range.High);
            if (top > bottom)
                commands.Line($"set object 1 rectangle from graph 0, first {GnuplotText.Number(bottom)} to graph 1, first {GnuplotText.Number(top)} behind fillcolor '{Palette.Prior}' fillstyle solid noborder");
        }

        List<string> curves = [];
        foreach (int s in Enumerable.Range(0, Starts.Count).Where(s => s != Best).Append(Best))
            curves.Add($"{GnuplotText.Quote(table)} using ($1 == {s} ? $2 : NaN):{p + 3} with lines {(s == Best ? BestStyle : OtherStyle)} notitle");
        if (isEmpty) curves = ["NaN notitle"];
        if (parameter.Truth is { } value) curves.Add($"{GnuplotText.Number(value)} with lines {TruthStyle} notitle");
        if (traces.IsEmpty) commands.NothingToDraw("no steps yet");
        commands.Line("plot " + string.Join(", \\\n    ", curves)).Line("unset label 103");
    }

    private void Check()
    {
        if (Parameters.Count == 0) throw new ArgumentException("parameter traces: found no parameters, expected at least one.");
        if (Starts.Count == 0) throw new ArgumentException("parameter traces: found no starts, expected at least one.");
        if (Best < 0 || Best >= Starts.Count)
            throw new ArgumentException($"parameter traces: found best start {Best}, expected 0 to {Starts.Count - 1}.");
        for (int s = 0; s < Starts.Count; s++)
            FigureArgument.SameLength("parameter traces", $"start {s}", Starts[s].Values.Length,
                $"its {Starts[s].Steps.Length} steps and {Parameters.Count} parameters", Starts[s].Steps.Length * Parameters.Count);
    }

    // A panel is some 300 pixels wide: beyond a few thousand steps every n-th is enough, the last one always.
    private void WriteTraces(TextWriter writer)
    {
        int width = Parameters.Count;
        for (int s = 0; s < Starts.Count; s++)
        {
            ReadOnlySpan<long> steps = Starts[s].Steps.Span;
            ReadOnlySpan<double> values = Starts[s].Values.Span;
            int stride = Math.Max(1, (steps.Length + MaximumRows - 1) / MaximumRows);
            for (int i = 0; i < steps.Length; i++)
            {
                if (i % stride != 0 && i != steps.Length - 1) continue;
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{s},{steps[i]}"));
                for (int p = 0; p < width; p++)
                {
                    writer.Write(',');
                    writer.Write(GnuplotText.Number(values[i * width + p]));
                }

                writer.Write('\n');
            }
        }
    }

    private void WriteReferences(TextWriter writer)
    {
        foreach (TracedParameter p in Parameters)
        {
            writer.Write($"{GnuplotText.Field(p.Name)},{GnuplotText.Field(p.Unit)},{GnuplotText.Number(p.Truth ?? double.NaN)},");
            writer.Write($"{GnuplotText.Number(p.PriorLow ?? double.NaN)},{GnuplotText.Number(p.PriorHigh ?? double.NaN)}\n");
        }
    }
}
