using System.Globalization;

namespace SpikeStream.Pipelines.Plots;

/// <summary>A spike raster: a row per unit, a tick per spike, rows ordered and coloured by population.</summary>
/// <remarks>
/// A picture has room for some thousand ticks across and some hundred rows. Spikes of a unit that would fall on one
/// another are drawn as one tick, and where there are more units than rows, evenly spaced units of each population are shown.
/// No spike of a shown unit is left out otherwise, and the subtitle says what is shown.
/// </remarks>
public sealed record SpikeRasterFigure : IFigure
{
    private const int Width = 1200;
    private const int TicksAcross = 1500;
    private const int MaximumTicks = 120_000;
    private const int MinimumRows = 24;
    private const int MaximumNames = 40;

    /// <summary>What the recording is.</summary>
    public string Title { get; init; } = "Spike raster";

    /// <summary>Times of the spikes in seconds, in any order.</summary>
    public required ReadOnlyMemory<double> Times { get; init; }

    /// <summary>The unit of each spike; unit numbers as in the recording.</summary>
    public required ReadOnlyMemory<uint> Units { get; init; }

    /// <summary>Populations in the order of their rows; units of none of them come last. Empty if populations are not known.</summary>
    public IReadOnlyList<RasterPopulation> Populations { get; init; } = [];

    /// <summary>Names of the units by their number, all of which have a row; null where the recording names none, and then units with spikes have one.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>What a row is, such as a unit or a trial.</summary>
    public string Row { get; init; } = "unit";

    /// <summary>Label of the horizontal axis.</summary>
    public string TimeLabel { get; init; } = "time (s)";

    /// <summary>Left end of the time window in seconds; the first spike if null.</summary>
    public double? Start { get; init; }

    /// <summary>Right end of the time window in seconds; the last spike if null.</summary>
    public double? Stop { get; init; }

    /// <summary>Most units to show.</summary>
    public int MaximumUnits { get; init; } = 160;

    /// <inheritdoc/>
    public FigureSource Compose(string name)
    {
        FigureArgument.SameLength("raster", "units", Units.Length, "the spike times", Times.Length);
        FigureArgument.Window("raster", Start, Stop);
        FigureArgument.Positive("raster", "maximum of units", MaximumUnits);

        AxisRange all = AxisRange.Empty.With(Times.Span);
        double start = Start ?? (all.IsEmpty ? 0 : all.Low);
        double stop = Stop ?? (all.IsEmpty ? start + 1 : all.High);
        if (stop <= start) stop = start + 1;
        double tick = (stop - start) / TicksAcross;

        List<List<uint>> groups = UnitsByPopulation();
        int known = groups.Sum(g => g.Count);
        int rows = Math.Min(MaximumUnits, known);
        List<Tick> ticks = Draw(groups, rows, start, stop, tick, out List<int> shown);
        while (ticks.Count > MaximumTicks && rows / 2 >= MinimumRows)
        {
            rows /= 2;
            ticks = Draw(groups, rows, start, stop, tick, out shown);
        }

        int total = shown.Sum();
        bool areNamed = total <= MaximumNames;
        int height = Math.Clamp(190 + total * (areNamed ? 15 : 5), 420, 900);
        string table = name + ".csv";
        string subtitle = string.Create(CultureInfo.InvariantCulture,
            $"{(total == known ? GnuplotText.Many(known, Row) + (Names is null && Populations.Count == 0 ? " with spikes" : "") : $"{total} of {known} {Row}s, evenly spaced")}; {GnuplotText.Duration(stop - start)}; spikes of a {Row} within {GnuplotText.Duration(tick)} drawn as one");

        int step = (int)Math.Max(1, new AxisRange(0, total).TickStep(6));
        List<string> names = areNamed ? RowNames(groups, shown) : [];
        CommandText commands = new(Width, height);
        commands.Heading(Title, subtitle).LegendAbove().Margins(left: Math.Max(84, 58 + 7 * names.Select(label => label.Length).DefaultIfEmpty(0).Max()), right: 24, top: 104, bottom: 64)
            .Line($"set xlabel {GnuplotText.Quote(TimeLabel)} offset 0,0.3")
            .Line($"set ylabel '{(areNamed ? Row : $"{Row} (row)")}' offset 0.5,0")
            .Line($"set xrange {new AxisRange(start, stop)}")
            .Comment("The first row is at the top.")
            .Line($"set yrange [{Math.Max(total, 1)}.5:0.5]")
            .Line(names.Count > 0 ? $"set ytics ({string.Join(", ", names.Select((label, index) => $"{GnuplotText.Quote(label)} {index + 1}"))}) font typeface.',10'" : $"set ytics {step},{step}");
        if (!areNamed) commands.Line("set ytics add (1)");
        if (start < 0) commands.Line($"set arrow from first 0, graph 0 to first 0, graph 1 nohead back dashtype (6,5) linewidth 1 linecolor '{Palette.Quiet}'");
        if (ticks.Count == 0) commands.NothingToDraw("no spikes in this window");

        List<string> curves = [];
        List<string> legend = [];
        int row = 0;
        for (int g = 0; g < groups.Count; g++)
        {
            if (shown[g] == 0) continue;
            if (row > 0) commands.Line($"set arrow from graph 0, first {row}.5 to graph 1, first {row}.5 nohead back linecolor '{Palette.Grid}' linewidth 1");
            row += shown[g];
            string label = g < Populations.Count ? Populations[g].Name : Populations.Count == 0 ? string.Empty : "no population";
            string colour = Populations.Count == 0 ? "#1f1f1f" : Palette.Of(g);
            curves.Add($"{GnuplotText.Quote(table)} using ($3 == {g} ? $1 : NaN):($4 - 0.42):(0):(0.84) with vectors nohead linewidth 1 linecolor '{colour}' notitle");
            if (label.Length > 0) legend.Add($"NaN with lines linewidth 4 linecolor '{colour}' title {GnuplotText.Quote($"{label} ({GnuplotText.Many(groups[g].Count, Row)})")}");
        }

        if (curves.Count == 0) curves.Add("NaN notitle");
        commands.Comment("A tick per spike; column 3 chooses the population.")
            .Line("plot \\").Line("    " + string.Join(", \\\n    ", curves.Concat(legend)));

        return new FigureSource(Title, Width, height,
            [new FigureTable(table, ["time_s", "unit", "population", "row"], writer => Write(writer, ticks))], commands.ToString());
    }

