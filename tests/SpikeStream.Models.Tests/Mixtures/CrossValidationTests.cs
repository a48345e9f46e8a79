using SpikeStream.Models.Mixtures;

namespace SpikeStream.Models.Tests.Mixtures;

public sealed class CrossValidationTests
{
    [Fact]
    public void Folds_share_the_trials_of_each_condition_evenly()
    {
        int[] conditions = [.. Enumerable.Range(0, 47).Select(t => t % 3)];
        CrossValidationFolds folds = new(conditions, 5, 1);
        Enumerable.Range(0, 5).SelectMany(folds.Test).Order().ShouldBe(Enumerable.Range(0, 47));
        for (int fold = 0; fold < 5; fold++)
        {
            folds.Training(fold).Concat(folds.Test(fold)).Order().ShouldBe(Enumerable.Range(0, 47));
            for (int x = 0; x < 3; x++) folds.Test(fold).Count(t => conditions[t] == x).ShouldBeInRange(3, 4);
        }

        new CrossValidationFolds(conditions, 5, 2).Test(0).ShouldNotBe(folds.Test(0));
    }

    [Fact]
    public void Scores_do_not_depend_on_threads_or_on_what_is_known_already()
    {
        (_, MixtureTrials trials) = MixtureLawTests.Draw(15, false, trials: 120);
        MixtureTrainingOptions options = new() { Epochs = 20, Starts = 2, StartEpochs = 5 };
        CrossValidation validation = new(trials, new DiscreteTuning(trials.Stimuli.Labels), options, folds: 3);
        IReadOnlyList<FoldScore> alone = validation.Run([1, 3], 1);
        List<FoldScore> reported = [];
        IReadOnlyList<FoldScore> resumed = validation.Run([1, 3], 3, alone.Take(2), reported.Add);
        reported.Count.ShouldBe(4);
        resumed.Select(score => (score.Components, score.Fold, score.LogLikelihood, score.LogPosterior)).ShouldBe(alone.Select(score => (score.Components, score.Fold, score.LogLikelihood, score.LogPosterior)));
        IReadOnlyList<ComponentScore> summary = ComponentScore.Of(alone);
        summary.Select(score => score.Components).ShouldBe([1, 3]);
        summary[0].LogLikelihood.ShouldBe(alone.Take(3).Average(score => score.LogLikelihood), 1e-12);
        summary[1].LogLikelihoodError.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Held_out_scores_prefer_the_true_number_of_components_to_one()
    {
        (_, MixtureTrials trials) = MixtureLawTests.Draw(16, false, trials: 600, neurons: 12);
        IReadOnlyList<ComponentScore> scores = ComponentScore.Of(new CrossValidation(trials, new VonMisesTuning(180), new() { Epochs = 60, Starts = 2 }, folds: 3).Run([1, 3], 1));
        scores[1].LogLikelihood.ShouldBeGreaterThan(scores[0].LogLikelihood);
    }

    [Fact]
    public void Stimuli_with_a_single_trial_need_von_mises_tuning()
    {
        MixtureTrials trials = MixtureTrials.Of(["0", "10", "20", "30"], 1, [1, 2, 3, 4]);
        Should.Throw<MixtureDataException>(() => new CrossValidation(trials, new DiscreteTuning(trials.Stimuli.Labels), new(), 2)).Message.ShouldContain("stimulus \"0\": found 1 trial");
        FoldScore score = new CrossValidation(trials, new VonMisesTuning(180), new() { Components = 1, Epochs = 5 }, 2).Score(1, 0);
        double.IsFinite(score.LogPosterior).ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void All_folds_are_decoded_over_the_same_stimuli_whether_or_not_one_is_unseen_in_training(bool hasSingle)
    {
        (_, MixtureTrials drawn) = MixtureLawTests.Draw(15, false, trials: 120);
        string[] labels = [.. drawn.Conditions.ToArray().Select((condition, trial) => hasSingle && trial == 7 ? "11" : drawn.Stimuli.Labels[condition])];
        MixtureTrials trials = MixtureTrials.Of(labels, drawn.NeuronCount, drawn.Counts.ToArray());
        MixtureTrainingOptions options = new() { Epochs = 5, Starts = 1 };
        CrossValidation validation = new(trials, new VonMisesTuning(180), options, folds: 3);
        CrossValidationFolds folds = new(trials.Conditions, 3, options.Seed);

        for (int fold = 0; fold < 3; fold++)
        {
            MixtureFit fit = validation.Begin(2, fold);
            fit.Run();
            StimulusDecoder decoder = hasSingle
                ? new(new(fit.Parameters, CircularStimulus.Grid(200, 180)))
                : new(new(fit.Parameters, trials.Stimuli), StimulusDecoder.EmpiricalPrior(MixtureTotals.Of(trials.Select(folds.Training(fold)))));
            validation.Score(2, fold).LogPosterior.ShouldBe(decoder.Score(trials.Select(folds.Test(fold))).LogPosterior);
        }
    }
}
