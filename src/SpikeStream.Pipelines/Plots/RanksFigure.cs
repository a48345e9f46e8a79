using System.Globalization;
using SpikeStream.Numerics.Diagnostics;

namespace SpikeStream.Pipelines.Plots;

/// <summary>
/// Simulation-based calibration: per parameter the histogram of ranks, and the difference of their cumulative distribution from the uniform
/// one, each with what chance allows where the calibration is right.
/// </summary>
/// <remarks>Talts et al. (2018), arXiv:1804.06788. The band of the histogram holds 95 % of single bins, that of the difference 95 % of whole curves (Kolmogorov).</remarks>
public sealed record RanksFigure : IFigure
{
    private const int Width = 1200, PanelHeight = 150, Top = 118, GapDown = 64, Left = 76, Bottom = 66;
    private const int PanelWidth = 500, SecondLeft = 676;
    private const double Kolmogorov95 = 1.3581;

    /// <summary>What was calibrated.</summary>
    public string Title { get; init; } = "Simulation-based calibration";

    /// <summary>The parameters, a row each.</summary>
    public required IReadOnlyList<CalibrationRanks> Parameters { get; init; }

    /// <summary>Number of draws that each truth is ranked among, at least 1.</summary>
    public required int Draws { get; init; }

    /// <summary>Bins of the histograms, at least 2 and at most <see cref="Draws"/> + 1.</summary>
    public int Bins { get; init; } = 16;

    /// <inheritdoc/>
    public FigureSource Compose(string name)
    {
        if (Parameters.Count == 0) throw new ArgumentException("ranks: found no parameters, expected at least one.");
        if (Draws < 1 || Bins < 2 || Bins > Draws + 1) throw new ArgumentException($"ranks: found {Bins} bins for ranks among {Draws} draws, expected 2 to {Draws + 1}.");
        int count = Parameters.Count, height = Top + count * PanelHeight + (count - 1) * GapDown + Bottom;
        CommandText commands = new(Width, height);
        string histograms = name + ".csv", differences = name + ".reference.csv";
        commands.Line("set multiplot");
        commands.Line("unset key").Line("set border 3 linecolor '#4d4d4d' linewidth 0.8").Line("set tics nomirror out scale 0.5 textcolor '#333333' font typeface.',10'").Grid();
        for (int p = 0; p < count; p++)
        {
            int y = Top + p * (PanelHeight + GapDown);
            bool isLast = p == count - 1;
            Place(commands, Left, y);
            Histogram(commands, p, histograms, y, isLast);
            Place(commands, SecondLeft, y);
            Difference(commands, p, differences, isLast);
        }

        commands.Line("unset multiplot");
        return new FigureSource(Title, Width, height,
        [
            new FigureTable(histograms, ["index", "parameter", "ranks_from", "ranks_to", "simulations"], WriteHistograms),
            new FigureTable(differences, ["index", "parameter", "rank", "difference"], WriteDifferences),
        ], commands.ToString());
    }

    private static void Place(CommandText commands, int x, int y) => commands.Line().Line("unset label 101").Line("unset label 102")
        .Line($"set lmargin at screen {commands.Across(x)}").Line($"set rmargin at screen {commands.Across(x + PanelWidth)}")
        .Line($"set tmargin at screen {commands.Down(y)}").Line($"set bmargin at screen {commands.Down(y + PanelHeight)}");