    private List<List<uint>> UnitsByPopulation()
    {
        SortedSet<uint> free = [.. Enumerable.Range(0, Names?.Count ?? 0).Select(unit => (uint)unit)];
        foreach (uint unit in Units.Span) free.Add(unit);
        List<List<uint>> groups = [];
        foreach (RasterPopulation population in Populations)
        {
            groups.Add([.. population.Units]);
            free.ExceptWith(population.Units);
        }

        groups.Add([.. free]);
        return groups;
    }

    private List<Tick> Draw(List<List<uint>> groups, int rows, double start, double stop, double tick, out List<int> shown)
    {
        Dictionary<uint, (int Population, int Row)> places = [];
        int known = groups.Sum(g => g.Count);
        shown = [.. groups.Select(units => known <= rows ? units.Count : Math.Min(units.Count, Math.Max(1, (int)((long)units.Count * rows / known))))];
        int row = 0;
        for (int g = 0; g < groups.Count; g++)
        {
            foreach (uint unit in Evenly(groups[g], shown[g])) places[unit] = (g, ++row);
        }

        HashSet<(int Row, long Column)> taken = [];
        List<Tick> ticks = [];
        ReadOnlySpan<double> times = Times.Span;
        ReadOnlySpan<uint> unitsOf = Units.Span;
        for (int i = 0; i < times.Length; i++)
        {
            double time = times[i];
            if (!(time >= start && time <= stop) || !places.TryGetValue(unitsOf[i], out (int Population, int Row) place)) continue;
            if (taken.Add((place.Row, (long)((time - start) / tick)))) ticks.Add(new Tick(time, unitsOf[i], place.Population, place.Row));
        }

        ticks.Sort(static (a, b) => a.Row != b.Row ? a.Row.CompareTo(b.Row) : a.Time.CompareTo(b.Time));
        return ticks;
    }

    private List<string> RowNames(List<List<uint>> groups, List<int> shown) =>
        [.. GnuplotText.Names(groups.SelectMany((units, g) => Evenly(units, shown[g])).Select(unit => Names is not null && unit < Names.Count ? Names[(int)unit] : unit.ToString(CultureInfo.InvariantCulture)))];

    private static IEnumerable<uint> Evenly(List<uint> units, int take) => Enumerable.Range(0, take).Select(i => units[(int)((long)i * units.Count / take)]);

    private static void Write(TextWriter writer, List<Tick> ticks)
    {
        foreach (Tick tick in ticks)
        {
            writer.Write(GnuplotText.Number(tick.Time));
            writer.Write(string.Create(CultureInfo.InvariantCulture, $",{tick.Unit},{tick.Population},{tick.Row}\n"));
        }
    }

    private readonly record struct Tick(double Time, uint Unit, int Population, int Row);
}
