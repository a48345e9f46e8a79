using SpikeStream.Pipelines.Plots;

namespace SpikeStream.Pipelines.Tests.Plots;

public sealed class FigureRefusalTests
{
    [Fact]
    public void A_raster_with_fewer_units_than_times_is_refused() =>
        Refused(FigureExamples.Raster with { Units = new uint[] { 1 } }, "raster: found 1 values of units, expected 4, one for each of the spike times.");

    [Fact]
    public void A_window_that_ends_before_it_starts_is_refused() =>
        Refused(FigureExamples.Raster with { Start = 2, Stop = 1 }, "raster: found a window from 2 s to 1 s, expected a stop after the start.");

    [Fact]
    public void Populations_of_different_lengths_are_refused() =>
        Refused(FigureExamples.Activity with { Populations = [FigureExamples.Activity.Populations[0], new ActivityTrace("I", new double[3], new double[3])] },
            "population activity: found 3 values of I's data, expected 5, one for each of the bins.");

    [Fact]
    public void Activity_without_populations_is_refused() =>
        Refused(FigureExamples.Activity with { Populations = [] }, "population activity: found no populations, expected at least one.");

    [Fact]
    public void A_bin_width_of_zero_is_refused() =>
        Refused(FigureExamples.Activity with { BinWidth = 0 }, "population activity: found bin width 0, expected a positive number.");

    [Fact]
    public void A_best_start_that_does_not_exist_is_refused() =>
        Refused(FigureExamples.Objective with { Best = 2 }, "objective: found best start 2, expected 0 to 1.");

    [Fact]
    public void Parameter_values_that_are_no_whole_rows_are_refused() =>
        Refused(FigureExamples.Parameters with { Starts = [new ParameterTrace(new long[] { 1 }, new double[3])] },
            "parameter traces: found 3 values of start 0, expected 2, one for each of its 1 steps and 2 parameters.");

    [Fact]
    public void Psth_curves_of_different_lengths_are_refused() =>
        Refused(FigureExamples.Psth with { Curves = [.. FigureExamples.Psth.Curves, new PsthCurve("unit 2", "left", 1, new double[3], default)] },
            "PSTH: found 3 values of unit 2's rate, expected 2, one for each of the bins.");

    [Fact]
    public async Task A_figure_name_with_a_folder_in_it_is_refused()
    {
        using TemporaryFolder folder = new();
        ArgumentException refusal = await Should.ThrowAsync<ArgumentException>(
            () => new FigureWriter(new Gnuplot(null)).WriteAsync(FigureExamples.Psth, folder.Path, "../psth"));
        refusal.Message.ShouldStartWith("figure name: found \"../psth\"");
        folder.Files.ShouldBeEmpty();
    }

    private static void Refused(IFigure figure, string message) =>
        Should.Throw<ArgumentException>(() => figure.Compose("figure")).Message.ShouldBe(message);
}
