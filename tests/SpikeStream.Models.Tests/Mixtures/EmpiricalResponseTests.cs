using System.Globalization;
using System.Text.Json;
using SpikeStream.Models.Mixtures;
using SpikeStream.Tests;

namespace SpikeStream.Models.Tests.Mixtures;

public sealed class EmpiricalResponseTests
{
    [SkippableTheory]
    [InlineData("poisson", 0.51, 0.43, -0.391)]
    [InlineData("com-based", 0.76, 0.41, -0.364)]
    public void The_true_model_agrees_with_the_synthetic_recording_as_well_as_the_reference_says(string dataset, double fano, double correlation, double logPosterior)
    {
        string folder = SharedData.Folder("synthetic-mixture", dataset);
        double[][] rows = [.. File.ReadAllLines(Path.Combine(folder, "responses.csv")).Select(line => line.Split(',').Select(value => double.Parse(value, CultureInfo.InvariantCulture)).ToArray())];
        MixtureTrials trials = MixtureTrials.Of(File.ReadAllLines(Path.Combine(folder, "stimuli.csv")), rows[0].Length, [.. rows.SelectMany(row => row)]);
        JsonElement json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "true", "parameters.json"))).RootElement;
        double[] shape = json.Numbers("shape");
        MixtureParameters parameters = new()
        {
            Tuning = new VonMisesTuning(json.Number("period")),
            Model = shape.All(value => value == -1) ? MixtureModelKind.Poisson : MixtureModelKind.ComBased,
            Base = json.Numbers("base"),
            Mix = json.Numbers("mix"),
            Category = json.Numbers("cat"),
            Shape = shape,
        };
        ConditionalMixture model = new(parameters, trials.Stimuli);
        int[] neurons = [.. Enumerable.Range(0, model.NeuronCount)];
        double[] fanos = new double[trials.Stimuli.Count], correlations = new double[trials.Stimuli.Count];
        for (int x = 0; x < fanos.Length; x++)
        {
            MixtureResponse response = model.Response(x);
            EmpiricalResponse data = EmpiricalResponse.Of(trials, x);
            fanos[x] = EmpiricalResponse.SquaredCorrelation([.. neurons.Select(data.FanoFactor)], [.. neurons.Select(response.FanoFactor)]);
            (int I, int J)[] pairs = [.. neurons.SelectMany(i => neurons.Where(j => j > i).Select(j => (i, j)))];
            correlations[x] = EmpiricalResponse.SquaredCorrelation([.. pairs.Select(pair => data.NoiseCorrelation(pair.I, pair.J))], [.. pairs.Select(pair => response.NoiseCorrelation(pair.I, pair.J))]);
        }

        fanos.Average().ShouldBe(fano, 0.006);
        correlations.Average().ShouldBe(correlation, 0.006);
        ConditionalMixture.MeanLogLikelihood(parameters, trials).ShouldBe(dataset == "poisson" ? -30.4061 : -30.2238, 6e-5);
        new StimulusDecoder(model).Score(trials).LogPosterior.ShouldBe(logPosterior, 6e-4);
    }

    [Fact]
    public void Silent_neurons_have_neither_fano_factor_nor_correlation()
    {
        MixtureTrials trials = MixtureTrials.Of(["a", "a", "b"], 2, [0, 1, 0, 3, 1, 1]);
        EmpiricalResponse data = EmpiricalResponse.Of(trials, 0);
        data.TrialCount.ShouldBe(2);
        data.FanoFactor(0).ShouldBe(double.NaN);
        data.FanoFactor(1).ShouldBe(1);
        data.NoiseCorrelation(0, 1).ShouldBe(double.NaN);
        EmpiricalResponse.Of(trials, 1).FanoFactor(1).ShouldBe(double.NaN);
        EmpiricalResponse.SquaredCorrelation([1, 2, double.NaN, 4], [2, 4, 5, 8]).ShouldBe(1, 1e-12);
        EmpiricalResponse.SquaredCorrelation([1, double.NaN], [2, 4]).ShouldBe(double.NaN);
    }
}
