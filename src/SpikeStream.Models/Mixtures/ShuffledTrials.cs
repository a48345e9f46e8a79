using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Mixtures;

/// <summary>Trials without noise correlations: the counts of each neuron are shuffled among the trials of each stimulus. What neurons do alone stays as it is.</summary>
public static class ShuffledTrials
{
    /// <summary>Shuffles; depends on the trials and the seed alone.</summary>
    /// <param name="trials">The trials.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>As many trials, with the stimuli as they were.</returns>
    public static MixtureTrials Of(MixtureTrials trials, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(trials);
        int neurons = trials.NeuronCount;
        int[] conditions = trials.Conditions.ToArray();
        double[] counts = new double[trials.Counts.Length];
        int[][] repeats = [.. Enumerable.Range(0, trials.Stimuli.Count).Select(x => Enumerable.Range(0, conditions.Length).Where(t => conditions[t] == x).ToArray())];
        for (int i = 0; i < neurons; i++)
        {
            // A stream of its own for each neuron: adding neurons does not change the others.
            RandomStream random = new(seed, "shuffled-trials", "order", (ulong)i);
            foreach (int[] repeat in repeats)
            {
                int[] order = [.. repeat];
                MixtureSynthesis.Shuffle(order, random);
                for (int place = 0; place < order.Length; place++) counts[repeat[place] * neurons + i] = trials.CountsOf(order[place])[i];
            }
        }

        return new(trials.Stimuli, conditions, neurons, counts);
    }
}
