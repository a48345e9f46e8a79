namespace SpikeStream.Pipelines.Plots;

/// <summary>Data against model: a panel per frame, and an animation that shows the frames one after another. All have the same axes, with the line where both are equal.</summary>
public sealed record ScatterFigure : IFigure
{
    private const int Width = 1200, Top = 104, PanelHeight = 250, MostColumns = 4;
    private const int FrameSize = 560, FrameHundredths = 80;

    // So many points lie on one another, unless they are small.
    private const int Crowd = 500;

    /// <summary>What the figure shows.</summary>
    public required string Title { get; init; }

    /// <summary>Label of the horizontal axes.</summary>
    public required string XLabel { get; init; }

    /// <summary>Label of the vertical axes.</summary>
    public required string YLabel { get; init; }

    /// <summary>The frames, at least one.</summary>
    public required IReadOnlyList<ScatterFrame> Frames { get; init; }

    /// <summary>Names of the table's columns that say which point it is.</summary>
    public required IReadOnlyList<string> PointColumns { get; init; }

    /// <summary>What these columns hold for the point of a number.</summary>
    public required Func<int, string> PointNames { get; init; }

    /// <inheritdoc/>
    public FigureSource Compose(string name)
    {
        if (Frames.Count == 0) throw new ArgumentException("scatter: found no frames, expected at least one.");
        string table = name + ".csv";
        int columns = Math.Min(MostColumns, Frames.Count);
        int height = PanelGrid.PictureHeight(Frames.Count, columns, PanelHeight, Top, gapDown: 88);
        CommandText commands = new(Width, height);
        PanelGrid grid = new(commands, Width, Frames.Count, columns, PanelHeight, left: 84, Top, gapAcross: 76, gapDown: 88);
        grid.Begin(Title, Frames.Count == 1 ? "" : FormattableString.Invariant($"{Frames.Count} stimuli"), []);
        AxisRange range = Range();
        for (int frame = 0; frame < Frames.Count; frame++)
        {
            grid.Panel(frame, Frames[frame].Title);
            commands.Line(grid.IsBottom(frame) ? $"set xlabel {GnuplotText.Quote(XLabel)} offset 0,0.3" : "unset xlabel")
                .Line(grid.IsLeft(frame) ? $"set ylabel {GnuplotText.Quote(YLabel)} offset 0.5,0" : "unset ylabel");
            Draw(commands, range, table, frame, pointSize: IsCrowded ? "0.25" : "0.6");
        }

        grid.End();
        return new FigureSource(Title, Width, height, [new FigureTable(table, ["stimulus", .. PointColumns, "data", "model"], Write)], commands.ToString()) { Animation = Animate(table, range) };
    }

    private bool IsCrowded => Frames.Max(frame => frame.Points.Count) > Crowd;

    private AxisRange Range()
    {
        AxisRange range = AxisRange.Empty;
        foreach ((double data, double model) in Frames.SelectMany(frame => frame.Points))
        {
            if (double.IsFinite(data) && double.IsFinite(model)) range = range.With(data).With(model);
        }

        return range.Padded();
    }

    private string Animate(string table, AxisRange range)
    {
        CommandText commands = new(FrameSize, FrameSize);
        commands.Line($"set terminal gif animate delay {FrameHundredths} loop 0 size {FrameSize},{FrameSize} noenhanced font typeface.',12' background '#ffffff'")
            .Line("set output output.'.gif'").Line("set datafile separator ','").Line("set datafile columnheaders").Line("unset key")
            .Line("set border 3 linecolor '#4d4d4d' linewidth 0.8").Line("set tics nomirror out scale 0.5 textcolor '#333333'").Grid()
            .Margins(left: 96, right: 24, top: 72, bottom: 76)
            .Line($"set xlabel {GnuplotText.Quote(XLabel)}").Line($"set ylabel {GnuplotText.Quote(YLabel)}");
        for (int frame = 0; frame < Frames.Count; frame++)
        {
            commands.Heading(Title, Frames[frame].Title);
            Draw(commands, range, table, frame, pointSize: IsCrowded ? "0.3" : "0.9");
        }

        return commands.Line("unset output").ToString();
    }

    private void Draw(CommandText commands, AxisRange range, string table, int frame, string pointSize)
    {
        // Rows of the table are in the order of the frames.
        int first = Frames.Take(frame).Sum(before => before.Points.Count), last = first + Frames[frame].Points.Count - 1;
        int data = PointColumns.Count + 2;
        string step = GnuplotText.Number(range.TickStep(ticks: 6));
        commands.Line($"set xrange {range}").Line($"set yrange {range}").Line($"set xtics {step}").Line($"set ytics {step}");
        if (!Frames[frame].Points.Any(point => double.IsFinite(point.Data) && double.IsFinite(point.Model))) commands.NothingToDraw("nothing to draw");
        commands.Line($"plot x with lines linewidth 1 linecolor '{Palette.Quiet}' notitle, \\\n    {GnuplotText.Quote(table)} every ::{first}::{last} using {data}:{data + 1} with points pointtype 7 pointsize {pointSize} linecolor '{Palette.Of(0)}' notitle")
            .Line("unset label 103");
    }

    private void Write(TextWriter writer)
    {
        foreach (ScatterFrame frame in Frames)
        {
            for (int point = 0; point < frame.Points.Count; point++)
                writer.Write($"{GnuplotText.Field(frame.Name)},{PointNames(point)},{GnuplotText.Number(frame.Points[point].Data)},{GnuplotText.Number(frame.Points[point].Model)}\n");
        }
    }
}
