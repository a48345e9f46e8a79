namespace SpikeStream.Models.Mesoscopic;

/// <summary>Published parameter sets (Rene, Longtin and Macke 2020, Table 7).</summary>
public static class MesoscopicDefaults
{
    /// <summary>One excitatory and one inhibitory population, E and I, 438 and 109 neurons.</summary>
    public static MesoscopicParameters TwoPopulations { get; } = new()
    {
        PopulationNames = ["E", "I"],
        NeuronCounts = [438, 109],
        MembraneResistance = [19, 11.964],
        RestPotential = [20, 19.5],
        ConnectionProbability = [0.0497, 0.1350, 0.0794, 0.1597],
        SynapticWeight = [2.482, -4.964, 1.245, -4.964],
        Delay = [0.001, 0.001, 0.001, 0.001],
        MembraneTimeConstant = [0.01, 0.01],
        RefractoryPeriod = [0.002, 0.002],
        Threshold = [15, 15],
        ResetPotential = [0, 0],
        EscapeRate = [10, 10],
        NoiseLevel = [5, 5],
        SynapticTimeConstant = [0.003, 0.006],
        AdaptationStrength = [1, 0],
        AdaptationTimeConstant = [1, 1],
    };

    /// <summary>Layers 2/3 and 4 of cortex: L2/3e, L2/3i, L4e and L4i, 1076 neurons.</summary>
    public static MesoscopicParameters FourPopulations { get; } = new()
    {
        PopulationNames = ["L2/3e", "L2/3i", "L4e", "L4i"],
        NeuronCounts = [413, 116, 438, 109],
        MembraneResistance = [0, 0, 19, 11.964],
        RestPotential = [18, 18, 25, 20],
        ConnectionProbability =
        [
            0.1009, 0.1689, 0.0437, 0.0818,
            0.1346, 0.1371, 0.0316, 0.0515,
            0.0077, 0.0059, 0.0497, 0.1350,
            0.0691, 0.0029, 0.0794, 0.1597,
        ],
        SynapticWeight =
        [
            1.245, -4.964, 1.245, -4.964,
            1.245, -4.964, 1.245, -4.964,
            1.245, -4.964, 2.482, -4.964,
            1.245, -4.964, 1.245, -4.964,
        ],
        Delay = [.. Enumerable.Repeat(0.001, 16)],
        MembraneTimeConstant = [0.01, 0.01, 0.01, 0.01],
        RefractoryPeriod = [0.002, 0.002, 0.002, 0.002],
        Threshold = [15, 15, 15, 15],
        ResetPotential = [0, 0, 0, 0],
        EscapeRate = [10, 10, 10, 10],
        NoiseLevel = [5, 5, 5, 5],
        SynapticTimeConstant = [0.003, 0.006, 0.003, 0.006],
        AdaptationStrength = [1, 0, 1, 0],
        AdaptationTimeConstant = [1, 1, 1, 1],
    };
}
