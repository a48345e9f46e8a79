using System.Text.Json;
using SpikeStream.Models.Mixtures;

namespace SpikeStream.Models.Tests.Mixtures;

public sealed class ConditionalMixtureTests
{
    private const double Tolerance = 1e-10;

    public static TheoryData<string> Models => ["ip-cm-discrete", "cb-cm-discrete", "ip-cm-vonmises", "cb-cm-vonmises"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Log_likelihoods_and_responsibilities_agree_with_the_reference(string name)
    {
        ModelFixture fixture = new(name);
        double[] logLikelihoods = new double[fixture.Trials.Count], responsibilities = new double[fixture.Trials.Count * fixture.Model.ComponentCount];
        fixture.Model.LogLikelihoods(fixture.Trials.Conditions, fixture.Trials.Counts, logLikelihoods);
        fixture.Model.Responsibilities(fixture.Trials.Counts, responsibilities);
        logLikelihoods.ShouldBeNear(fixture.Json.Numbers("log_likelihood_per_trial"), Tolerance, "log-likelihood");
        responsibilities.ShouldBeNear(fixture.Json.Numbers("responsibilities"), Tolerance, "responsibility");
        ConditionalMixture.MeanLogLikelihood(fixture.Parameters, fixture.Trials).ShouldBeNear(fixture.Json.Number("mean_log_likelihood"), Tolerance, "mean");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Gradients_agree_with_the_reference(string name)
    {
        ModelFixture fixture = new(name);
        ShouldAgree(ConditionalMixture.Gradient(fixture.Parameters, fixture.Trials), fixture.Json.GetProperty("gradient_of_mean_log_likelihood"));
        JsonElement expected = fixture.Json.GetProperty("em_objective");
        JsonElement from = expected.GetProperty("responsibilities_from");
        int components = fixture.Parameters.ComponentCount;
        MixtureParameters frozen = fixture.Parameters with
        {
            Mix = [.. fixture.Parameters.Mix.Select((gain, place) => place % components == 0 ? 0 : gain + from.Number("mix_shift"))],
            Category = [.. fixture.Parameters.Category.Select((c, k) => k == 0 ? 0 : c + from.Number("cat_shift"))],
        };
        MixtureGradient found = ConditionalMixture.ExpectedObjective(fixture.Parameters, frozen, fixture.Trials);
        found.Value.ShouldBeNear(expected.Number("value"), Tolerance, "objective");
        ShouldAgree(found, expected.GetProperty("gradient"));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Moments_and_information_agree_with_the_reference(string name)
    {
        ModelFixture fixture = new(name);
        StimulusSet stimuli = StimulusSet.Of(fixture.Json.GetProperty("at").EnumerateArray().Select(at => at.Number("stimulus")));
        ConditionalMixture model = new(fixture.Parameters, stimuli);
        foreach (JsonElement at in fixture.Json.GetProperty("at").EnumerateArray())
        {
            int x = stimuli.Values!.ToList().IndexOf(at.Number("stimulus"));
            MixtureResponse response = model.Response(x);
            model.LogPartition(x).ShouldBeNear(at.Number("psi"), Tolerance, "psi");
            response.Weights.ShouldBeNear(at.Numbers("weights"), Tolerance, "weights");
            response.ComponentMeans.ShouldBeNear(at.Numbers("component_means"), Tolerance, "component means");
            response.ComponentVariances.ShouldBeNear(at.Numbers("component_variances"), Tolerance, "component variances");
            response.Mean.ShouldBeNear(at.Numbers("mean"), Tolerance, "mean");
            response.Covariance.ShouldBeNear(at.Numbers("covariance"), Tolerance, "covariance");
            int[] neurons = [.. Enumerable.Range(0, model.NeuronCount)];
            neurons.Select(response.FanoFactor).ShouldBeNear(at.Numbers("fano"), Tolerance, "Fano factor");
            neurons.SelectMany(i => neurons.Select(j => response.NoiseCorrelation(i, j))).ShouldBeNear(at.Numbers("noise_correlation"), Tolerance, "noise correlation");
            if (!at.TryGetProperty("fisher_information", out _)) continue;
            FisherInformation information = FisherInformation.At(model, x);
            information.Fisher.ShouldBe(at.Number("fisher_information"), Tolerance * at.Number("fisher_information"));
            information.Linear.ShouldBe(at.Number("linear_fisher_information"), Tolerance * at.Number("linear_fisher_information"));
            information.Linear.ShouldBe(information.Fisher, 1e-12 * information.Fisher);
            information.MeanDerivative.ShouldBeNear(at.Numbers("mean_derivative"), Tolerance, "derivative of the mean");
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Information_between_neighbours_agrees_with_the_reference(string name)
    {
        ModelFixture fixture = new(name);
        bool isDiscrete = fixture.Parameters.Tuning is DiscreteTuning;
        double scale = isDiscrete ? 22.5 : 1;
        IReadOnlyList<StimulusNeighbours> pairs = StimulusNeighbours.Of(fixture.Trials.Stimuli, 180 / scale);
        int place = 0;
        foreach (JsonElement expected in fixture.Json.GetProperty("pairs").EnumerateArray())
        {
            StimulusNeighbours pair = pairs[place++];
            pair = pair with { Distance = pair.Distance * scale };
            pair.Distance.ShouldBe(expected.Number("dx"));
            fixture.Trials.Stimuli.Values![pair.From].ShouldBe(expected.Number("from"));
            fixture.Trials.Stimuli.Values![pair.To].ShouldBe(expected.Number("to"));
            FisherInformation information = FisherInformation.Between(fixture.Model, pair);
            information.Fisher.ShouldBe(expected.Number("fisher_fd"), 1e-10 * expected.Number("fisher_fd"));
            information.Linear.ShouldBe(expected.Number("linear_fisher_fd"), 1e-10 * expected.Number("linear_fisher_fd"));
            EmpiricalFisherInformation empirical = EmpiricalFisherInformation.Of(CountsAt(fixture.Trials, pair.From), CountsAt(fixture.Trials, pair.To), fixture.Trials.NeuronCount, pair.Distance);
            EmpiricalFisherInformation.Of(new BatchedTrials(fixture.Trials, 7), pair).ShouldBe(empirical);
            empirical.Naive.ShouldBe(expected.Number("lfi_naive"), 1e-9 * expected.Number("lfi_naive"));
            empirical.BiasCorrected.ShouldBe(expected.Number("lfi_bias_corrected"), 1e-9 * Math.Abs(expected.Number("lfi_naive")));
            empirical.Variance.ShouldBe(expected.Number("lfi_variance"), 1e-9 * expected.Number("lfi_variance"));
        }

        place.ShouldBe(pairs.Count);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Posteriors_over_stimuli_agree_with_the_reference(string name)
    {
        ModelFixture fixture = new(name);
        JsonElement expected = fixture.Json.GetProperty("posterior");
        fixture.Trials.Stimuli.Values!.ShouldBe(expected.Numbers("support"));
        StimulusDecoder flat = new(fixture.Model), informed = new(fixture.Model, expected.Numbers("prior"));
        double[] logPosterior = new double[fixture.Trials.Stimuli.Count];
        for (int t = 0; t < fixture.Trials.Count; t++)
        {
            flat.LogPosterior(fixture.Trials.CountsOf(t), logPosterior);
            logPosterior.ShouldBeNear(expected.GetProperty("flat_log_posterior")[t].Numbers(), Tolerance, "flat");
            fixture.Trials.Stimuli.Values![StimulusDecoder.MaximumOf(logPosterior)].ShouldBe(expected.Numbers("map_flat")[t]);
            logPosterior.Sum(Math.Exp).ShouldBe(1, 1e-12);
            informed.LogPosterior(fixture.Trials.CountsOf(t), logPosterior);
            logPosterior.ShouldBeNear(expected.GetProperty("prior_log_posterior")[t].Numbers(), Tolerance, "prior");
        }

        flat.Score(fixture.Trials).LogPosterior.ShouldBeNear(expected.Number("mean_log_posterior_of_truth_flat"), Tolerance, "flat");
        informed.Score(fixture.Trials).LogPosterior.ShouldBeNear(expected.Number("mean_log_posterior_of_truth_prior"), Tolerance, "prior");
    }

    [Fact]
    public void Bias_corrected_information_agrees_with_the_reference()
    {
        foreach (JsonElement expected in MixtureFixture.Read("bias-corrected-lfi").GetProperty("cases").EnumerateArray())
        {
            EmpiricalFisherInformation found = EmpiricalFisherInformation.Of(expected.Numbers("a"), expected.Numbers("b"), expected.GetProperty("a")[0].GetArrayLength(), expected.Number("dx"));
            found.Naive.ShouldBeNear(expected.Number("lfi_naive"), 1e-9, "naive");
            found.BiasCorrected.ShouldBeNear(expected.Number("lfi_bias_corrected"), 1e-9, "corrected");
            found.Variance.ShouldBeNear(expected.Number("lfi_variance"), 1e-9, "variance");
        }
    }

    [Fact]
    public void Too_few_trials_have_no_corrected_information()
    {
        EmpiricalFisherInformation found = EmpiricalFisherInformation.Of([1, 2, 3, 1], [4, 2, 2, 3], 2, 1);
        double.IsNaN(found.BiasCorrected).ShouldBeTrue();
        double.IsNaN(EmpiricalFisherInformation.Of([1, 2], [], 2, 1).Naive).ShouldBeTrue();
    }

    [Fact]
    public void Stimuli_that_were_never_seen_are_named_with_the_known_ones()
    {
        ModelFixture fixture = new("ip-cm-discrete");
        Should.Throw<MixtureDataException>(() => new ConditionalMixture(fixture.Parameters, StimulusSet.Of(["3", "left"]))).Message.ShouldBe(
            "stimulus \"left\" is unknown to the model; expected one of \"0\", \"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\"");
        Should.Throw<MixtureDataException>(() => new ConditionalMixture(new ModelFixture("ip-cm-vonmises").Parameters, StimulusSet.Of(["3", "left"]))).Message.ShouldContain("\"left\", expected numbers");
    }

    private static double[] CountsAt(MixtureTrials trials, int condition) =>
        [.. Enumerable.Range(0, trials.Count).Where(t => trials.Conditions[t] == condition).SelectMany(t => trials.CountsOf(t).ToArray())];

    private static void ShouldAgree(MixtureGradient found, JsonElement expected)
    {
        found.Base.ShouldBeNear(expected.Numbers("base"), Tolerance, "base");
        found.Mix.ShouldBeNear(expected.Numbers("mix"), Tolerance, "mix");
        found.Category.ShouldBeNear(expected.Numbers("cat"), Tolerance, "cat");
        if (expected.TryGetProperty("shape", out JsonElement shape)) found.Shape.ShouldBeNear(shape.Numbers(), Tolerance, "shape");
    }
}
