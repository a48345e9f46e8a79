using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Microscopic;

/// <summary>Who connects to whom: for each source neuron and target population the target neurons, in order.</summary>
internal sealed class SynapticWiring
{
    private readonly int[] _starts;
    private readonly int[] _targets;
    private readonly int _populationCount;

    /// <summary>Draws each ordered pair independently with the probability of its populations.</summary>
    public SynapticWiring(MesoscopicParameters parameters, int[] firstUnits, ulong seed, string stage)
    {
        _populationCount = parameters.PopulationCount;
        int unitCount = firstUnits[^1];
        _starts = new int[unitCount * _populationCount + 1];
        List<int> targets = [];
        for (int source = 0; source < _populationCount; source++)
        {
            RandomStream random = new(seed, stage, "wiring", (ulong)source);
            double[] uniform = new double[unitCount];
            for (int j = firstUnits[source]; j < firstUnits[source + 1]; j++)
            {
                random.FillUniform(uniform);
                for (int target = 0; target < _populationCount; target++)
                {
                    double probability = parameters.ConnectionProbability[target * _populationCount + source];
                    for (int i = firstUnits[target]; i < firstUnits[target + 1]; i++)
                    {
                        if (uniform[i] < probability) targets.Add(i);
                    }

                    _starts[j * _populationCount + target + 1] = targets.Count;
                }
            }
        }

        _targets = [.. targets];
    }

    /// <summary>The neurons of a population that a neuron connects to.</summary>
    public ReadOnlySpan<int> Targets(int sourceUnit, int targetPopulation)
    {
        int index = sourceUnit * _populationCount + targetPopulation;
        return _targets.AsSpan(_starts[index].._starts[index + 1]);
    }
}
