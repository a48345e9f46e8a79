using SpikeStream.Models.Mesoscopic;

namespace SpikeStream.Models.Tests.Mesoscopic;

/// <summary>Random parameters and counts for comparisons, all from a seed.</summary>
internal static class RandomModels
{
    public static MesoscopicParameters Parameters(Random random, int populations)
    {
        double[] Draw(int count, double low, double high) => [.. Enumerable.Range(0, count).Select(_ => low + (high - low) * random.NextDouble())];
        return new MesoscopicParameters
        {
            PopulationNames = [.. Enumerable.Range(0, populations).Select(a => $"P{a}")],
            NeuronCounts = [.. Enumerable.Range(0, populations).Select(_ => random.Next(5, 300))],
            MembraneResistance = Draw(populations, 0, 20),
            RestPotential = Draw(populations, 10, 25),
            ConnectionProbability = Draw(populations * populations, 0, 0.3),
            SynapticWeight = Draw(populations * populations, -5, 4),
            Delay = [.. Enumerable.Range(0, populations * populations).Select(_ => 0.001 * random.Next(1, 5))],
            MembraneTimeConstant = Draw(populations, 0.002, 0.03),
            RefractoryPeriod = [.. Enumerable.Range(0, populations).Select(_ => 0.001 * random.Next(1, 6))],
            Threshold = Draw(populations, 10, 20),
            ResetPotential = Draw(populations, -5, 5),
            EscapeRate = Draw(populations, 1, 60),
            NoiseLevel = Draw(populations, 0.8, 6),
            SynapticTimeConstant = Draw(populations, 0.001, 0.02),
            AdaptationStrength = [.. Enumerable.Range(0, populations).Select(_ => random.Next(3) == 0 ? 0 : 2 * random.NextDouble())],
            AdaptationTimeConstant = Draw(populations, 0.02, 1.5),
        };
    }

    public static (int[] Counts, double[] Inputs) Data(Random random, MesoscopicParameters parameters, int bins)
    {
        int populations = parameters.PopulationCount;
        var counts = new int[bins * populations];
        var inputs = new double[bins * populations];
        for (int i = 0; i < counts.Length; i++)
        {
            int neurons = parameters.NeuronCounts[i % populations];
            counts[i] = random.Next(4) == 0 ? random.Next(1 + neurons / 10) : random.Next(1 + neurons / 50);
            inputs[i] = random.NextDouble() - 0.5;
        }

        return (counts, inputs);
    }
}
