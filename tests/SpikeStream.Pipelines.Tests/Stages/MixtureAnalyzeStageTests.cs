using Apache.Arrow;
using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Pipelines.Stages.Mixtures;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class MixtureAnalyzeStageTests : IDisposable
{
    private const int Neurons = 3, Trials = 200;
    private const int Information = 3, Empirical = 4, Fano = 5, Noise = 6, Means = 7;
    private static readonly MixtureParameters Parameters = MixtureSynthesis.Draw(new() { Neurons = Neurons, Components = 2, Seed = 4 }).ComBased;
    private static readonly MixtureTrials Data = MixtureSynthesis.Trials(Parameters, CircularStimulus.Grid(4, 180), MixtureSynthesis.Order(4, Trials, 4), 4);
    private static readonly Schema CountsOf = CountsSchema.Create(Neurons, null);
    private static readonly Schema TrialsOf = TrialsSchema.Create();
    private readonly string _file = Path.GetTempFileName();

    public MixtureAnalyzeStageTests() => File.WriteAllBytes(_file, MixtureParameterFile.ToBytes(Parameters));

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Trials_are_beside_the_model_as_the_library_says()
    {
        StageResult result = await Run(new() { Parameters = _file });

        ConditionalMixture model = new(Parameters, Data.Stimuli);
        EmpiricalResponse data = EmpiricalResponse.Of(Data, 1);
        Rows(result, Fano).Where(row => row.Target == "45").Select(row => (row.X, row.Value))
            .ShouldBe(Enumerable.Range(0, Neurons).Select(neuron => (data.FanoFactor(neuron), model.Response(1).FanoFactor(neuron))));
        Rows(result, Noise).Where(row => row.Target == "45").Select(row => (row.X, row.Value))
            .ShouldBe(new[] { (0, 1), (0, 2), (1, 2) }.Select(pair => (data.NoiseCorrelation(pair.Item1, pair.Item2), model.Response(1).NoiseCorrelation(pair.Item1, pair.Item2))));
        Rows(result, Fano).Select(row => row.Target).Distinct().ShouldBe(["0", "45", "90", "135"]);
        Rows(result, Means).Where(row => row.X == 45).Select(row => (row.Value, row.Error))
            .ShouldBe(Enumerable.Range(0, Neurons).Select(neuron => (data.Mean[neuron], Math.Sqrt(data.Covariance[4 * neuron] / data.TrialCount))));
        Rows(result, Means).Select(row => row.X).Distinct().ShouldBe([0, 45, 90, 135]);
        ScoresSchema.Rows(result.Rows).Single(row => row.Metric == "log_likelihood").Value.ShouldBe(ConditionalMixture.MeanLogLikelihood(Parameters, Data), 1e-12);
    }

    [Fact]
    public async Task A_curve_over_the_circle_has_information_everywhere_and_its_trials_between_neighbours()
    {
        StageResult result = await Run(new() { Parameters = _file });

        Rows(result, Information).Count.ShouldBe(2 * 100);
        List<CurvesSchema.Row> empirical = Rows(result, Empirical);
        empirical.Where(row => row.Curve == "lfi_naive").Select(row => row.X).ShouldBe([22.5, 67.5, 112.5, 157.5]);
        empirical.Where(row => row.Curve == "lfi_bias_corrected").ShouldAllBe(row => row.Error > 0);
        result.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false, null, new double[0])]
    [InlineData(true, null, new[] { 22.5, 67.5, 112.5 })]
    [InlineData(true, 180.0, new[] { 22.5, 67.5, 112.5, 157.5 })]
    public async Task A_discrete_model_has_information_between_neighbours_where_stimuli_are_numbers(bool isNumeric, double? period, double[] midpoints)
    {
        MixtureFit fit = new(Data, new DiscreteTuning(Data.Stimuli.Labels), new() { Components = 2, Epochs = 3, Starts = 1 });
        await File.WriteAllBytesAsync(_file, MixtureParameterFile.ToBytes(fit.Run()));

        StageResult result = await Run(new() { Parameters = _file, Numeric = isNumeric, Period = period });

        Rows(result, Information).Where(row => row.Curve == "fisher_information").Select(row => row.X).ShouldBe(midpoints);
        Rows(result, Empirical).Where(row => row.Curve == "lfi_naive").Select(row => row.X).ShouldBe(midpoints);
    }

    [Fact]
    public async Task Batches_and_resuming_change_no_bit()
    {
        StageResult whole = await Run(new() { Parameters = _file }), cut = await Run(new() { Parameters = _file }, rows: 7, resumes: true);

        cut.Bytes.ShouldBe(whole.Bytes);
        for (int output = 1; output <= Means; output++) Rows(cut, output).ShouldBe(Rows(whole, output));
    }

    [Fact]
    public async Task Too_few_trials_for_the_correction_are_told()
    {
        StageResult result = await Run(new() { Parameters = _file }, trials: 6);

        Rows(result, Empirical).Where(row => row.Curve == "lfi_bias_corrected").ShouldAllBe(row => double.IsNaN(row.Value));
        result.Warnings.ShouldHaveSingleItem().ShouldContain("too few trials");
    }

    [Fact]
    public async Task Parameters_of_other_neurons_are_refused()
    {
        await File.WriteAllBytesAsync(_file, MixtureParameterFile.ToBytes(MixtureSynthesis.Draw(new() { Neurons = 5 }).Poisson));

        (await Should.ThrowAsync<InvalidInputException>(() => Run(new() { Parameters = _file }))).Message.ShouldBe($"{_file}: found 5 neurons, expected the 3 of the trials");
    }

    [Fact]
    public async Task What_is_wrong_with_the_trials_is_not_said_of_the_parameters()
    {
        MixtureParameters vonMises = MixtureSynthesis.Draw(new() { Neurons = Neurons }).Poisson;
        await File.WriteAllBytesAsync(_file, MixtureParameterFile.ToBytes(vonMises with { Tuning = new DiscreteTuning(["0", "45", "other"]) }));

        InvalidTrialException unknown = await Should.ThrowAsync<InvalidTrialException>(() => Run(new() { Parameters = _file }));

        unknown.Trial.ShouldBe(System.Array.FindIndex(Data.Conditions.ToArray(), condition => Data.Stimuli.Labels[condition] == "90"));
        unknown.Message.ShouldBe($"trials: trial {unknown.Trial}: stimulus \"90\" is unknown to the model; expected one of \"0\", \"45\", \"other\"");
    }

    [Fact]
    public async Task A_period_is_refused_where_it_would_be_without_effect()
    {
        new MixtureAnalyzeOptions { Parameters = _file, Period = 90 }.Check().Single().Key.ShouldBe("period");
        new MixtureAnalyzeOptions { Parameters = _file, Period = 90, Numeric = true }.Check().ShouldBeEmpty();
        await File.WriteAllBytesAsync(_file, MixtureParameterFile.ToBytes(MixtureSynthesis.Draw(new() { Neurons = Neurons }).Poisson));

        (await Should.ThrowAsync<InvalidInputException>(() => Run(new() { Parameters = _file, Numeric = true, Period = 90 }))).Message
            .ShouldBe($"period: found 90, expected 180, the period of {_file}; leave it out");
    }

    private static Task<StageResult> Run(MixtureAnalyzeOptions options, int trials = Trials, int rows = Trials, bool resumes = false)
    {
        long[] numbers = [.. Enumerable.Range(0, trials).Select(trial => (long)trial)];
        double[] times = [.. numbers.Select(trial => (double)trial)];
        RecordBatch counts = CountsSchema.Batch<int>(CountsOf, numbers, times, [.. Data.Counts[..(trials * Neurons)].ToArray().Select(count => (int)count)]);
        RecordBatch conditions = TrialsSchema.WithoutTimes(TrialsOf, numbers, Data.Conditions[..trials].ToArray().Select(condition => Data.Stimuli.Labels[condition]));
        int[] sizes = [.. Enumerable.Repeat(rows, trials / rows + 1)];
        return StageRun.RunAsync<MixtureAnalyzeStage>(
            options, [CountsOf, TrialsOf], [.. StageRun.Cut(counts, sizes).Select(batch => (0, batch)), .. StageRun.Cut(conditions, sizes).Select(batch => (1, batch))], resumes);
    }

    private static List<CurvesSchema.Row> Rows(StageResult result, int output) =>
        [.. result.OtherBatches.Where(part => part.Output == output).SelectMany(part => CurvesSchema.Rows(part.Batch))];
}
