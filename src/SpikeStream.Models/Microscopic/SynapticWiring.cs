using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Microscopic;

/// <summary>Who connects to whom: for each source neuron and target population the target neurons, in order. Shared by all trials of a network.</summary>
internal sealed class SynapticWiring
{
    private readonly int[] _starts;
    private readonly int[] _targets;
    private readonly int _populationCount;

    private SynapticWiring(int[] starts, int[] targets, int populationCount) => (_starts, _targets, _populationCount) = (starts, targets, populationCount);

    /// <summary>Draws each ordered pair independently with the probability of its populations.</summary>
    public static SynapticWiring Bernoulli(MesoscopicParameters parameters, int[] firstUnits, ulong seed, string network, int realisation)
    {
        int populations = parameters.PopulationCount, unitCount = firstUnits[^1];
        int[] starts = new int[unitCount * populations + 1];
        int[] targets = new int[Capacity(parameters)];
        int count = 0;
        for (int source = 0; source < populations; source++)
        {
            RandomStream random = new(seed, network, "wiring", Index(realisation, source));
            double[] uniform = new double[unitCount];
            for (int j = firstUnits[source]; j < firstUnits[source + 1]; j++)
            {
                random.FillUniform(uniform);
                for (int target = 0; target < populations; target++)
                {
                    double probability = parameters.ConnectionProbability[target * populations + source];
                    for (int i = firstUnits[target]; i < firstUnits[target + 1]; i++)
                    {
                        if (uniform[i] >= probability) continue;
                        if (count == targets.Length) Array.Resize(ref targets, checked(count + count / 8 + 1));
                        targets[count++] = i;
                    }

                    starts[j * populations + target + 1] = count;
                }
            }
        }

        return new(starts, targets, populations);
    }

    /// <summary>Draws for each neuron p·N different neurons of each source population, itself not excluded.</summary>
    public static SynapticWiring FixedInDegree(MesoscopicParameters parameters, int[] firstUnits, ulong seed, string network, int realisation)
    {
        int populations = parameters.PopulationCount, unitCount = firstUnits[^1];
        // By source and target population the targets, which come in order because targets are gone through in order.
        List<int>[] lists = [.. Enumerable.Range(0, unitCount * populations).Select(_ => new List<int>())];
        for (int source = 0; source < populations; source++)
        {
            RandomStream random = new(seed, network, "in-degree", Index(realisation, source));
            int[] pool = [.. Enumerable.Range(firstUnits[source], parameters.NeuronCounts[source])];
            for (int target = 0; target < populations; target++)
            {
                int degree = (int)Math.Round(parameters.ConnectionProbability[target * populations + source] * pool.Length);
                for (int i = firstUnits[target]; i < firstUnits[target + 1]; i++)
                {
                    // The first places of a shuffled pool; it need not be put in order again.
                    for (int chosen = 0; chosen < degree; chosen++)
                    {
                        int other = chosen + random.NextInt32(pool.Length - chosen);
                        (pool[chosen], pool[other]) = (pool[other], pool[chosen]);
                        lists[pool[chosen] * populations + target].Add(i);
                    }
                }
            }
        }

        int[] starts = new int[lists.Length + 1];
        for (int list = 0; list < lists.Length; list++) starts[list + 1] = starts[list] + lists[list].Count;
        return new(starts, [.. lists.SelectMany(list => list)], populations);
    }

    /// <summary>The neurons of a population that a neuron connects to.</summary>
    public ReadOnlySpan<int> Targets(int sourceUnit, int targetPopulation)
    {
        int index = sourceUnit * _populationCount + targetPopulation;
        return _targets.AsSpan(_starts[index].._starts[index + 1]);
    }

    /// <summary>Room for the expected number of synapses and six standard deviations more.</summary>
    private static int Capacity(MesoscopicParameters parameters)
    {
        double mean = 0;
        int populations = parameters.PopulationCount;
        for (int pair = 0; pair < populations * populations; pair++)
            mean += parameters.ConnectionProbability[pair] * parameters.NeuronCounts[pair / populations] * parameters.NeuronCounts[pair % populations];
        return checked((int)Math.Ceiling(mean + 6 * Math.Sqrt(mean)));
    }

    private static ulong Index(int realisation, int source) => ((ulong)realisation << 32) | (uint)source;
}
