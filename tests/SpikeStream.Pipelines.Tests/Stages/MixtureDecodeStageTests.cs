using Apache.Arrow;
using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Pipelines.Stages.Mixtures;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class MixtureDecodeStageTests : IDisposable
{
    private const int Neurons = 8, Trials = 200;
    private static readonly MixtureParameters Parameters = MixtureSynthesis.Draw(new() { Neurons = Neurons, Components = 2, Seed = 4 }).Poisson;
    private static readonly MixtureTrials Data = MixtureSynthesis.Trials(Parameters, CircularStimulus.Grid(4, 180), MixtureSynthesis.Order(4, Trials, 4), 4);
    private static readonly Schema CountsOf = CountsSchema.Create(Neurons, null);
    private static readonly Schema TrialsOf = TrialsSchema.Create();
    private readonly string _file = Path.GetTempFileName();

    public MixtureDecodeStageTests() => File.WriteAllBytes(_file, MixtureParameterFile.ToBytes(Parameters));

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Each_trial_has_the_posterior_of_the_library()
    {
        StageResult result = await Run(new() { Parameters = _file });

        StimulusDecoder decoder = new(new(Parameters, Data.Stimuli));
        double[] logPosterior = new double[4];
        decoder.LogPosterior(Data.CountsOf(17), logPosterior);
        Column(result, "log_posterior")[17].ShouldBe(logPosterior[Data.Conditions[17]]);
        Column(result, "decoded_log_posterior")[17].ShouldBe(logPosterior.Max());
        ((StringArray)result.Rows.Column("decoded")).GetString(17).ShouldBe(Data.Stimuli.Labels[StimulusDecoder.MaximumOf(logPosterior)]);
        Column(result, "circular_mean")[17].ShouldBe(CircularStimulus.Mean([0, 45, 90, 135], logPosterior, 180));
        TrialsSchema.Trials(result.Rows).ToArray().ShouldBe(Enumerable.Range(0, Trials).Select(trial => (long)trial));
        TrialsSchema.Conditions(result.Rows).GetString(17).ShouldBe(Data.Stimuli.Labels[Data.Conditions[17]]);
    }

    [Fact]
    public async Task Scores_are_the_means_over_trials()
    {
        StageResult result = await Run(new() { Parameters = _file });

        Score(result, "log_posterior").ShouldBe(Column(result, "log_posterior").Average(), 1e-12);
        Score(result, "circular_error").ShouldBe(Column(result, "circular_error").Average(Math.Abs), 1e-12);
        StringArray decoded = (StringArray)result.Rows.Column("decoded"), truth = TrialsSchema.Conditions(result.Rows);
        Score(result, "decoding_accuracy").ShouldBe(Enumerable.Range(0, Trials).Average(trial => decoded.GetString(trial) == truth.GetString(trial) ? 1.0 : 0.0), 1e-12);
        Score(result, "decoding_accuracy").ShouldBeGreaterThan(0.4);
    }

    [Fact]
    public async Task A_prior_that_rules_a_stimulus_out_keeps_it_from_being_decoded()
    {
        StageResult result = await Run(new() { Parameters = _file, Prior = DecodingPrior.Given, Weights = [1, 1, 0, 2] });

        Enumerable.Range(0, Trials).ShouldAllBe(trial => ((StringArray)result.Rows.Column("decoded")).GetString(trial) != "90");
    }

    [Fact]
    public async Task Frequencies_of_the_trials_as_prior_are_those_of_a_given_one()
    {
        double[] shares = [.. Enumerable.Range(0, 4).Select(x => (double)Data.Conditions.ToArray().Count(condition => condition == x))];

        StageResult empirical = await Run(new() { Parameters = _file, Prior = DecodingPrior.Empirical }), given = await Run(new() { Parameters = _file, Prior = DecodingPrior.Given, Weights = shares });

        Column(empirical, "log_posterior").ShouldBe(Column(given, "log_posterior"), 1e-12);
    }

    [Fact]
    public async Task A_grid_tells_more_stimuli_apart_than_the_trials_have()
    {
        StageResult result = await Run(new() { Parameters = _file, Grid = 36 });

        StringArray decoded = (StringArray)result.Rows.Column("decoded");
        Enumerable.Range(0, Trials).Select(trial => decoded.GetString(trial)).Distinct().Count().ShouldBeInRange(5, 36);
    }

    [Fact]
    public async Task Batches_and_resuming_change_no_bit()
    {
        StageResult whole = await Run(new() { Parameters = _file }), cut = await Run(new() { Parameters = _file }, rows: 7, resumes: true);

        cut.Bytes.ShouldBe(whole.Bytes);
    }

    [Fact]
    public async Task A_discrete_model_knows_its_stimuli_alone_and_has_no_circle()
    {
        MixtureTrials some = Data.Select([.. Enumerable.Range(0, Trials).Where(trial => Data.Conditions[trial] != 2)]);
        MixtureTrials training = MixtureTrials.Of([.. some.Conditions.ToArray().Select(condition => Data.Stimuli.Labels[condition])], Neurons, some.Counts.ToArray());
        await File.WriteAllBytesAsync(_file, MixtureParameterFile.ToBytes(new MixtureFit(training, new DiscreteTuning(training.Stimuli.Labels), new() { Components = 2, Epochs = 3, Starts = 1 }).Run()));

        int unknown = Data.Conditions.IndexOf(2);
        (await Should.ThrowAsync<InvalidInputException>(() => Run(new() { Parameters = _file }))).Message.ShouldBe($"trials: trial {unknown}: stimulus \"90\" is not among those that are decoded, 0, 45, 135");
        StageResult result = await Run(new() { Parameters = _file }, data: training);
        result.Rows.Schema.GetFieldByName("circular_mean").ShouldBeNull();
        double.IsNaN(Score(result, "circular_error")).ShouldBeTrue();
    }

    [Fact]
    public async Task Another_number_of_neurons_and_a_grid_of_names_are_refused()
    {
        (await Should.ThrowAsync<InvalidInputException>(() => StageRun.RunAsync<MixtureDecodeStage>(new MixtureDecodeOptions { Parameters = _file }, [CountsSchema.Create(2, null), TrialsOf], [])))
            .Message.ShouldBe($"{_file}: found {Neurons} neurons, expected the 2 of the trials");
        (await Should.ThrowAsync<InvalidInputException>(() => Run(new() { Parameters = _file, Prior = DecodingPrior.Given, Weights = [1, 2] }))).Message.ShouldEndWith("prior: found 2 weights, expected 4, one per stimulus");
    }

    [Fact]
    public void Priors_that_contradict_each_other_are_faults()
    {
        new MixtureDecodeOptions { Parameters = "p", Prior = DecodingPrior.Given }.Check().Single().Key.ShouldBe("weights");
        new MixtureDecodeOptions { Parameters = "p", Weights = [1] }.Check().Single().Key.ShouldBe("weights");
        new MixtureDecodeOptions { Parameters = "p", Grid = 10, Prior = DecodingPrior.Empirical }.Check().Single().Key.ShouldBe("grid");
    }

    private static Task<StageResult> Run(MixtureDecodeOptions options, int rows = Trials, bool resumes = false, MixtureTrials? data = null)
    {
        data ??= Data;
        long[] numbers = [.. Enumerable.Range(0, data.Count).Select(trial => (long)trial)];
        RecordBatch counts = CountsSchema.Batch<int>(CountsOf, numbers, [.. numbers.Select(trial => (double)trial)], [.. data.Counts.ToArray().Select(count => (int)count)]);
        RecordBatch conditions = TrialsSchema.WithoutTimes(TrialsOf, numbers, data.Conditions.ToArray().Select(condition => data.Stimuli.Labels[condition]));
        int[] sizes = [.. Enumerable.Repeat(rows, Trials / rows + 1)];
        return StageRun.RunAsync<MixtureDecodeStage>(
            options, [CountsOf, TrialsOf], [.. StageRun.Cut(counts, sizes).Select(batch => (0, batch)), .. StageRun.Cut(conditions, sizes).Select(batch => (1, batch))], resumes);
    }

    private static double[] Column(StageResult result, string name) => ((DoubleArray)result.Rows.Column(name)).Values.ToArray();

    private static double Score(StageResult result, string metric) => result.OtherBatches.SelectMany(part => ScoresSchema.Rows(part.Batch)).Single(row => row.Metric == metric).Value;
}
