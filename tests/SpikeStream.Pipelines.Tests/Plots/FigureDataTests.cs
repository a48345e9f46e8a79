using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using SpikeStream.Pipelines.Plots;

namespace SpikeStream.Pipelines.Tests.Plots;

public sealed class FigureDataTests
{
    [Fact]
    public void A_raster_puts_each_spike_in_the_row_of_its_unit_ordered_by_population() =>
        Table(FigureExamples.Raster).ShouldBe("0.2,3,0,1\n0.4,3,0,1\n0.1,7,1,2\n0.3,7,1,2\n");

    [Fact]
    public void A_raster_keeps_to_its_time_window() =>
        Table(FigureExamples.Raster with { Start = 0.15, Stop = 0.3 }).ShouldBe("0.2,3,0,1\n0.3,7,1,2\n");

    [Fact]
    public void Units_of_no_population_come_last_in_a_raster() =>
        Table(FigureExamples.Raster with { Populations = [new RasterPopulation("I", [7])] }).ShouldBe("0.1,7,0,1\n0.3,7,0,1\n0.2,3,1,2\n0.4,3,1,2\n");

    [Fact]
    public void All_named_units_have_a_row_in_a_raster_and_few_rows_have_names()
    {
        SpikeRasterFigure figure = FigureExamples.Raster with { Populations = [], Units = new uint[] { 2, 0, 2, 0 }, Names = ["CA1", "silent", "a name of much more than twenty letters"] };
        Table(figure).ShouldBe("0.2,0,0,1\n0.4,0,0,1\n0.1,2,0,3\n0.3,2,0,3\n");
        figure.Compose("raster").Commands.ShouldContain("set ytics ('CA1' 1, 'silent' 2, 'a name of much more…' 3)");
    }

    [Fact]
    public void Long_names_that_begin_alike_are_cut_in_the_middle() =>
        GnuplotText.Names(["tetrode 1 of the left hemisphere, unit 1", "tetrode 1 of the left hemisphere, unit 2", "short"]).ShouldBe(["tetrode 1…e, unit 1", "tetrode 1…e, unit 2", "short"]);

    [Theory]
    [InlineData("17", "unit 17")]
    [InlineData("CA1 3", "CA1 3")]
    [InlineData("6 → 191", "6 → 191")]
    [InlineData("a unit with a long name → another unit with a long name", "a unit with a l… → another unit wi…")]
    public void A_panel_is_headed_by_its_unit_or_pair(string name, string heading) => GnuplotText.Unit(name).ShouldBe(heading);

    [Fact]
    public void Colours_of_a_map_end_where_nearly_all_rates_do()
    {
        PsthFigure figure = FigureExamples.PsthOfManyUnits with { Curves = [.. Enumerable.Range(0, 101).Select(unit => new PsthCurve($"u{unit}", "", 5, new double[] { unit < 100 ? 10 : 80, 5 }, default))] };
        string commands = figure.Compose("psth").Commands;
        commands.ShouldContain("set cbrange [0:10]");
        commands.ShouldContain("rate (Hz); higher ones, up to 80 Hz, are as bright");
        FigureExamples.PsthOfManyUnits.Compose("psth").Commands.ShouldContain("set cblabel 'rate (Hz)'");
    }

    [Fact]
    public void A_raster_of_very_many_spikes_stays_small_and_says_what_it_shows()
    {
        const int Count = 1_000_000;
        double[] times = new double[Count];
        uint[] units = new uint[Count];
        for (int i = 0; i < Count; i++) (times[i], units[i]) = (i * 1e-5, (uint)(i * 7919L % 1000));
        SpikeRasterFigure figure = new() { Times = times, Units = units };

        FigureSource source = figure.Compose("raster");

        Table(figure).Count(c => c == '\n').ShouldBeLessThanOrEqualTo(120_000);
        source.Commands.ShouldContain("of 1000 units, evenly spaced; 10 s; spikes of a unit within 6.667 ms drawn as one");
    }

    [Fact]
    public void Activity_is_averaged_over_whole_groups_of_bins() =>
        Table(FigureExamples.Activity).ShouldBe("0.001,2,2\n0.003,15,15\n0.005,7,9\n");

