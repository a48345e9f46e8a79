using SpikeStream.Models.Mesoscopic;

namespace SpikeStream.Models.Microscopic;

/// <summary>The constants of one population for one time step.</summary>
internal readonly record struct PopulationStep
{
    public PopulationStep(MesoscopicParameters parameters, int population, int firstUnit, double timeStep)
    {
        First = firstUnit;
        Count = parameters.NeuronCounts[population];
        RefractorySteps = parameters.RefractoryBins(population, timeStep);
        MembraneDecay = Math.Exp(-timeStep / parameters.MembraneTimeConstant[population]);
        MembraneGain = -double.ExpM1(-timeStep / parameters.MembraneTimeConstant[population]);
        MembraneTime = parameters.MembraneTimeConstant[population];
        AdaptationDecay = Math.Exp(-timeStep / parameters.AdaptationTimeConstant[population]);
        AdaptationJump = parameters.AdaptationStrength[population] / parameters.AdaptationTimeConstant[population];
        Resistance = parameters.MembraneResistance[population];
        Rest = parameters.RestPotential[population];
        Reset = parameters.ResetPotential[population];
        Threshold = parameters.Threshold[population];
        InverseNoise = 1 / parameters.NoiseLevel[population];
        RatePerStep = parameters.EscapeRate[population] * timeStep;
    }

    public int First { get; }

    public int Count { get; }

    public int RefractorySteps { get; }

    public double MembraneDecay { get; }

    /// <summary>1 - exp(-dt/tau_m).</summary>
    public double MembraneGain { get; }

    public double MembraneTime { get; }

    public double AdaptationDecay { get; }

    public double AdaptationJump { get; }

    public double Resistance { get; }

    public double Rest { get; }

    public double Reset { get; }

    public double Threshold { get; }

    public double InverseNoise { get; }

    /// <summary>c·dt: probability of a spike at threshold.</summary>
    public double RatePerStep { get; }
}
