using SpikeStream.Models.Mixtures;
using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Tests.Mixtures;

/// <summary>What must hold for any conditional mixture, at drawn ones.</summary>
public sealed class MixtureLawTests
{
    public static TheoryData<int, bool> Drawn => new() { { 1, false }, { 2, false }, { 3, true }, { 4, true } };

    [Theory]
    [MemberData(nameof(Drawn))]
    public void Gradients_agree_with_finite_differences(int seed, bool isComBased)
    {
        (MixtureParameters parameters, MixtureTrials trials) = Draw(seed, isComBased);
        MixtureGradient gradient = ConditionalMixture.Gradient(parameters, trials);
        double Slope(Func<double, MixtureParameters> moved) =>
            (ConditionalMixture.MeanLogLikelihood(moved(1e-5), trials) - ConditionalMixture.MeanLogLikelihood(moved(-1e-5), trials)) / 2e-5;
        for (int i = 0; i < parameters.Base.Length; i++) gradient.Base[i].ShouldBe(Slope(h => parameters with { Base = Moved(parameters.Base, i, h) }), 1e-8);
        for (int i = 0; i < parameters.Mix.Length; i++)
        {
            if (i % parameters.ComponentCount != 0) gradient.Mix[i].ShouldBe(Slope(h => parameters with { Mix = Moved(parameters.Mix, i, h) }), 1e-8);
        }

        for (int k = 1; k < parameters.ComponentCount; k++) gradient.Category[k].ShouldBe(Slope(h => parameters with { Category = Moved(parameters.Category, k, h) }), 1e-8);
        for (int i = 0; i < parameters.NeuronCount && isComBased; i++) gradient.Shape[i].ShouldBe(Slope(h => parameters with { Shape = Moved(parameters.Shape, i, h) }), 1e-8);
    }

    [Theory]
    [MemberData(nameof(Drawn))]
    public void Probabilities_of_all_counts_sum_to_one_and_give_the_moments(int seed, bool isComBased)
    {
        (MixtureParameters parameters, MixtureTrials trials) = Draw(seed, isComBased, neurons: 2);
        ConditionalMixture model = new(parameters, trials.Stimuli);
        const int Most = 60;
        double[] counts = [.. Enumerable.Range(0, Most * Most).SelectMany(cell => (double[])[cell / Most, cell % Most])], logs = new double[Most * Most];
        model.LogLikelihoods(new int[Most * Most], counts, logs);
        double[] p = [.. logs.Select(Math.Exp)];
        MixtureResponse response = model.Response(0);
        double Mean(Func<double, double, double> of) => Enumerable.Range(0, p.Length).Sum(cell => p[cell] * of(cell / Most, cell % Most));
        p.Sum().ShouldBe(1, 1e-9);
        Mean((a, _) => a).ShouldBe(response.Mean[0], 1e-8);
        Mean((a, b) => (a - response.Mean[0]) * (b - response.Mean[1])).ShouldBe(response.Covariance[1], 1e-7);
        Mean((_, b) => (b - response.Mean[1]) * (b - response.Mean[1])).ShouldBe(response.Covariance[3], 1e-7);
        model.Weights(0).ToArray().Sum().ShouldBe(1, 1e-12);
    }

    [Fact]
    public void A_poisson_mixture_is_the_com_based_one_with_shapes_of_minus_one()
    {
        (MixtureParameters parameters, MixtureTrials trials) = Draw(5, false);
        MixtureGradient poisson = ConditionalMixture.Gradient(parameters, trials), comBased = ConditionalMixture.Gradient(parameters.ToComBased(), trials);
        comBased.Value.ShouldBe(poisson.Value, 1e-12);
        comBased.Mix.ShouldBeNear(poisson.Mix, 1e-12, "mix");
        new ConditionalMixture(parameters.ToComBased(), trials.Stimuli).Response(1).Covariance.ShouldBeNear(new ConditionalMixture(parameters, trials.Stimuli).Response(1).Covariance, 1e-12, "covariance");
    }

    [Fact]
    public void Poisson_components_have_fano_factors_of_at_least_one()
    {
        (MixtureParameters parameters, MixtureTrials trials) = Draw(6, false);
        MixtureResponse response = new ConditionalMixture(parameters, trials.Stimuli).Response(2);
        for (int i = 0; i < response.NeuronCount; i++) response.FanoFactor(i).ShouldBeGreaterThanOrEqualTo(1 - 1e-12);
    }

    [Fact]
    public void Without_gains_responsibilities_are_the_weights_at_every_stimulus()
    {
        (MixtureParameters parameters, MixtureTrials trials) = Draw(7, true);
        parameters = parameters with { Mix = new double[parameters.Mix.Length] };
        ConditionalMixture model = new(parameters, trials.Stimuli);
        double[] responsibilities = new double[trials.Count * model.ComponentCount];
        model.Responsibilities(trials.Counts, responsibilities);
        for (int x = 0; x < trials.Stimuli.Count; x++)
        {
            for (int t = 0; t < trials.Count; t++) responsibilities.AsSpan(t * model.ComponentCount, model.ComponentCount).ToArray().ShouldBeNear(model.Weights(x).ToArray(), 1e-12, "weights");
        }
    }