    [Fact]
    public void Bins_that_were_not_observed_count_neither_as_zero_nor_as_anything() =>
        Table(FigureExamples.Activity with { Populations = [new ActivityTrace("E", new[] { 6, double.NaN, double.NaN, double.NaN }, new double[] { 1, 1, 1, 1 })] })
            .ShouldBe("0.001,6,1\n0.003,NaN,1\n");

    [Fact]
    public void Activity_outside_the_window_is_left_out() =>
        Table(FigureExamples.Activity with { SmoothingWidth = 0.001, Start = 0.001, Stop = 0.003 }).ShouldBe("0.0015,4,3\n0.0025,10,14\n");

    [Fact]
    public void The_objective_comes_with_its_running_median_per_start() =>
        Table(FigureExamples.Objective).ShouldBe("0,1,-3,-2\n0,2,-2,-2\n0,3,-1.5,-2\n1,1,-4,-3.75\n1,2,-3.5,-3.75\n");

    [Fact]
    public void Positive_parameters_that_span_decades_have_a_logarithmic_axis_in_the_dynamics_of_a_fit()
    {
        string commands = FigureExamples.Dynamics.Compose("dynamics").Commands;
        string weights = commands[commands.IndexOf("# w[E,I] (mV)", StringComparison.Ordinal)..commands.IndexOf("# tau_s[E] (s)", StringComparison.Ordinal)];
        weights.ShouldContain("\nunset logscale y\n");
        string times = commands[commands.IndexOf("# tau_s[E] (s)", StringComparison.Ordinal)..commands.IndexOf("# cost of the minibatch", StringComparison.Ordinal)];
        times.ShouldContain("\nset logscale y\n");
        commands[commands.IndexOf("# cost of the minibatch", StringComparison.Ordinal)..].ShouldNotContain("\nset logscale y\n");
    }

    [Fact]
    public void A_reference_far_from_the_traces_is_named_at_the_edge_and_does_not_flatten_them()
    {
        string commands = (FigureExamples.Objective with { References = [new ReferenceLine("start", -1000), new ReferenceLine("truth", -1.4)] }).Compose("figure").Commands;
        commands.ShouldContain("'start  -1000  ↓'");
        commands.ShouldNotContain("first -1000 ");
        commands.ShouldContain("first -1.4 to graph 1, first -1.4 nohead");
    }

    [Fact]
    public void A_corner_plot_comes_with_moments_and_truth()
    {
        Table(FigureExamples.Corner).ShouldBe("1,0,10\n2,2,12\n3,1,14\n4,3,16\n");
        string[][] rows = [.. Table(FigureExamples.Corner, 1).Trim().Split('\n').Select(line => line.Split(','))];
        rows[0][^3..].Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ShouldBe([1, 1.5, Math.Sqrt(5.0 / 3)], 1e-12);
        rows[1][^2..].Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ShouldBe([13, Math.Sqrt(20.0 / 3)], 1e-12);
    }

    [Fact]
    public void Chains_are_written_one_after_the_other_with_their_rank_histograms()
    {
        Table(FigureExamples.Chains).ShouldStartWith("1,1,0,10\n1,2,2,12\n");
        Table(FigureExamples.Chains).ShouldContain("1,5,2,11\n2,1,1,11\n");
        string[][] ranks = [.. Table(FigureExamples.Chains, 1).Trim().Split('\n').Select(line => line.Split(','))];
        ranks.Length.ShouldBe(2 * 20);
        ranks.Where(row => row[0] == "0").Sum(row => int.Parse(row[4], CultureInfo.InvariantCulture)).ShouldBe(5);
        ranks.Where(row => row[0] == "1").Sum(row => int.Parse(row[5], CultureInfo.InvariantCulture)).ShouldBe(5);
    }

    [Fact]
    public void Ranks_are_counted_in_bins_and_compared_with_uniform_ones()
    {
        Table(FigureExamples.Ranks).ShouldBe("0,w,0,2,3\n0,w,2,4,3\n1,c,0,2,0\n1,c,2,4,6\n");
        string[] differences = [.. Table(FigureExamples.Ranks, 1).Trim().Split('\n')];
        differences[2].ShouldStartWith("0,w,2,0.08333");
        differences[3].ShouldBe("0,w,3,0");
    }

