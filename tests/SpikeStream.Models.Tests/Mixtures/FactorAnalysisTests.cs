using SpikeStream.Models.Mixtures;

namespace SpikeStream.Models.Tests.Mixtures;

public sealed class FactorAnalysisTests
{
    private const int Neurons = 6, Trials = 20_000;
    private static readonly double[] TrueLoadings = [3, 0, 2, 1, -2, 2, 0, 3, 1, -1, 0, 0];
    private static readonly double[] TrueNoise = [4, 6, 5, 9, 7, 8];
    private static readonly MixtureTrials Drawn = Draw(Trials);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void Steps_never_lower_the_likelihood_and_it_is_that_of_the_trials(int factors)
    {
        MixtureTrials trials = Draw(200);
        FactorAnalysis analysis = new(trials, factors, 1, tolerance: 0);
        for (int step = 0; step < 100; step++)
        {
            double before = analysis.LogLikelihood;
            analysis.Advance();
            analysis.LogLikelihood.ShouldBeGreaterThanOrEqualTo(before - 1e-12);
        }

        analysis.LogLikelihood.ShouldBe(analysis.Model.Score(trials).LogLikelihood, 1e-10);
        analysis.Model.Noise.ShouldAllBe(variance => variance >= FactorModel.LeastNoise);
    }

    [Fact]
    public void The_covariance_that_counts_were_drawn_with_is_recovered()
    {
        FactorAnalysis analysis = new(Drawn, 2, 3);
        for (int step = 0; step < 300; step++) analysis.Advance();

        double[] covariance = analysis.Model.Covariance();
        for (int i = 0; i < Neurons; i++)
        {
            for (int j = 0; j < Neurons; j++)
            {
                // Rounding to whole counts adds 1/12 to each variance; 0.4 is four standard errors of the largest one.
                double expected = TrueLoadings[2 * i] * TrueLoadings[2 * j] + TrueLoadings[2 * i + 1] * TrueLoadings[2 * j + 1] + (i == j ? TrueNoise[i] + 1.0 / 12 : 0);
                covariance[i * Neurons + j].ShouldBe(expected, 0.6);
            }
        }
    }

    [Fact]
    public void Without_factors_neurons_are_independent_gaussians()
    {
        FactorAnalysis analysis = new(Drawn, 0, 3);
        EmpiricalResponse[] responses = [.. Enumerable.Range(0, 2).Select(x => EmpiricalResponse.Of(Drawn, x))];
        double[] variances = [.. Enumerable.Range(0, Neurons).Select(i => responses.Sum(response => response.Covariance[i * Neurons + i] * (response.TrialCount - 1)) / Trials)];
        double expected = variances.Sum(variance => -0.5 * (Math.Log(2 * Math.PI * variance) + 1));

        analysis.LogLikelihood.ShouldBe(expected, 1e-9);
        analysis.Model.LogDensity(Drawn.CountsOf(0), 1).ShouldBe(
            Enumerable.Range(0, Neurons).Sum(i => -0.5 * (Math.Log(2 * Math.PI * variances[i]) + Math.Pow(Drawn.CountsOf(0)[i] - responses[1].Mean[i], 2) / variances[i])), 1e-9);
    }

    [Fact]
    public void The_density_is_that_of_the_covariance()
    {
        FactorAnalysis analysis = new(Drawn, 2, 3);
        for (int step = 0; step < 20; step++) analysis.Advance();
        FactorModel model = analysis.Model;
        double[] covariance = model.Covariance(), difference = [.. Drawn.CountsOf(5).ToArray().Zip(EmpiricalResponse.Of(Drawn, 0).Mean, (count, mean) => count - mean)];

        (model.LogNormaliser - model.LogDensity(Drawn.CountsOf(5), 0)).ShouldBe(0.5 * CovarianceSolver.QuadraticForm(covariance, difference), 1e-9);
        model.LogNormaliser.ShouldBe(-0.5 * (Neurons * Math.Log(2 * Math.PI) + new CholeskyFactor(covariance, Neurons).LogDeterminant), 1e-9);
    }

