using SpikeStream.Models.Mixtures;

namespace SpikeStream.Models.Tests.Mixtures;

public sealed class MixtureSynthesisTests
{
    [Fact]
    public void Both_models_share_tuning_gains_and_weights()
    {
        (MixtureParameters poisson, MixtureParameters comBased) = MixtureSynthesis.Draw(new());
        poisson.Validate();
        comBased.Validate();
        poisson.NeuronCount.ShouldBe(20);
        poisson.ComponentCount.ShouldBe(5);
        for (int i = 0; i < 20; i++)
        {
            comBased.Shape[i].ShouldBeInRange(-1.6, -0.6);
            comBased.Base[i].ShouldBe(-comBased.Shape[i] * poisson.Base[i], 1e-12);
            comBased.Mix[i * 5 + 2].ShouldBe(-comBased.Shape[i] * poisson.Mix[i * 5 + 2], 1e-12);
        }
    }

    [Fact]
    public void Trials_are_even_and_depend_on_the_seed_alone()
    {
        (_, MixtureParameters comBased) = MixtureSynthesis.Draw(new() { Neurons = 4 });
        StimulusSet stimuli = CircularStimulus.Grid(8, 180);
        int[] order = MixtureSynthesis.Order(8, 203, 1);
        order.CountBy(x => x).Select(pair => pair.Value).ShouldAllBe(count => count == 25 || count == 26);
        foreach (double noise in (double[])[0, 30])
        {
            MixtureTrials one = MixtureSynthesis.Trials(comBased, stimuli, order, 1, noise), other = MixtureSynthesis.Trials(comBased, stimuli, order, 1, noise, parallelism: 3);
            one.Counts.ToArray().ShouldBe(other.Counts.ToArray());
            one.Counts.ToArray().ShouldNotBe(MixtureSynthesis.Trials(comBased, stimuli, order, 2, noise).Counts.ToArray());
        }
    }

    [Fact]
    public void Sensory_noise_leaves_the_information_that_theory_says()
    {
        // A neuron with large counts responds to x + e: the variance of its count grows by (slope)² s2.
        VonMisesTuning tuning = new(180);
        MixtureParameters parameters = new() { Tuning = tuning, Model = MixtureModelKind.Poisson, Base = [4, 0, 0.5], Mix = [0], Category = [0], Shape = [-1] };
        StimulusSet stimuli = StimulusSet.Of(["0"]);
        MixtureTrials trials = MixtureSynthesis.Trials(parameters, stimuli, new int[20_000], 1, sensoryNoise: 100);
        double mean = trials.Counts.ToArray().Average(), variance = trials.Counts.ToArray().Average(count => (count - mean) * (count - mean));
        double slope = Math.Exp(4) * 0.5 * tuning.Frequency;
        variance.ShouldBe(mean + slope * slope * 100, 0.15 * slope * slope * 100);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => MixtureSynthesis.Draw(new() { GainMean = 0 }));
        Should.Throw<ArgumentOutOfRangeException>(() => MixtureSynthesis.Draw(new() { MostShape = 0.1 }));
        Should.Throw<MixtureDataException>(() => MixtureSynthesis.Trials(new ModelFixture("ip-cm-discrete").Parameters, StimulusSet.Of(["1"]), [0], 1, sensoryNoise: 1));
    }
}