    [Fact]
    public void Parameter_traces_come_with_a_table_of_truth_and_prior()
    {
        Table(FigureExamples.Parameters).ShouldBe("0,1,-10,5\n0,2,-15,8\n");
        Table(FigureExamples.Parameters, 1).ShouldBe("\"J[E,I]\",mV,-19.6,-30,-10\ntau_m[E],ms,NaN,NaN,NaN\n");
    }

    [Fact]
    public void Long_parameter_traces_are_thinned_and_keep_their_last_step()
    {
        long[] steps = [.. Enumerable.Range(1, 100_001).Select(i => (long)i)];
        string table = Table(FigureExamples.Parameters with { Starts = [new ParameterTrace(steps, new double[2 * steps.Length])] });
        table.Count(c => c == '\n').ShouldBeInRange(1000, 2001);
        table.ShouldEndWith("0,100001,0,0\n");
    }

    [Fact]
    public void A_psth_lists_every_bin_by_its_centre() =>
        Table(FigureExamples.Psth).ShouldBe(
            "unit 1,left,20,-0.05,5,1,0,0\nunit 1,left,20,0.05,9,2,0,0\nunit 1,right,18,-0.05,4,1,0,1\nunit 1,right,18,0.05,3,1,0,1\n");

    [Fact]
    public void The_running_median_is_the_median_of_each_window()
    {
        Gen<(double[] Values, int Half)> cases =
            from values in Gen.Elements(double.NaN, -3.0, -1.5, 0.0, 0.25, 2.0, 7.0).ArrayOf()
            from half in Gen.Choose(0, 6)
            select (values, half);
        Prop.ForAll(Arb.From(cases), c =>
        {
            double[] medians = RunningMedian.Of(c.Values, 2 * c.Half + 1);
            for (int i = 0; i < c.Values.Length; i++)
            {
                double[] window = [.. c.Values.Skip(i - c.Half).Take(c.Half + 1 + Math.Min(i, c.Half)).Where(v => !double.IsNaN(v)).Order()];
                double expected = window.Length == 0 ? double.NaN : 0.5 * (window[(window.Length - 1) / 2] + window[window.Length / 2]);
                medians[i].ShouldBe(expected);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_text_does_not_depend_on_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        string expected = Everything();
        try
        {
            CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            comma.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = comma;
            Everything().ShouldBe(expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        static string Everything() => string.Concat(FigureExamples.All.Select(f => f.Value.Compose(f.Key).Commands + Table(f.Value)));
    }

    private static string Table(IFigure figure, int index = 0)
    {
        using StringWriter text = new();
        figure.Compose("figure").Tables[index].WriteRows(text);
        return text.ToString();
    }

    [Fact]
    public void Curves_are_rows_of_panel_curve_and_point_with_their_bands()
    {
        FigureSource source = FigureExamples.Curves.Compose("c");
        using StringWriter writer = new();
        source.Tables.Single().WriteRows(writer);
        source.Tables[0].Columns.Take(4).ShouldBe(["panel", "curve", "frequency_hz", "value"]);
        writer.ToString().ShouldBe("""
            E,data,1,0.5,NaN,NaN,0,0
            E,data,2,0.25,NaN,NaN,0,0
            E,it's a model,1,0.5,0.4,0.6,0,1
            E,it's a model,2,0.3,0.2,0.4,0,1
            I,uniform,1,0.3,0.2,0.4,1,0
            I,uniform,2,0.3,0.2,0.4,1,0
            I,data,1,0.25,NaN,NaN,1,1
            I,data,2,NaN,NaN,NaN,1,1

            """);
        source.Commands.ShouldContain("title 'it''s a model'");
        source.Commands.ShouldNotContain("title 'uniform'");
        Should.Throw<ArgumentException>(() => (FigureExamples.Curves with { Panels = [] }).Compose("c"));
    }
}
