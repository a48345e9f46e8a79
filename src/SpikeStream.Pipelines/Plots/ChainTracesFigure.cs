using System.Globalization;
using SpikeStream.Numerics.Diagnostics;

namespace SpikeStream.Pipelines.Plots;

/// <summary>
/// Chains of a sampler: per parameter the draws over their number, and beside them how often each chain holds which ranks among all draws.
/// Chains that sample the same distribution overlap on the left and are flat on the right.
/// </summary>
/// <remarks>Rank plots: Vehtari et al. (2021), Bayesian Analysis 16(2), section 6.</remarks>
public sealed record ChainTracesFigure : IFigure
{
    private const int Width = 1200, PanelHeight = 110, Top = 128, GapDown = 58, Left = 84, Bottom = 62;
    private const int TraceWidth = 700, RankLeft = 880, RankWidth = 296;
    private const int MaximumRows = 1000, RankBins = 20;

    /// <summary>What was sampled.</summary>
    public string Title { get; init; } = "Chains";

    /// <summary>The parameters, a row each; priors are not drawn.</summary>
    public required IReadOnlyList<TracedParameter> Parameters { get; init; }

    /// <summary>Values [draw, parameter] of each chain; all of the same length.</summary>
    public required IReadOnlyList<ReadOnlyMemory<double>> Chains { get; init; }

    private int Draws => Chains[0].Length / Parameters.Count;

    /// <inheritdoc/>
    public FigureSource Compose(string name)
    {
        Check();
        int count = Parameters.Count, height = Top + count * PanelHeight + (count - 1) * GapDown + Bottom;
        CommandText commands = new(Width, height);
        Begin(commands);
        string table = name + ".csv", ranks = name + ".reference.csv";
        for (int p = 0; p < count; p++)
        {
            int y = Top + p * (PanelHeight + GapDown);
            Place(commands, Left, TraceWidth, y);
            Trace(commands, p, table, y);
            Place(commands, RankLeft, RankWidth, y);
            Ranks(commands, p, ranks);
        }

        commands.Line("unset multiplot");
        return new FigureSource(Title, Width, height,
        [
            new FigureTable(table, ["chain", "draw", .. Parameters.Select(p => GnuplotText.Field(p.Name))], WriteDraws),
            new FigureTable(ranks, ["index", "parameter", "ranks_from", "ranks_to", .. Enumerable.Range(1, Chains.Count).Select(c => $"chain_{c.ToString(CultureInfo.InvariantCulture)}")], WriteRanks),
        ], commands.ToString());
    }

    private void Begin(CommandText commands)
    {
        IEnumerable<string> samples = Enumerable.Range(0, Math.Min(Chains.Count, 8)).Select(c => $", \\\n    NaN with lines linewidth 2 linecolor '{Palette.Of(c)}' title 'chain {c + 1}'");
        commands.Line("set multiplot").Line()
            .Heading(Title, string.Create(CultureInfo.InvariantCulture, $"{Chains.Count} chains of {Draws} draws; right: ranks of each chain's draws among all, with the central 95 % of chains that agree")).LegendAbove()
            .Line("set border 0").Line("unset tics")
            .Line("set lmargin at screen 0.02").Line("set rmargin at screen 0.99").Line("set tmargin at screen 0.99").Line("set bmargin at screen 0.01")
            .Line("set xrange [0:1]").Line("set yrange [0:1]")
            .Line("plot NaN notitle" + string.Concat(samples))
            .Line("unset key").Line("unset label 101").Line("unset label 102")
            .Line("set border 3 linecolor '#4d4d4d' linewidth 0.8")
            .Line("set tics nomirror out scale 0.5 textcolor '#333333' font typeface.',10'").Line("set xtics nomirror").Line("set ytics nomirror").Grid();
    }

    private static void Place(CommandText commands, int x, int width, int y) => commands.Line()
        .Line($"set lmargin at screen {commands.Across(x)}").Line($"set rmargin at screen {commands.Across(x + width)}")
        .Line($"set tmargin at screen {commands.Down(y)}").Line($"set bmargin at screen {commands.Down(y + PanelHeight)}");

    private void Trace(CommandText commands, int p, string table, int y)
    {
        TracedParameter parameter = Parameters[p];
        List<double[]> chains = Values(p);
        AxisRange range = AxisRange.Empty;
        foreach (double[] chain in chains) range = range.With(chain);
        range = range.Padded(0.08);
        string judgement = string.Create(
            CultureInfo.InvariantCulture,
            $"R-hat {ChainDiagnostics.RankNormalisedSplitRHat(chains):F3}, effective size {ChainDiagnostics.BulkEffectiveSampleSize(chains):F0} (bulk), {ChainDiagnostics.TailEffectiveSampleSize(chains):F0} (tail)");
        string heading = parameter.Unit.Length == 0 ? parameter.Name : $"{parameter.Name} ({parameter.Unit})";
        commands.Comment(heading)
            .Line($"set label 104 {GnuplotText.Quote(heading)} at screen {commands.Across(Left)}, screen {commands.Down(y - 14)} left font typeface.' Bold,11' textcolor '#222222'")
            .Line($"set label 105 {GnuplotText.Quote(judgement)} at screen {commands.Across(Left + TraceWidth)}, screen {commands.Down(y - 14)} right font typeface.',10' textcolor '{Palette.Quiet}'")
            .Line("unset object 1").Line($"set xrange [1:{Math.Max(2, Draws)}]").Line("set xtics autofreq").Line($"set yrange {range}").Line($"set ytics {GnuplotText.Number(range.TickStep(4))}")
            .Line("set format y '%g'").Line(p == Parameters.Count - 1 ? "set xlabel 'draw' offset 0,0.4" : "unset xlabel");
        if (parameter.Truth is { } truth && truth > range.Low && truth < range.High)
            commands.Line($"set arrow 1 from graph 0, first {GnuplotText.Number(truth)} to graph 1, first {GnuplotText.Number(truth)} nohead front dashtype (7,5) linewidth 1.4 linecolor '{Palette.Truth}'");
        IEnumerable<string> curves = Enumerable.Range(0, Chains.Count).Select(c =>
            $"{GnuplotText.Quote(table)} using ($1 == {c + 1} ? $2 : NaN):{p + 3} with lines linewidth 0.7 linecolor '{Palette.Of(c)}' notitle");
        commands.Line("plot " + (Draws == 0 ? "NaN notitle" : string.Join(", \\\n    ", curves))).Line("unset arrow 1").Line("unset label 104").Line("unset label 105");
    }

