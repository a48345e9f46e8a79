using System.Globalization;

namespace SpikeStream.Pipelines.Plots;

/// <summary>Population activity, the data against the model: a panel per population over one time axis.</summary>
/// <remarks>Both are averaged over bins of one stated width, so that they can be compared by eye.</remarks>
public sealed record PopulationActivityFigure : IFigure
{
    private const int Width = 1200;
    private const int Top = 112;
    private const int GapDown = 40;
    private const string DataStyle = "linewidth 1 linecolor '#9a9a9a'";
    private const string ModelStyle = "linewidth 1.6 linecolor '#0072b2'";

    /// <summary>What the recording and the model are.</summary>
    public string Title { get; init; } = "Population activity";

    /// <summary>Time of the first bin's left edge in seconds.</summary>
    public double FirstTime { get; init; }

    /// <summary>Width of the bins of the traces in seconds.</summary>
    public required double BinWidth { get; init; }

    /// <summary>Width of the bins to draw in seconds; rounded to a whole number of bins, at least one.</summary>
    public double SmoothingWidth { get; init; } = 0.010;

    /// <summary>The populations, all with equally many bins.</summary>
    public required IReadOnlyList<ActivityTrace> Populations { get; init; }

    /// <summary>Left end of the time window in seconds; the first bin if null.</summary>
    public double? Start { get; init; }

    /// <summary>Right end of the time window in seconds; the last bin if null.</summary>
    public double? Stop { get; init; }

    /// <inheritdoc/>
    public FigureSource Compose(string name)
    {
        Check();
        int bins = Populations[0].Observed.Length;
        int group = Math.Max(1, (int)Math.Round(SmoothingWidth / BinWidth, MidpointRounding.AwayFromZero));
        int first = Start is { } from ? (int)Math.Clamp(Math.Floor((from - FirstTime) / BinWidth + 1e-6), 0, bins) : 0;
        int last = Stop is { } to ? (int)Math.Clamp(Math.Ceiling((to - FirstTime) / BinWidth - 1e-6), first, bins) : bins;
        int rows = (last - first + group - 1) / group;

        double[] times = new double[rows];
        for (int r = 0; r < rows; r++) times[r] = FirstTime + (first + (r + 0.5) * group) * BinWidth;
        List<(double[] Observed, double[] Expected)> means = [];
        foreach (ActivityTrace p in Populations)
            means.Add((Average(p.Observed.Span, first, last, group), Average(p.Expected.Span, first, last, group)));

        bool hasModel = Populations.Any(p => p.Expected.Length > 0);
        int panels = Populations.Count;
        int panelHeight = panels == 1 ? 300 : 170;
        int height = PanelGrid.PictureHeight(panels, 1, panelHeight, Top, GapDown);
        string table = name + ".csv";
        string subtitle = (hasModel ? "data, and activity the model expects one step ahead; " : "") + $"means of bins of {GnuplotText.Duration(group * BinWidth)}";

        CommandText commands = new(Width, height);
        PanelGrid grid = new(commands, Width, panels, columns: 1, panelHeight, left: 84, Top, gapAcross: 0, GapDown);
        grid.Begin(Title, subtitle, hasModel ? [$"with lines {DataStyle} title 'data'", $"with lines {ModelStyle} title 'model'"] : []);
        commands.Line($"set xrange {(rows > 0 ? new AxisRange(FirstTime + first * BinWidth, FirstTime + last * BinWidth) : new AxisRange(Start ?? 0, Stop ?? 1))}")
            .Line("set ylabel 'activity (Hz)' offset 0.5,0");

        // A line needs two points.
        string shape = rows == 1 ? "points pointtype 7 pointsize 0.7" : "lines";
        for (int p = 0; p < panels; p++)
        {
            AxisRange range = AxisRange.Empty.With(0).With(means[p].Observed).With(means[p].Expected);
            double top = range.Span > 0 ? range.High * 1.06 : 1;
            grid.Panel(p, GnuplotText.Unit(Populations[p].Name));
            commands.Line(grid.IsBottom(p) ? "set xlabel 'time (s)' offset 0,0.3" : "unset xlabel")
                .Line(grid.IsBottom(p) ? "set format x '%g'" : "set format x ''")
                .Line($"set yrange [0:{GnuplotText.Number(top)}]")
                .Line($"set ytics {GnuplotText.Number(new AxisRange(0, top).TickStep(5))}");
            if (!Array.Exists(means[p].Observed, double.IsFinite)) commands.NothingToDraw("not observed in this window");
            List<string> curves = [$"{GnuplotText.Quote(table)} using 1:{2 + 2 * p} with {shape} {(hasModel ? DataStyle : ModelStyle)} notitle"];
            if (Populations[p].Expected.Length > 0)
                curves.Add($"{GnuplotText.Quote(table)} using 1:{3 + 2 * p} with {shape} {ModelStyle} notitle");
            if (rows == 0) curves = ["NaN notitle"];
            commands.Line("plot " + string.Join(", \\\n    ", curves)).Line("unset label 103");
        }

        grid.End();
        List<string> columns = ["time_s"];
        foreach (ActivityTrace p in Populations)
        {
            columns.Add(GnuplotText.Field(p.Name + "_observed_hz"));
            columns.Add(GnuplotText.Field(p.Name + "_expected_hz"));
        }

        return new FigureSource(Title, Width, height,
            [new FigureTable(table, columns, writer => Write(writer, times, means))], commands.ToString());
    }

    private void Check()
    {
        FigureArgument.Positive("population activity", "bin width", BinWidth);
        FigureArgument.Positive("population activity", "smoothing width", SmoothingWidth);
        FigureArgument.Window("population activity", Start, Stop);
        if (Populations.Count == 0) throw new ArgumentException("population activity: found no populations, expected at least one.");
        foreach (ActivityTrace p in Populations)
        {
            FigureArgument.SameLength("population activity", $"{p.Name}'s data", p.Observed.Length, "the bins", Populations[0].Observed.Length);
            if (p.Expected.Length > 0)
                FigureArgument.SameLength("population activity", $"{p.Name}'s model", p.Expected.Length, "the bins", p.Observed.Length);
        }
    }

    private static double[] Average(ReadOnlySpan<double> values, int first, int last, int group)
    {
        double[] means = new double[(last - first + group - 1) / group];
        if (values.IsEmpty)
        {
            Array.Fill(means, double.NaN);
            return means;
        }

        for (int r = 0; r < means.Length; r++)
        {
            double sum = 0;
            int seen = 0;
            for (int i = first + r * group; i < Math.Min(last, first + (r + 1) * group); i++)
            {
                if (double.IsNaN(values[i])) continue;
                sum += values[i];
                seen++;
            }

            means[r] = seen == 0 ? double.NaN : sum / seen;
        }

        return means;
    }

    private static void Write(TextWriter writer, double[] times, List<(double[] Observed, double[] Expected)> means)
    {
        for (int r = 0; r < times.Length; r++)
        {
            writer.Write(times[r].ToString("G12", CultureInfo.InvariantCulture));
            foreach ((double[] observed, double[] expected) in means)
            {
                writer.Write(',');
                writer.Write(GnuplotText.Number(observed[r]));
                writer.Write(',');
                writer.Write(GnuplotText.Number(expected[r]));
            }

            writer.Write('\n');
        }
    }
}