    private void Histogram(CommandText commands, int p, string table, int y, bool isLast)
    {
        int simulations = Parameters[p].Ranks.Length;
        double share = 1.0 / Bins, expected = simulations * share, deviation = Math.Sqrt(simulations * share * (1 - share));
        string judgement = simulations == 0 ? "no simulations" : Judgement(new RankUniformity(Parameters[p].Ranks.Span, Draws + 1, Bins));
        double top = Math.Max(1, expected + 4 * deviation);
        if (simulations > 0) top = Math.Max(top, new RankUniformity(Parameters[p].Ranks.Span, Draws + 1, Bins).Histogram.Max() * 1.05);
        // The heading of the figure is drawn once, with the first panel; Place clears it.
        if (p == 0) commands.Heading(Title, string.Create(CultureInfo.InvariantCulture, $"ranks of the truth among {Draws} draws of the posterior, {simulations} simulations; shaded: what chance allows (95 %)"));
        commands.Comment(Parameters[p].Name)
            .Line($"set label 104 {GnuplotText.Quote(Parameters[p].Name)} at screen {commands.Across(Left)}, screen {commands.Down(y - 14)} left font typeface.' Bold,11' textcolor '#222222'")
            .Line($"set label 105 {GnuplotText.Quote(judgement)} at screen {commands.Across(Left + PanelWidth)}, screen {commands.Down(y - 14)} right font typeface.',10' textcolor '{Palette.Quiet}'")
            .Line($"set object 1 rectangle from graph 0, first {GnuplotText.Number(Math.Max(0, expected - 1.96 * deviation))} to graph 1, first {GnuplotText.Number(expected + 1.96 * deviation)} behind fillcolor '{Palette.Prior}' fillstyle solid noborder")
            .Line($"set xrange [0:{Draws + 1}]").Line("set xtics autofreq").Line($"set yrange [0:{GnuplotText.Number(top)}]").Line($"set ytics {GnuplotText.Number(new AxisRange(0, top).TickStep(4))}")
            .Line("set ylabel 'simulations'").Line(isLast ? "set xlabel 'rank' offset 0,0.4" : "unset xlabel").Line("set style fill solid 0.7 noborder")
            .Line(simulations == 0 ? "plot NaN notitle" : $"plot {GnuplotText.Quote(table)} using ($1 == {p} ? ($3 + $4)/2 : NaN):5:(0.92*($4 - $3)) with boxes linecolor '{Palette.Of(0)}' notitle")
            .Line("unset label 104").Line("unset label 105");
    }

    private void Difference(CommandText commands, int p, string table, bool isLast)
    {
        double band = Kolmogorov95 / Math.Sqrt(Math.Max(1, Parameters[p].Ranks.Length)), limit = band * 1.6;
        foreach (double difference in Differences(p)) limit = Math.Max(limit, 1.1 * Math.Abs(difference));
        commands.Line($"set object 1 rectangle from graph 0, first {GnuplotText.Number(-band)} to graph 1, first {GnuplotText.Number(band)} behind fillcolor '{Palette.Prior}' fillstyle solid noborder")
            .Line($"set yrange [{GnuplotText.Number(-limit)}:{GnuplotText.Number(limit)}]").Line($"set ytics {GnuplotText.Number(new AxisRange(-limit, limit).TickStep(6))}").Line("set format y '%g'")
            .Line("set ylabel 'cumulative - uniform'").Line(isLast ? "set xlabel 'rank' offset 0,0.4" : "unset xlabel")
            .Line(Parameters[p].Ranks.Length == 0 ? "plot NaN notitle" : $"plot {GnuplotText.Quote(table)} using ($1 == {p} ? $3 : NaN):4 with steps linewidth 1.8 linecolor '{Palette.Of(0)}' notitle");
    }

    private static string Judgement(RankUniformity uniformity) => string.Create(
        CultureInfo.InvariantCulture, $"uniform: p = {uniformity.ChiSquareProbability:F3} (chi-square), {uniformity.LargestDifferenceProbability:F3} (Kolmogorov)");

    private double[] Differences(int p)
    {
        ReadOnlySpan<int> ranks = Parameters[p].Ranks.Span;
        double[] differences = new double[Draws + 1];
        if (ranks.IsEmpty) return differences;
        int[] counts = new int[Draws + 1];
        foreach (int rank in ranks) counts[rank]++;
        int below = 0;
        for (int rank = 0; rank <= Draws; rank++)
        {
            below += counts[rank];
            differences[rank] = (double)below / ranks.Length - (rank + 1.0) / (Draws + 1);
        }

        return differences;
    }

    private void WriteHistograms(TextWriter writer)
    {
        for (int p = 0; p < Parameters.Count; p++)
        {
            if (Parameters[p].Ranks.IsEmpty) continue;
            IReadOnlyList<int> histogram = new RankUniformity(Parameters[p].Ranks.Span, Draws + 1, Bins).Histogram;
            for (int bin = 0; bin < Bins; bin++)
            {
                writer.Write(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{p},{GnuplotText.Field(Parameters[p].Name)},{First(bin)},{First(bin + 1)},{histogram[bin]}\n"));
            }
        }
    }

    // The first rank of a bin: rank·bins/(draws + 1) rounded down is the bin.
    private int First(int bin) => (int)(((long)bin * (Draws + 1) + Bins - 1) / Bins);

    private void WriteDifferences(TextWriter writer)
    {
        for (int p = 0; p < Parameters.Count; p++)
        {
            double[] differences = Differences(p);
            for (int rank = 0; rank <= Draws; rank++)
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{p},{GnuplotText.Field(Parameters[p].Name)},{rank},{GnuplotText.Number(differences[rank])}\n"));
        }
    }
}
