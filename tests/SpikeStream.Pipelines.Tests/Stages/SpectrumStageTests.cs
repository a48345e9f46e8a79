using Apache.Arrow;
using SpikeStream.Models.Metrics;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class SpectrumStageTests
{
    private static readonly SpectrumOptions Short = new() { Start = Duration.Parse("0.1 s"), Segment = Duration.Parse("0.1 s"), Label = "true" };

    [Fact]
    public async Task The_spectrum_is_that_of_the_activity_averaged_over_runs_with_their_standard_error()
    {
        EnsembleExamples ensemble = new(4, 1);
        CurvesSchema.Row[] rows = await RunAsync(Short, ensemble, false, 1000);

        rows.Select(row => (row.Curve, row.Target)).Distinct().ShouldBe([("true", "E"), ("true", "I")]);
        double[][] runs = [.. Enumerable.Range(0, 4).Select(run => Power(ensemble.Activity(run, 1, 100, 900, 1)))];
        CurvesSchema.Row[] inhibitory = [.. rows.Where(row => row.Target == "I")];
        inhibitory.Length.ShouldBe(50);
        for (int i = 0; i < 50; i++)
        {
            double[] powers = [.. runs.Select(run => run[i + 1])];
            inhibitory[i].X.ShouldBe(10.0 * (i + 1), 1e-9);
            inhibitory[i].Value.ShouldBe(powers.Average(), 1e-9);
            inhibitory[i].Error.ShouldBe(Math.Sqrt(powers.Sum(p => Math.Pow(p - powers.Average(), 2)) / 3) / 2, 1e-9);
        }
    }

    [Theory]
    [InlineData(new[] { 13, 1, 300 }, false)]
    [InlineData(new[] { 150, 433, 2 }, true)]
    public async Task It_does_not_depend_on_where_batches_are_cut_nor_on_an_interruption(int[] sizes, bool resumes)
    {
        EnsembleExamples recording = new(1, 2);
        SpectrumOptions options = Short with { Resolution = new Frequency(20), Highest = new Frequency(200) };
        CurvesSchema.Row[] rows = await RunAsync(options, recording, resumes, sizes);
        rows.ShouldBe(await RunAsync(options, recording, false, 1000));
        rows.Count(row => row.Target == "E").ShouldBe(10);
        rows.ShouldAllBe(row => row.Error > 0 && row.Error < row.Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_segment_spans_a_bin_that_was_not_observed(bool resumes)
    {
        EnsembleExamples recording = new(1, 3);
        RecordBatch counts = recording.Without((350, 1), (351, 1), (640, 0));
        StageResult result = await StageRun.RunAsync<SpectrumStage>(Short, recording.Schema, StageRun.Cut(counts, 340, 12, 300), resumes);
        WelchSpectrum expected = new(1, 100, 0.001);
        double[] activity = recording.Activity(0, 1, 0, 1000, 1);
        for (int bin = 100; bin < 1000; bin++)
        {
            if (bin is 350 or 351 or 640) expected.Break();
            else expected.Add([activity[bin]]);
        }

        double[] found = [.. CurvesSchema.Rows(result.Rows).Where(row => row.Target == "I").Select(row => row.Value)];
        for (int i = 0; i < 50; i++) found[i].ShouldBe(expected.Spectrum(0).Power[i + 1], 1e-9);
        result.Warnings.ShouldBe(["3 bins in which a population was not observed are in no segment"]);
        RecordBatch nothing = recording.Without([.. Enumerable.Range(1, 19).Select(gap => (50 * gap, 0))]);
        (await Should.ThrowAsync<InvalidInputException>(() => StageRun.RunAsync<SpectrumStage>(Short, recording.Schema, [nothing]))).Message
            .ShouldBe("counts: found 900 bins, 18 of them missing, expected at least the 100 of one segment of 100 ms; shorten \"segment\"");
    }

    [Fact]
    public async Task What_makes_no_spectrum_is_refused()
    {
        (await RefusalAsync(Short with { Segment = Duration.Parse("2 s") })).ShouldBe("counts: found 900 bins, expected at least the 2000 of one segment of 2 s; shorten \"segment\"");
        (await RefusalAsync(Short with { Segment = Duration.Parse("25 ms") })).ShouldBe("segment: found 25 ms, expected an even number of bins of 1 ms, from 4 to 16777216");
        (Short with { Resolution = new Frequency(5) }).Check().Single().Message.ShouldBe("found 5 Hz, expected at least the distance of frequencies of segments of 100 ms, 10 Hz");
    }

    private static async Task<string> RefusalAsync(SpectrumOptions options) =>
        (await Should.ThrowAsync<InvalidInputException>(() => RunAsync(options, new(1, 1), false, 1000))).Message;

    private static double[] Power(double[] activity)
    {
        WelchSpectrum spectrum = new(1, 100, 0.001);
        foreach (double value in activity) spectrum.Add([value]);
        return spectrum.Spectrum(0).Power;
    }

    private static async Task<CurvesSchema.Row[]> RunAsync(SpectrumOptions options, EnsembleExamples counts, bool resumes, params int[] sizes)
    {
        StageResult result = await StageRun.RunAsync<SpectrumStage>(options, counts.Schema, StageRun.Cut(counts.Batch, sizes), resumes);
        CurvesSchema.Describe(result.Schema).QuantityUnit.ShouldBe("Hz^2/Hz");
        return [.. CurvesSchema.Rows(result.Rows)];
    }
}
