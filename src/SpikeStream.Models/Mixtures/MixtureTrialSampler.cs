using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Mixtures;

/// <summary>Draws trials of a conditional mixture one by one: trial t has a stream of its own, so that any stretch of trials can be drawn by itself. Members may be called from several threads.</summary>
public sealed class MixtureTrialSampler
{
    private readonly ConditionalMixture _model;
    private readonly CountDistribution?[] _cached;
    private readonly ulong _seed;
    private readonly double _noisePrecision;

    /// <summary>Tabulates the model.</summary>
    /// <param name="parameters">The model.</param>
    /// <param name="stimuli">The stimuli.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="sensoryNoise">Variance of the circular noise added to each stimulus, in squared stimulus units, for von Mises tuning; 0 for none.</param>
    /// <exception cref="MixtureDataException">Noise was asked for with discrete tuning, or parameters and stimuli do not match.</exception>
    public MixtureTrialSampler(MixtureParameters parameters, StimulusSet stimuli, ulong seed, double sensoryNoise = 0)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(stimuli);
        if (sensoryNoise > 0 && parameters.Tuning is not VonMisesTuning) throw new MixtureDataException("sensory noise: found discrete tuning, expected von Mises, whose stimuli lie on a circle");
        (_model, _seed) = (new(parameters, stimuli), seed);
        _cached = new CountDistribution?[stimuli.Count * _model.ComponentCount * _model.NeuronCount];
        if (sensoryNoise > 0 && parameters.Tuning is VonMisesTuning tuning) _noisePrecision = 1 / (tuning.Frequency * tuning.Frequency * sensoryNoise);
    }

    /// <summary>dN.</summary>
    public int NeuronCount => _model.NeuronCount;

    /// <summary>Draws the counts of one trial.</summary>
    /// <param name="trial">Number of the trial, which chooses its random numbers.</param>
    /// <param name="stimulus">Place of its stimulus.</param>
    /// <param name="counts">Receives a count for each neuron.</param>
    public void Draw(long trial, int stimulus, Span<int> counts)
    {
        RandomStream random = new(_seed, MixtureSynthesis.Stage, "trials", (ulong)trial);
        ConditionalMixture shown = _model;
        int x = stimulus;
        if (_noisePrecision > 0)
        {
            double noisy = _model.Stimuli.RequireValues()[x] + VonMisesNumber.Next(random, _noisePrecision) / ((VonMisesTuning)_model.Parameters.Tuning).Frequency;
            (shown, x) = (new(_model.Parameters, StimulusSet.Of([noisy])), 0);
        }

        int k = Component(shown.Weights(x), random.NextDouble());
        for (int i = 0; i < counts.Length; i++)
        {
            // Two threads may tabulate the same distribution: the tables are equal.
            int place = (x * _model.ComponentCount + k) * NeuronCount + i;
            CountDistribution distribution = _noisePrecision > 0 ? new(shown.Counts(x, k, i)) : _cached[place] ??= new(shown.Counts(x, k, i));
            counts[i] = distribution.Sample(random);
        }
    }

    private static int Component(ReadOnlySpan<double> weights, double level)
    {
        for (int k = 0; k < weights.Length - 1; k++)
        {
            level -= weights[k];
            if (level < 0) return k;
        }

        return weights.Length - 1;
    }
}
