using System.Globalization;

namespace SpikeStream.Pipelines.Plots;

/// <summary>A matrix as a map of colours, such as correlations of units: blue below zero, red above, white at zero.</summary>
public sealed record MatrixFigure : IFigure
{
    private const int Side = 640;
    private const int Top = 84;

    /// <summary>What the matrix is of.</summary>
    public required string Title { get; init; }

    /// <summary>How it was made.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>What the values are, with their unit.</summary>
    public required string ValueLabel { get; init; }

    /// <summary>Names of the rows, which are those of the columns.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Values [row, column]; NaN, where there is none, is grey. The diagonal is left out of the colours' range.</summary>
    public required ReadOnlyMemory<double> Values { get; init; }

    /// <summary>The value at the ends of the colours; null for the largest off the diagonal.</summary>
    public double? Limit { get; init; }

    /// <inheritdoc/>
    public FigureSource Compose(string name)
    {
        int count = Names.Count;
        FigureArgument.SameLength("matrix", "its values", Values.Length, "the pairs of its names", count * count);
        double limit = Limit ?? Largest();
        int step = (int)Math.Max(1, new AxisRange(0, count).TickStep(24));
        string[] labels = GnuplotText.Names(Enumerable.Range(0, (count + step - 1) / step).Select(i => Names[i * step]));
        int longest = labels.Select(label => label.Length).DefaultIfEmpty(0).Max(), left = Math.Max(96, 60 + 7 * longest);
        int width = left + Side + 130, height = Top + Side + Math.Max(70, 44 + 7 * longest);
        CommandText commands = new(width, height);
        commands.Heading(Title, Subtitle).Line("unset key").Margins(left, width - left - Side, Top, height - Top - Side)
            .Comment("Blue below zero, red above (ColorBrewer RdBu).")
            .Line("set palette defined (-1 '#2166ac', -0.5 '#92c5de', 0 '#f7f7f7', 0.5 '#f4a582', 1 '#b2182b')")
            .Line($"set cbrange [{GnuplotText.Number(-limit)}:{GnuplotText.Number(limit)}]")
            .Line($"set cblabel {GnuplotText.Quote(ValueLabel)}")
            .Line($"set colorbox user origin screen {commands.Across(left + Side + 24)}, screen {commands.Down(Top + Side)} size screen {commands.Across(16)}, screen {commands.Down(height - Side)}")
            .Line("set border 15 linecolor '#4d4d4d' linewidth 0.8")
            .Line("set tics nomirror out scale 0.5 textcolor '#333333' font typeface.',10'")
            .Line($"set object 1 rectangle from graph 0, graph 0 to graph 1, graph 1 behind fillcolor '#cccccc' fillstyle solid noborder");
        if (count == 0)
        {
            commands.NothingToDraw("nothing to draw").Line("set xrange [0:1]").Line("set yrange [0:1]").Line("plot NaN notitle");
        }
        else
        {
            string ticks = string.Join(", ", labels.Select((label, i) => $"{GnuplotText.Quote(label)} {i * step}"));
            if (count == 1) commands.NothingToDraw("one unit has no pairs");
            commands.Line($"set xrange [-0.5:{count - 1}.5]").Line($"set yrange [{count - 1}.5:-0.5]")
                .Line($"set xtics ({ticks}) rotate by 90 right").Line($"set ytics ({ticks})")
                .Line("set xlabel 'unit'").Line("set ylabel 'unit'")
                .Line($"plot {GnuplotText.Quote(name + ".csv")} using 4:3:5 with image notitle");
        }

        return new FigureSource(Title, width, height, [new FigureTable(name + ".csv", ["row", "column", "row_index", "column_index", "value"], Write)], commands.ToString());
    }

    private double Largest()
    {
        double largest = 0;
        for (int i = 0; i < Values.Length; i++)
        {
            double value = Math.Abs(Values.Span[i]);
            if (i / Names.Count != i % Names.Count && double.IsFinite(value)) largest = Math.Max(largest, value);
        }

        return largest > 0 ? largest : 1;
    }

    private void Write(TextWriter writer)
    {
        int count = Names.Count;
        for (int i = 0; i < Values.Length; i++)
        {
            int row = i / count, column = i % count;
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{GnuplotText.Field(Names[row])},{GnuplotText.Field(Names[column])},{row},{column},{GnuplotText.Number(Values.Span[i])}\n"));
        }
    }
}
