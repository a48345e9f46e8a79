using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace SpikeStream.Pipelines.Plots;

/// <summary>Collects a figure's gnuplot commands line by line, in the invariant culture.</summary>
internal sealed class CommandText(int width, int height)
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds one line.</summary>
    public CommandText Line(string line = "")
    {
        _text.Append(line).Append('\n');
        return this;
    }

    /// <summary>Adds one interpolated line; numbers in the invariant culture.</summary>
    public CommandText Line(ref DefaultInterpolatedStringHandler line) => Line(string.Create(CultureInfo.InvariantCulture, ref line));

    /// <summary>A comment for the reader of the script.</summary>
    public CommandText Comment(string comment) => Line("# " + GnuplotText.OneLine(comment));

    /// <summary>The figure's heading, top left: what it shows, and in grey how it was made.</summary>
    public CommandText Heading(string title, string subtitle)
    {
        string x = Across(24);
        Line($"set label 101 {GnuplotText.Quote(title)} at screen {x}, screen {Down(24)} left font typeface.' Bold,15' textcolor '#222222'");
        return Line($"set label 102 {GnuplotText.Quote(subtitle)} at screen {x}, screen {Down(48)} left font typeface.',11' textcolor '{Palette.Quiet}'");
    }

    /// <summary>The legend: one row at the top right, under the heading and outside the data.</summary>
    public CommandText LegendAbove(int top = 72) =>
        Line($"set key at screen {Across(width - 16)}, screen {Down(top - 10)} right top horizontal Left reverse samplen 2.4 spacing 1.1 width 1 font typeface.',11' textcolor '#333333'");

    /// <summary>The space between the picture's edges and the axes, in pixels.</summary>
    public CommandText Margins(int left, int right, int top, int bottom)
    {
        Line($"set lmargin at screen {Across(left)}");
        Line($"set rmargin at screen {Across(width - right)}");
        Line($"set tmargin at screen {Down(top)}");
        return Line($"set bmargin at screen {Down(height - bottom)}");
    }

    /// <summary>Faint horizontal and vertical lines behind the data.</summary>
    public CommandText Grid(string axes = "ytics") => Line($"set grid {axes} back linecolor '{Palette.Grid}' linewidth 0.8 linetype 1");

    /// <summary>A quiet note in the middle of the axes where there is nothing to draw.</summary>
    public CommandText NothingToDraw(string note) =>
        Line($"set label 103 {GnuplotText.Quote(note)} at graph 0.5, graph 0.5 center font typeface.',13' textcolor '{Palette.Quiet}'");

    /// <summary>A horizontal position, pixels from the left, as a part of the width.</summary>
    public string Across(int pixels) => Part(pixels, width);

    /// <summary>A vertical position, pixels from the top, as a part of the height from below.</summary>
    public string Down(int pixels) => Part(height - pixels, height);

    public override string ToString() => _text.ToString();

    private static string Part(int pixels, int whole) =>
        ((double)pixels / whole).ToString("0.#####", CultureInfo.InvariantCulture);
}
