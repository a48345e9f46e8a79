using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Mixtures;

/// <summary>Draws conditional mixtures with von Mises tuning, and trials of any conditional mixture. What is drawn depends on the seed alone; trial t has a stream of its own.</summary>
public static class MixtureSynthesis
{
    internal const string Stage = "mixture-synthesis";
    private const double WeightConcentration = 2;

    /// <summary>Draws a model: preferred stimuli jittered about an even spacing, log-normal gains for every component, log-normal precisions, Dirichlet(2) average weights.</summary>
    /// <param name="options">Sizes and distributions.</param>
    /// <returns>The Poisson mixture and the CoM-based one with the same tuning, gains and average weights.</returns>
    /// <exception cref="MixtureDataException">The gains are too large: modes beyond 10^6.</exception>
    public static (MixtureParameters Poisson, MixtureParameters ComBased) Draw(MixtureSynthesisOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        int neurons = options.Neurons, components = options.Components;
        VonMisesTuning tuning = new(options.Period);
        RandomStream random = new(options.Seed, Stage, "parameters");
        double logGainVariance = Math.Log(1 + options.GainVariance / (options.GainMean * options.GainMean));
        double logGainMean = Math.Log(options.GainMean) - 0.5 * logGainVariance;
        double logPrecisionMean = Math.Log(options.PrecisionMean) - 0.5 * options.LogPrecisionVariance;
        double[] rows = new double[3 * neurons], mix = new double[neurons * components], nu = new double[neurons];
        for (int i = 0; i < neurons; i++)
        {
            double preferred = tuning.Frequency * options.Period * (i + random.NextDouble() - 0.5) / neurons;
            double precision = Math.Exp(logPrecisionMean + Math.Sqrt(options.LogPrecisionVariance) * random.NextNormal());
            nu[i] = options.LeastShape + (options.MostShape - options.LeastShape) * random.NextDouble();
            double first = 0;
            for (int k = 0; k < components; k++)
            {
                double gain = logGainMean + Math.Sqrt(logGainVariance) * random.NextNormal();
                if (k == 0) first = gain;
                mix[i * components + k] = gain - first;
            }

            rows[i] = first - precision;
            rows[neurons + i] = precision * Math.Cos(preferred);
            rows[2 * neurons + i] = precision * Math.Sin(preferred);
        }

        double[] weights = new double[components], ones = new double[neurons];
        for (int k = 0; k < components; k++) weights[k] = random.NextGamma(WeightConcentration, 1);
        double sum = weights.Sum();
        for (int k = 0; k < components; k++) weights[k] /= sum;
        ones.AsSpan().Fill(-1);
        StimulusSet stimuli = CircularStimulus.Grid(options.Stimuli, options.Period);
        MixtureParameters poisson = new() { Tuning = tuning, Model = MixtureModelKind.Poisson, Base = rows, Mix = mix, Category = new double[components], Shape = ones };
        MixtureParameters comBased = poisson with
        {
            Model = MixtureModelKind.ComBased,
            Base = [.. rows.Select((value, place) => value * nu[place % neurons])],
            Mix = [.. mix.Select((value, place) => value * nu[place / components])],
            Shape = [.. nu.Select(value => -value)],
        };
        return (MixtureStart.Balance(poisson, stimuli, weights), MixtureStart.Balance(comBased, stimuli, weights));
    }

    /// <summary>The stimulus of each trial: as even as possible, in a drawn order.</summary>
    /// <param name="stimuli">Number of stimuli.</param>
    /// <param name="trials">Number of trials.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>Places of stimuli.</returns>
    public static int[] Order(int stimuli, int trials, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, trials).Select(t => t % stimuli)];
        Shuffle(order, new RandomStream(seed, Stage, "order"));
        return order;
    }

    /// <summary>Draws trials of a model.</summary>
    /// <param name="parameters">The model.</param>
    /// <param name="stimuli">The stimuli.</param>
    /// <param name="conditions">Place of each trial's stimulus.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="sensoryNoise">Variance of the circular noise added to each stimulus, in squared stimulus units, for von Mises tuning; the labels stay those of the stimuli.</param>
    /// <param name="parallelism">Most threads; the draws are the same.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>The trials.</returns>
    public static MixtureTrials Trials(
        MixtureParameters parameters, StimulusSet stimuli, int[] conditions, ulong seed, double sensoryNoise = 0, int parallelism = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        MixtureTrialSampler sampler = new(parameters, stimuli, seed, sensoryNoise);
        int neurons = sampler.NeuronCount;
        double[] counts = new double[conditions.Length * neurons];
        Parallel.For(0, conditions.Length, new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellation }, () => new int[neurons], (t, _, drawn) =>
        {
            sampler.Draw(t, conditions[t], drawn);
            for (int i = 0; i < neurons; i++) counts[t * neurons + i] = drawn[i];
            return drawn;
        }, _ => { });
        return new(stimuli, conditions, neurons, counts);
    }

    /// <summary>Shuffles in place (Fisher and Yates).</summary>
    internal static void Shuffle(Span<int> values, RandomStream random)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = random.NextInt32(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }
}