    private void Ranks(CommandText commands, int p, string table)
    {
        // Of one chain's draws the share in one of the bins is hypergeometric; the normal 95 % of it.
        double expected = (double)Draws / RankBins, share = 1.0 / RankBins;
        double deviation = Math.Sqrt(Draws * share * (1 - share) * (1 - 1.0 / Math.Max(1, Chains.Count)));
        double top = Math.Max(1, Math.Max(2 * expected, expected + 4 * deviation));
        foreach (int[] histogram in RankHistograms(p)) top = Math.Max(top, histogram.Max() * 1.05);
        commands.Line($"set object 1 rectangle from graph 0, first {GnuplotText.Number(Math.Max(0, expected - 1.96 * deviation))} to graph 1, first {GnuplotText.Number(expected + 1.96 * deviation)} behind fillcolor '{Palette.Prior}' fillstyle solid noborder")
            .Line($"set xrange [0:{Math.Max(1, Draws * Chains.Count)}]").Line($"set xtics {GnuplotText.Number(new AxisRange(0, Math.Max(1, Draws * Chains.Count)).TickStep(3))}")
            .Line($"set yrange [0:{GnuplotText.Number(top)}]").Line($"set ytics {GnuplotText.Number(new AxisRange(0, top).TickStep(3))}")
            .Line(p == Parameters.Count - 1 ? "set xlabel 'rank' offset 0,0.4" : "unset xlabel");
        IEnumerable<string> curves = Enumerable.Range(0, Chains.Count).Select(c =>
            $"{GnuplotText.Quote(table)} using ($1 == {p} ? ($3 + $4)/2 : NaN):{c + 5} with histeps linewidth 1.4 linecolor '{Palette.Of(c)}' notitle");
        commands.Line("plot " + (Draws == 0 ? "NaN notitle" : string.Join(", \\\n    ", curves)));
    }

    private List<double[]> Values(int parameter) => [.. Chains.Select(chain =>
    {
        double[] values = new double[Draws];
        for (int i = 0; i < values.Length; i++) values[i] = chain.Span[i * Parameters.Count + parameter];
        return values;
    })];

    private int[][] RankHistograms(int parameter)
    {
        int all = Draws * Chains.Count;
        (double Value, int Chain)[] order = [.. Values(parameter).SelectMany((chain, c) => chain.Select(value => (value, c))).OrderBy(pair => pair.value)];
        int[][] histograms = [.. Chains.Select(_ => new int[RankBins])];
        for (int rank = 0; rank < all; rank++) histograms[order[rank].Chain][(int)((long)rank * RankBins / all)]++;
        return histograms;
    }

    private void Check()
    {
        if (Parameters.Count == 0) throw new ArgumentException("chains: found no parameters, expected at least one.");
        if (Chains.Count == 0) throw new ArgumentException("chains: found no chains, expected at least one.");
        for (int c = 0; c < Chains.Count; c++)
            FigureArgument.SameLength("chains", $"chain {c + 1}", Chains[c].Length, $"its {Draws} draws and {Parameters.Count} parameters", Draws * Parameters.Count);
    }

    // A panel is 700 pixels wide: of more draws every n-th is enough.
    private void WriteDraws(TextWriter writer)
    {
        int width = Parameters.Count, stride = Math.Max(1, (Draws + MaximumRows - 1) / MaximumRows);
        for (int c = 0; c < Chains.Count; c++)
        {
            ReadOnlySpan<double> values = Chains[c].Span;
            for (int draw = 0; draw < Draws; draw += stride)
            {
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{c + 1},{draw + 1}"));
                for (int i = 0; i < width; i++)
                {
                    writer.Write(',');
                    writer.Write(GnuplotText.Number(values[draw * width + i]));
                }

                writer.Write('\n');
            }
        }
    }

    private void WriteRanks(TextWriter writer)
    {
        long all = (long)Draws * Chains.Count;
        for (int p = 0; p < Parameters.Count; p++)
        {
            int[][] histograms = RankHistograms(p);
            for (int bin = 0; bin < RankBins; bin++)
            {
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{p},{GnuplotText.Field(Parameters[p].Name)},{all * bin / RankBins},{all * (bin + 1) / RankBins},"));
                writer.Write(string.Join(',', histograms.Select(histogram => histogram[bin].ToString(CultureInfo.InvariantCulture))));
                writer.Write('\n');
            }
        }
    }
}
