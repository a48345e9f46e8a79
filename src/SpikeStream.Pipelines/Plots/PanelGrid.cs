namespace SpikeStream.Pipelines.Plots;

/// <summary>Places equal panels on a picture, row by row, to the pixel.</summary>
internal sealed class PanelGrid
{
    private const int Right = 24;
    private const int Bottom = 62;

    private readonly CommandText _commands;
    private readonly int _left;
    private readonly int _top;
    private readonly int _columns;
    private readonly int _count;
    private readonly int _gapAcross;
    private readonly int _gapDown;
    private readonly int _panelWidth;
    private readonly int _panelHeight;

    public PanelGrid(CommandText commands, int width, int count, int columns, int panelHeight, int left, int top, int gapAcross, int gapDown)
    {
        (_commands, _columns, _count, _panelHeight) = (commands, columns, count, panelHeight);
        (_left, _top, _gapAcross, _gapDown) = (left, top, gapAcross, gapDown);
        _panelWidth = (width - left - Right - (columns - 1) * gapAcross) / columns;
    }

    /// <summary>The height of a picture with so many rows of panels.</summary>
    public static int PictureHeight(int count, int columns, int panelHeight, int top, int gapDown)
    {
        int rows = (count + columns - 1) / columns;
        return top + rows * panelHeight + (rows - 1) * gapDown + Bottom;
    }

    /// <summary>Panels beside each other.</summary>
    public int Columns => _columns;

    /// <summary>Whether nothing is under the panel, so that it carries the label of the horizontal axis.</summary>
    public bool IsBottom(int panel) => panel + _columns >= _count;

    /// <summary>Whether the panel is the first of its row.</summary>
    public bool IsLeft(int panel) => panel % _columns == 0;

    /// <summary>
    /// Starts the picture with its heading and legend, drawn once across the whole width: gnuplot fits a panel's own
    /// legend to the width of that panel.
    /// </summary>
    /// <param name="title">What the figure shows.</param>
    /// <param name="subtitle">How it was made.</param>
    /// <param name="samples">The legend's entries, as in a plot command; may be empty.</param>
    public void Begin(string title, string subtitle, IReadOnlyList<string> samples)
    {
        _commands.Line("set multiplot").Line()
            .Comment("The heading and the legend.")
            .Heading(title, subtitle).LegendAbove()
            .Line("set border 0").Line("unset tics")
            .Line("set lmargin at screen 0.02").Line("set rmargin at screen 0.99").Line("set tmargin at screen 0.99").Line("set bmargin at screen 0.01")
            .Line("set xrange [0:1]").Line("set yrange [0:1]")
            .Line("plot NaN notitle" + string.Concat(samples.Select(s => ", \\\n    NaN " + s)))
            .Line("unset key").Line("unset label 101").Line("unset label 102")
            .Line($"set border 3 linecolor '#4d4d4d' linewidth 0.8")
            .Line("set tics nomirror out scale 0.5 textcolor '#333333' font typeface.',10'").Line("set xtics nomirror").Line("set ytics nomirror")
            .Grid();
    }

    /// <summary>A place centred under a panel, so many pixels below its axis.</summary>
    public string Below(int panel, int pixels) => $"graph 0.5, screen {_commands.Down(_top + panel / _columns * (_panelHeight + _gapDown) + _panelHeight + pixels)} center";

    /// <summary>Moves to a panel and writes its heading above it.</summary>
    public void Panel(int panel, string heading)
    {
        int x = _left + panel % _columns * (_panelWidth + _gapAcross);
        int y = _top + panel / _columns * (_panelHeight + _gapDown);
        _commands.Line().Comment(heading)
            .Line($"set lmargin at screen {_commands.Across(x)}").Line($"set rmargin at screen {_commands.Across(x + _panelWidth)}")
            .Line($"set tmargin at screen {_commands.Down(y)}").Line($"set bmargin at screen {_commands.Down(y + _panelHeight)}")
            .Line($"set label 104 {GnuplotText.Quote(heading)} at screen {_commands.Across(x)}, screen {_commands.Down(y - 14)} left font typeface.' Bold,11' textcolor '#222222'");
    }

    /// <summary>Ends the picture.</summary>
    public void End() => _commands.Line("unset multiplot");
}
