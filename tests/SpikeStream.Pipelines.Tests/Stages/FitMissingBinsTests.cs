using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;

namespace SpikeStream.Pipelines.Tests.Stages;

/// <summary>Fits and scores of counts with bins that were not observed.</summary>
public sealed class FitMissingBinsTests
{
    private const int BurnIn = 200;
    private const int Hole = 1234;
    private const string Fit = FitRun.Short + """, "iterations": 20 """;
    private const string Counts = """ "unobservedBin": 1234 """;

    [Theory]
    [InlineData("sequential")]
    [InlineData("random")]
    public async Task Likelihoods_are_those_of_the_stretches_each_after_its_burn_in(string minibatches)
    {
        SortedDictionary<string, string> outputs = await FitRun.OutputsAsync(FitRun.Pipeline($"{Fit}, \"minibatches\": \"{minibatches}\"", Counts));

        MesoscopicModel model = new(FitNetwork.Parameters, new MesoscopicOptions { AgeBins = FitNetwork.AgeBins, Normalised = true, Free = ["w", "tau_m", "c"] });
        double[] coordinates = FitStarts.Configured(model.Parameters), expected = new double[2 * (3999 - Hole)];
        SequenceData data = new(FitNetwork.Counts, FitNetwork.Inputs, FitNetwork.Populations);
        double likelihood = SequenceLikelihood.Evaluate(model, coordinates, data.Slice(0, Hole), BurnIn)
            + SequenceLikelihood.Evaluate(model, coordinates, data.Slice(Hole + 1, 3999 - Hole), BurnIn, expected);
        const int Counted = 3999 - 2 * BurnIn;
        FitRun.Score(outputs["scores.txt"], "log_likelihood_per_bin", "start").ShouldBe(likelihood / Counted, 1e-12);
        FitRun.Score(outputs["scores.txt"], "missing_bins", "data").ShouldBe(1);
        FitRun.Score(outputs["scores.txt"], "scored_bins", "data").ShouldBe(Counted);
        outputs["starts.txt"].ShouldContain("log_likelihood_per_bin");
        outputs["expected.txt"].Trim().Split('\n')[Hole].ShouldBe("1234,1.234,null;null");
    }

    [Fact]
    public async Task Stretches_that_are_all_too_short_are_refused() =>
        (await FitRun.RefusalAsync(FitRun.Pipeline(Fit.Replace("\"0.2 s\"", "\"1.3 s\"", StringComparison.Ordinal), Counts + """, "bins": 1500 """))).ShouldContain("found a longest stretch without gaps of 1.234 s, expected at least");

    [Theory]
    [InlineData("stream", "")]
    [InlineData("archive", """, "minibatches": "sequential" """)]
    public async Task Estimates_do_not_depend_on_how_the_counts_come(string mode, string more)
    {
        string fit = $"{Fit}, \"mode\": \"{mode}\" {more}";
        SortedDictionary<string, string> whole = await FitRun.OutputsAsync(FitRun.Pipeline(fit, Counts));
        SortedDictionary<string, string> pieces = await FitRun.OutputsAsync(FitRun.Pipeline(fit, Counts + """, "batchRows": 7 """));
        pieces["estimates.txt"].ShouldBe(whole["estimates.txt"]);
        whole["estimates.txt"].Trim().Split('\n').Length.ShouldBeGreaterThan(10);
        SortedDictionary<string, string> complete = await FitRun.OutputsAsync(FitRun.Pipeline(fit));
        complete["estimates.txt"].ShouldNotBe(whole["estimates.txt"]);
    }
}
