using System.Globalization;
using SpikeStream.Models.Mixtures;
using SpikeStream.Tests;

namespace SpikeStream.Models.Tests.Mixtures;

public sealed class MixtureFitTests
{
    [SkippableTheory]
    [InlineData("poisson", MixtureModelKind.Poisson, -30.3214, -0.371)]
    [InlineData("poisson", MixtureModelKind.ComBased, -30.3166, -0.370)]
    [InlineData("com-based", MixtureModelKind.Poisson, -30.3166, -0.369)]
    [InlineData("com-based", MixtureModelKind.ComBased, -30.1362, -0.349)]
    public void Fits_of_the_synthetic_recordings_reach_the_log_likelihood_of_the_reference(string dataset, MixtureModelKind model, double logLikelihood, double logPosterior)
    {
        MixtureTrials trials = Read(dataset);
        MixtureFit fit = new(trials, new DiscreteTuning(trials.Stimuli.Labels), new() { Model = model, Components = 5, Epochs = 500, Parallelism = 2 });
        fit.Run();
        fit.Best.LogLikelihood.ShouldBe(logLikelihood, 0.005);
        new StimulusDecoder(new(fit.Parameters, trials.Stimuli)).Score(trials).LogPosterior.ShouldBe(logPosterior, 0.005);
    }

    [SkippableFact]
    public void Independent_counts_fit_the_synthetic_recording_as_the_reference_says()
    {
        MixtureTrials trials = Read("com-based");
        foreach ((MixtureModelKind model, double expected) in ((MixtureModelKind, double)[])[(MixtureModelKind.Poisson, -31.3598), (MixtureModelKind.ComBased, -31.1260)])
        {
            MixtureFit fit = new(trials, new DiscreteTuning(trials.Stimuli.Labels), new() { Model = model, Components = 1 });
            fit.Run();
            fit.Best.LogLikelihood.ShouldBe(expected, 2e-4);
        }
    }

    [SkippableFact]
    public void Held_out_scores_of_the_synthetic_recording_are_those_of_the_reference()
    {
        MixtureTrials trials = Read("com-based");
        DiscreteTuning tuning = new(trials.Stimuli.Labels);
        foreach ((MixtureModelKind model, int components, double expected) in ((MixtureModelKind, int, double)[])[
            (MixtureModelKind.Poisson, 1, -31.482), (MixtureModelKind.ComBased, 1, -31.249), (MixtureModelKind.Poisson, 5, -30.474), (MixtureModelKind.ComBased, 5, -30.318)])
        {
            ComponentScore score = ComponentScore.Of(new CrossValidation(trials, tuning, new() { Model = model }, folds: 5).Run([components], 2)).Single();
            // Folds differ: about two standard errors. The mean over all trials depends on them much less.
            score.LogLikelihood.ShouldBe(expected, 0.04, $"{model}, {components}");
            score.LogLikelihoodError.ShouldBeInRange(0.01, 0.2);
        }
    }

    [Fact]
    public void Threads_and_interruptions_change_no_bit()
    {
        (_, MixtureTrials trials) = MixtureLawTests.Draw(12, true, trials: 300);
        DiscreteTuning tuning = new(trials.Stimuli.Labels);
        MixtureTrainingOptions options = new() { Model = MixtureModelKind.ComBased, Components = 3, Epochs = 30, Starts = 4, StartEpochs = 8 };
        MixtureFit single = new(trials, tuning, options), threads = new(trials, tuning, options with { Parallelism = 3 });
        single.Run();
        using MemoryStream state = new();
        for (int epoch = 0; epoch < 5; epoch++) threads.Advance();
        threads.Save(new BinaryWriter(state));
        state.Position = 0;
        MixtureFit resumed = new(trials, tuning, options with { Parallelism = 2 });
        resumed.Restore(new BinaryReader(state));
        resumed.Run();
        resumed.ChosenStart.ShouldBe(single.ChosenStart);
        resumed.Trace.ShouldBe(single.Trace);
        resumed.Parameters.Mix.ShouldBe(single.Parameters.Mix);
        resumed.Parameters.Shape.ShouldBe(single.Parameters.Shape);
    }

    [Fact]
    public void Trials_that_stream_past_are_trained_on_with_the_same_bits()
    {
        (_, MixtureTrials trials) = MixtureLawTests.Draw(17, true, trials: 600);
        VonMisesTuning tuning = new(180);
        MixtureTrainingOptions options = new() { Model = MixtureModelKind.ComBased, Components = 3, Epochs = 20, Starts = 2, StartEpochs = 5 };
        MixtureFit whole = new(trials, tuning, options), streamed = new(new BatchedTrials(trials, 101), tuning, options, sample: trials);
        whole.Run().Mix.ShouldBe(streamed.Run().Mix);
        streamed.Trace.ShouldBe(whole.Trace);
        StimulusDecoder decoder = new(new(whole.Parameters, trials.Stimuli));
        decoder.Score(new BatchedTrials(trials, 101)).ShouldBe(decoder.Score(trials));
        EmpiricalResponse.Of(new BatchedTrials(trials, 101), 1).Covariance.ShouldBe(EmpiricalResponse.Of(trials, 1).Covariance);
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Should.Throw<OperationCanceledException>(() => new MixtureFit(trials, tuning, options).Advance(cancelled.Token));
    }

