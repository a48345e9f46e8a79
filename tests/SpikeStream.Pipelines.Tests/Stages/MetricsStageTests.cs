using System.Globalization;
using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Models.Metrics;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class MetricsStageTests
{
    private const int BurnIn = 200;
    private const string Fit = FitRun.Short + """, "iterations": 20 """;

    [Fact]
    public async Task The_likelihood_at_the_start_is_that_of_the_model()
    {
        SortedDictionary<string, string> outputs = await FitRun.OutputsAsync(FitRun.Pipeline(Fit));

        MesoscopicModel model = new(FitNetwork.Parameters, new MesoscopicOptions { AgeBins = FitNetwork.AgeBins, Normalised = true, Free = ["w", "tau_m", "c"] });
        double[] coordinates = FitStarts.Configured(model.Parameters);
        SequenceData data = new(FitNetwork.Counts, FitNetwork.Inputs, FitNetwork.Populations);
        double expected = SequenceLikelihood.Evaluate(model, coordinates, data, BurnIn);
        FitRun.Score(outputs["scores.txt"], "log_likelihood_per_bin", "start").ShouldBe(expected / (4000 - BurnIn), 1e-12);
        FitRun.Score(outputs["scores.txt"], "log_posterior", "start").ShouldBe(expected + model.Parameters.LogPrior(coordinates), 1e-9);
    }

    [Fact]
    public async Task The_baseline_is_the_likelihood_of_constant_rates()
    {
        SortedDictionary<string, string> outputs = await FitRun.OutputsAsync(FitRun.Pipeline(Fit));

        int[] counts = FitNetwork.Counts[(BurnIn * 2)..];
        int[] neurons = FitNetwork.Parameters.NeuronCounts;
        double expected = HomogeneousRateBaseline.LogLikelihood(counts, neurons, HomogeneousRateBaseline.MeanCounts(counts, neurons))
            + neurons.Sum(n => MathNet.Numerics.SpecialFunctions.GammaLn(n + 1.0)) * (4000 - BurnIn);
        FitRun.Score(outputs["scores.txt"], "log_likelihood_per_bin", "homogeneous rate").ShouldBe(expected / (4000 - BurnIn), 1e-9);
        FitRun.Score(outputs["scores.txt"], "log_likelihood_per_bin", "start").ShouldBeGreaterThan(expected / (4000 - BurnIn));
    }

    [Fact]
    public async Task Expected_counts_are_those_of_the_model_at_the_estimate_and_agree_with_the_scores()
    {
        SortedDictionary<string, string> outputs = await FitRun.OutputsAsync(FitRun.Pipeline(Fit + """, "learningRate": 1e-12 """));

        MesoscopicModel model = new(FitNetwork.Parameters, new MesoscopicOptions { AgeBins = FitNetwork.AgeBins, Free = ["w", "tau_m", "c"] });
        double[] expected = new double[8000];
        SequenceData data = new(FitNetwork.Counts, FitNetwork.Inputs, FitNetwork.Populations);
        SequenceLikelihood.Evaluate(model, FitStarts.Configured(model.Parameters), data, BurnIn, expected);
        string[] lines = outputs["expected.txt"].Trim().Split('\n');
        lines.Length.ShouldBe(4000);
        for (int bin = 0; bin < lines.Length; bin++)
        {
            string[] cells = lines[bin].Split(',');
            cells[0].ShouldBe(bin.ToString(CultureInfo.InvariantCulture));
            double.Parse(cells[2].Split(';')[1], CultureInfo.InvariantCulture).ShouldBe(expected[bin * 2 + 1], 1e-7);
        }

        double[] observed = Smooth([.. FitNetwork.Counts.Select(count => (double)count)], 0, 60);
        double[] smooth = Smooth(expected, 0, 60);
        FitRun.Score(outputs["scores.txt"], "correlation", "E").ShouldBe(TraceMetrics.Correlation(observed, smooth), 1e-7);
        FitRun.Score(outputs["scores.txt"], "rmse", "E").ShouldBe(TraceMetrics.RootMeanSquaredError(observed, smooth), 1e-6);
    }

    [Fact]
    public async Task The_truth_is_scored_with_all_its_parameters_and_the_estimate_against_it()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, FitNetwork.Json);
            string wrong = FitNetwork.Json.Replace("\"u_rest\": [20, 19.5]", "\"u_rest\": [17, 19.5]", StringComparison.Ordinal);
            string truth = $$""", "truth": "{{file}}" """;
            SortedDictionary<string, string> right = await FitRun.OutputsAsync(FitRun.Pipeline(Fit + truth));
            SortedDictionary<string, string> outputs = await FitRun.OutputsAsync(FitRun.Pipeline(Fit + truth, parameters: wrong));

            FitRun.Score(outputs["scores.txt"], "log_likelihood_per_bin", "truth").ShouldBe(FitRun.Score(right["scores.txt"], "log_likelihood_per_bin", "start"), 1e-12);
            double estimate = double.Parse(outputs["estimates.txt"].Trim().Split('\n')[^1].Split(',')[5], CultureInfo.InvariantCulture);
            FitRun.Score(outputs["scores.txt"], "relative_error", "w[E,E]").ShouldBe(Math.Abs(estimate - 2.5) / 2.5, 1e-12);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static double[] Smooth(double[] values, int population, int neurons)
    {
        List<double> blocks = [];
        for (int bin = BurnIn; bin + 10 <= 4000; bin += 10)
            blocks.Add(Enumerable.Range(bin, 10).Sum(k => values[k * 2 + population]) / (10 * neurons * 0.001));
        return [.. blocks];
    }
}