    [Fact]
    public void The_order_of_components_after_the_first_changes_nothing()
    {
        (MixtureParameters parameters, MixtureTrials trials) = Draw(8, true);
        int components = parameters.ComponentCount;
        int[] order = [0, .. Enumerable.Range(1, components - 1).Reverse()];
        MixtureParameters permuted = parameters with
        {
            Mix = [.. Enumerable.Range(0, parameters.Mix.Length).Select(place => parameters.Mix[place / components * components + order[place % components]])],
            Category = [.. order.Select(k => parameters.Category[k])],
        };
        ConditionalMixture.MeanLogLikelihood(permuted, trials).ShouldBe(ConditionalMixture.MeanLogLikelihood(parameters, trials), 1e-12);
    }

    [Fact]
    public void The_objective_of_expectation_maximisation_is_concave_along_lines()
    {
        (MixtureParameters a, MixtureTrials trials) = Draw(9, true);
        MixtureParameters b = MixtureStart.FromDrawnGains(MixtureTotals.Of(trials), trials.Stimuli, a.Tuning, a.ComponentCount, 3, 0).ToComBased();
        double Value(double share)
        {
            double[] Between(double[] from, double[] to) => [.. from.Zip(to, (x, y) => x + share * (y - x))];
            MixtureParameters between = a with { Base = Between(a.Base, b.Base), Mix = Between(a.Mix, b.Mix), Category = Between(a.Category, b.Category), Shape = Between(a.Shape, b.Shape) };
            return ConditionalMixture.ExpectedObjective(between, a, trials).Value;
        }

        double[] values = [.. Enumerable.Range(0, 11).Select(step => Value(step / 10.0))];
        for (int i = 1; i < 10; i++) values[i].ShouldBeGreaterThanOrEqualTo(0.5 * (values[i - 1] + values[i + 1]) - 1e-10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(257)]
    [InlineData(700)]
    public void Batches_and_threads_and_widths_change_no_bit(int batch)
    {
        (MixtureParameters parameters, MixtureTrials trials) = Draw(10, true, trials: 700, neurons: 70);
        MixtureGradient whole = ConditionalMixture.Gradient(parameters, trials);
        foreach (int parallelism in (int[])[1, 3])
        {
            MixtureGradient found = ConditionalMixture.Gradient(parameters, new BatchedTrials(trials, batch), parallelism);
            found.Value.ShouldBe(whole.Value);
            found.Mix.ShouldBe(whole.Mix);
            found.Base.ShouldBe(whole.Base);
            found.Shape.ShouldBe(whole.Shape);
        }

        MixtureTotals totals = MixtureTotals.Of(trials);
        foreach (VectorWidth width in (VectorWidth[])[VectorWidth.Bits256, VectorWidth.Bits128, VectorWidth.Scalar])
        {
            MixtureObjective objective = new(trials, totals, parameters.Tuning, parameters.ComponentCount, true, 1, width);
            objective.Marginal(objective.Coordinates(parameters), new double[objective.Dimension], CancellationToken.None).ShouldBe(whole.Value);
        }
    }

    [Fact]
    public void Moments_of_drawn_trials_agree_with_those_in_closed_form()
    {
        foreach (bool isComBased in (bool[])[false, true])
        {
            (MixtureParameters parameters, MixtureTrials trials) = Draw(11, isComBased, trials: 20_000, stimuli: 2);
            ConditionalMixture model = new(parameters, trials.Stimuli);
            for (int x = 0; x < 2; x++)
            {
                MixtureResponse response = model.Response(x);
                int[] shown = [.. Enumerable.Range(0, trials.Count).Where(t => trials.Conditions[t] == x)];
                for (int i = 0; i < response.NeuronCount; i++)
                {
                    double mean = shown.Average(t => trials.CountsOf(t)[i]), variance = response.Covariance[i * response.NeuronCount + i];
                    mean.ShouldBe(response.Mean[i], 5 * Math.Sqrt(variance / shown.Length));
                    shown.Average(t => Math.Pow(trials.CountsOf(t)[i] - response.Mean[i], 2)).ShouldBe(variance, 0.12 * variance);
                }
            }
        }
    }

    internal static (MixtureParameters Parameters, MixtureTrials Trials) Draw(int seed, bool isComBased, int trials = 60, int neurons = 5, int stimuli = 4)
    {
        (MixtureParameters poisson, MixtureParameters comBased) = MixtureSynthesis.Draw(new() { Neurons = neurons, Components = 3, Stimuli = stimuli, Seed = (ulong)seed, GainMean = 2, GainVariance = 1 });
        MixtureParameters parameters = isComBased ? comBased : poisson;
        StimulusSet set = CircularStimulus.Grid(stimuli, 180);
        return (parameters, MixtureSynthesis.Trials(parameters, set, MixtureSynthesis.Order(stimuli, trials, (ulong)seed), (ulong)seed));
    }

    private static double[] Moved(double[] values, int place, double by)
    {
        double[] moved = [.. values];
        moved[place] += by;
        return moved;
    }
}