    [Fact]
    public void Estimates_come_nearer_to_the_truth_with_more_trials()
    {
        double[] errors = [.. ((int[])[1000, 16_000]).Select(count =>
        {
            (MixtureParameters truth, MixtureTrials trials) = MixtureLawTests.Draw(13, false, count, neurons: 8);
            // From the truth, so that components keep their places.
            MixtureTrainer trainer = new(trials, truth, new() { Components = 3, Epochs = 200 });
            while (trainer.Advance())
            {
            }

            return Math.Sqrt(trainer.Parameters.Mix.Zip(truth.Mix, (a, b) => (a - b) * (a - b)).Average());
        })];
        // As the root of the number of trials: a factor of four.
        (errors[0] / errors[1]).ShouldBeInRange(2, 8);
    }

    [Fact]
    public void Training_stops_early_at_the_best_held_out_epoch()
    {
        (_, MixtureTrials trials) = MixtureLawTests.Draw(14, true, trials: 80);
        MixtureTrials training = trials.Select([.. Enumerable.Range(0, 40)]), heldOut = trials.Select([.. Enumerable.Range(40, 40)]);
        MixtureFit fit = new(training, new DiscreteTuning(trials.Stimuli.Labels), new() { Components = 6, Epochs = 300, Starts = 1, Patience = 5 }, heldOut);
        MixtureParameters best = fit.Run();
        fit.Trace.Count.ShouldBeLessThan(301);
        ConditionalMixture.MeanLogLikelihood(best, heldOut).ShouldBe(fit.Trace.Max(epoch => epoch.HeldOut), 1e-12);
    }

    [Fact]
    public void Silent_neurons_unseen_stimuli_and_more_components_than_trials_are_trained_within_bounds()
    {
        StimulusSet stimuli = StimulusSet.Of(["a", "b", "never"]);
        MixtureTrials trials = new(stimuli, [0, 1, 0], 3, [0, 3, 2, 0, 0, 5, 0, 4, 1]);
        MixtureTotals.Of(trials).Silent().ShouldBe([(0, 0), (1, 0), (1, 1)]);
        foreach (MixtureOptimiser optimiser in Enum.GetValues<MixtureOptimiser>())
        {
            MixtureFit fit = new(trials, new DiscreteTuning(stimuli.Labels), new() { Model = MixtureModelKind.ComBased, Components = 5, Epochs = 60, Starts = 2, Optimiser = optimiser });
            MixtureParameters parameters = fit.Run();
            parameters.Base.ShouldAllBe(b => Math.Abs(b) <= 30);
            parameters.Mix.ShouldAllBe(gain => Math.Abs(gain) <= 30);
            parameters.Shape.ShouldAllBe(shape => shape <= -0.02);
            double.IsFinite(fit.Best.LogLikelihood).ShouldBeTrue();
            new StimulusDecoder(new(parameters, stimuli)).Score(trials).LogPosterior.ShouldBeLessThanOrEqualTo(0);
        }
    }

    [Fact]
    public void Counts_of_a_hundred_thousand_are_trained()
    {
        double[] counts = [100_000, 3, 101_000, 4, 99_000, 2, 100_500, 5, 50_000, 1, 51_000, 2];
        MixtureTrials trials = MixtureTrials.Of(["a", "a", "b", "b", "a", "b"], 2, counts);
        MixtureFit fit = new(trials, new DiscreteTuning(trials.Stimuli.Labels), new() { Model = MixtureModelKind.ComBased, Components = 2, Epochs = 100, Starts = 2 });
        fit.Run();
        double.IsFinite(fit.Best.LogLikelihood).ShouldBeTrue();
        fit.Trace.Zip(fit.Trace.Skip(1)).ShouldAllBe(pair => pair.Second.LogLikelihood >= pair.First.LogLikelihood - 1e-9);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0.5)]
    [InlineData(double.NaN)]
    [InlineData(2e6)]
    public void Counts_that_are_no_natural_numbers_are_refused(double count)
    {
        Should.Throw<MixtureDataException>(() => MixtureTrials.Of(["a", "b"], 2, [1, 2, 3, count])).Message.ShouldBe(
            string.Create(CultureInfo.InvariantCulture, $"trial 1, neuron 1: found the count {count}, expected a natural number of at most 1000000"));
    }

    private static MixtureTrials Read(string dataset)
    {
        string folder = SharedData.Folder("synthetic-mixture", dataset);
        string[] stimuli = File.ReadAllLines(Path.Combine(folder, "stimuli.csv"));
        double[][] rows = [.. File.ReadAllLines(Path.Combine(folder, "responses.csv")).Select(line => line.Split(',').Select(value => double.Parse(value, CultureInfo.InvariantCulture)).ToArray())];
        return MixtureTrials.Of(stimuli, rows[0].Length, [.. rows.SelectMany(row => row)]);
    }
}