    [Fact]
    public void Posteriors_over_stimuli_that_are_far_apart_are_certain_and_a_silent_neuron_is_no_density_above_one()
    {
        MixtureTrials trials = MixtureTrials.Of([.. Enumerable.Range(0, 40).Select(t => t % 2 == 0 ? "near" : "far")], 2, [.. Enumerable.Range(0, 80).Select(place => place % 2 == 1 ? 0.0 : 5 + 50 * (place / 2 % 2) + place / 4 % 3)]);
        FactorModel model = new FactorAnalysis(trials, 0, 1).Model;

        model.Score(trials).LogPosterior.ShouldBe(0, 1e-6);
        model.Noise[1].ShouldBe(FactorModel.LeastNoise);
        model.Score(trials).LogLikelihood.ShouldBeLessThan(0);
    }

    [Fact]
    public void A_stimulus_without_training_trials_is_named()
    {
        MixtureTrials all = MixtureTrials.Of(["a", "b", "a"], 1, [1, 2, 3]);

        MixtureDataException fault = Should.Throw<MixtureDataException>(() => new FactorAnalysis(all.Select([0, 2]), 1, 1).Model.Score(all));

        fault.Message.ShouldBe("stimulus \"b\": found no trial to learn its mean counts from, expected at least 2 trials of each stimulus for factor analysis");
    }

    [Fact]
    public void Shuffling_keeps_what_each_neuron_does_at_each_stimulus_and_takes_the_correlations()
    {
        MixtureTrials shuffled = ShuffledTrials.Of(Drawn, 9);

        for (int x = 0; x < 2; x++)
        {
            EmpiricalResponse before = EmpiricalResponse.Of(Drawn, x), after = EmpiricalResponse.Of(shuffled, x);
            after.Mean.ShouldBe(before.Mean);
            for (int i = 0; i < Neurons; i++)
            {
                after.FanoFactor(i).ShouldBe(before.FanoFactor(i), 1e-9);
                for (int j = 0; j < i; j++) after.NoiseCorrelation(i, j).ShouldBe(0, 0.05);
            }
        }

        Math.Abs(EmpiricalResponse.Of(Drawn, 0).NoiseCorrelation(0, 1)).ShouldBeGreaterThan(0.3);
        ShuffledTrials.Of(Drawn, 9).Counts.ToArray().ShouldBe(shuffled.Counts.ToArray());
        ShuffledTrials.Of(Drawn, 10).Counts.ToArray().ShouldNotBe(shuffled.Counts.ToArray());
    }

    [Fact]
    public void Held_out_scores_prefer_the_true_number_of_factors()
    {
        MixtureTrials trials = Draw(600);
        CrossValidation validation = new(trials, new DiscreteTuning(trials.Stimuli.Labels), new() { Epochs = 200 }, folds: 3);

        double[] scores = [.. new[] { 0, 1, 2 }.Select(factors => Enumerable.Range(0, 3).Average(fold => Score(factors, fold).LogLikelihood))];

        scores.ShouldBe(scores.Order());
        FoldScore score = Score(2, 1);
        score.Trace.Count.ShouldBeInRange(11, 201);
        score.Trace.Select(epoch => epoch.Epoch).ShouldBe(Enumerable.Range(0, score.Trace.Count));

        FoldScore Score(int factors, int fold)
        {
            FactorAnalysis analysis = validation.BeginFactors(factors, fold);
            while (analysis.Advance()) { }
            return validation.EndFactors(analysis, factors, fold);
        }
    }

    private static MixtureTrials Draw(int trials)
    {
        SpikeStream.Numerics.Random.RandomStream random = new(11, "test", "factors");
        double[] counts = new double[trials * Neurons];
        for (int t = 0; t < trials; t++)
        {
            double first = random.NextNormal(), second = random.NextNormal();
            for (int i = 0; i < Neurons; i++)
                counts[t * Neurons + i] = Math.Max(0, Math.Round(40 + 3 * i + 5 * (t % 2) + TrueLoadings[2 * i] * first + TrueLoadings[2 * i + 1] * second + Math.Sqrt(TrueNoise[i]) * random.NextNormal()));
        }

        return MixtureTrials.Of([.. Enumerable.Range(0, trials).Select(t => t % 2 == 0 ? "a" : "b")], Neurons, counts);
    }
}
