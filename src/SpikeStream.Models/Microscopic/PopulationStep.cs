using SpikeStream.Models.Mesoscopic;

namespace SpikeStream.Models.Microscopic;

/// <summary>The constants of one population for one time step.</summary>
internal readonly record struct PopulationStep
{
    public PopulationStep(MesoscopicParameters parameters, int population, int firstUnit, int shift, double timeStep)
    {
        First = firstUnit;
        Shift = shift;
        Count = parameters.NeuronCounts[population];
        RefractorySteps = parameters.RefractoryBins(population, timeStep);
        IsAdapting = parameters.AdaptationStrength[population] != 0;
        Resistance = parameters.MembraneResistance[population];
        Rest = parameters.RestPotential[population];
        Reset = parameters.ResetPotential[population];
        Threshold = parameters.Threshold[population];
        InverseNoise = 1 / parameters.NoiseLevel[population];
        RatePerStep = parameters.EscapeRate[population] * timeStep;
    }

    /// <summary>The first neuron.</summary>
    public int First { get; }

    /// <summary>What to add to the number of a neuron for its place.</summary>
    public int Shift { get; }

    /// <summary>Place of the first neuron.</summary>
    public int Place => First + Shift;

    public int Count { get; }

    public int RefractorySteps { get; }

    public bool IsAdapting { get; }

    public double Resistance { get; }

    public double Rest { get; }

    public double Reset { get; }

    public double Threshold { get; }

    public double InverseNoise { get; }

    /// <summary>c·dt: probability of a spike at threshold.</summary>
    public double RatePerStep { get; }
}
