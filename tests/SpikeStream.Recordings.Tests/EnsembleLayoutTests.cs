using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

public sealed class EnsembleLayoutTests
{
    [Fact]
    public void Columns_are_the_populations_of_run_after_run()
    {
        EnsembleLayout layout = EnsembleLayout.Of(Counts("3", ["E#1", "I#1", "E#2", "I#2", "E#3", "I#3"], [40, 10, 40, 10, 40, 10]));
        (layout.Runs, layout.Populations).ShouldBe((3, 2));
        layout.Names.ShouldBe(["E", "I"]);
        layout.Sizes.ShouldBe([40, 10]);
        EnsembleLayout.ColumnName("I", 2).ShouldBe("I#3");
    }

    [Fact]
    public void Counts_that_say_nothing_of_runs_are_one_run()
    {
        EnsembleLayout layout = EnsembleLayout.Of(Counts(null, ["E#1", "I"], null));
        (layout.Runs, layout.Populations, layout.Sizes, layout.NameOf(0)).ShouldBe((1, 2, null, "E#1"));
        EnsembleLayout.Of(Counts(null, null, null)).NameOf(1).ShouldBe("2");
    }

    [Theory]
    [InlineData("4")]
    [InlineData("0")]
    [InlineData("two")]
    public void A_number_of_runs_that_does_not_divide_the_columns_is_refused(string runs) =>
        Should.Throw<InvalidInputException>(() => EnsembleLayout.Of(Counts(runs, ["a", "b", "c", "d", "e", "f"], null)))
            .Message.ShouldBe($"schema metadata spikestream.runs: found \"{runs}\", expected a number of runs that divides the 6 columns of the counts");

    [Fact]
    public void Sizes_that_differ_between_runs_are_refused() =>
        Should.Throw<InvalidInputException>(() => EnsembleLayout.Of(Counts("2", null, [40, 41]))).Message.ShouldContain("found 41 neurons in run 2, population 1, expected the 40 of the first run");

    private static Schema Counts(string? runs, string[]? names, int[]? sizes) => RecordingMetadata.With(
        CountsSchema.Create(names?.Length ?? sizes?.Length ?? 2, new BinWidth(1, 1000), names, sizes), [new(RecordingMetadata.Runs, runs)]);
}
