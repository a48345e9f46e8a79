using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>Potential, hazard and survival of one population by age while its activity is constant (equations I.3 to I.11).</summary>
internal sealed unsafe class StationaryAges(PopulationConstants constants, bool isAligned)
{
    /// <summary>u by age bin, mV.</summary>
    public double[] Potential { get; } = new double[constants.AgeBins];

    /// <summary>lam by age bin, Hz.</summary>
    public double[] Hazard { get; } = new double[constants.AgeBins];

    /// <summary>P by age bin.</summary>
    public double[] Firing { get; } = new double[constants.AgeBins];

    /// <summary>h, mV.</summary>
    public double FreePotential { get; private set; }

    /// <summary>lf, Hz.</summary>
    public double FreeHazard { get; private set; }

    /// <summary>Pf.</summary>
    public double FreeFiring { get; private set; }

    /// <summary>Mean time between two spikes of a neuron, s.</summary>
    public double MeanInterval { get; private set; }

    /// <summary>Computes the profile.</summary>
    /// <param name="activity">A of the population, Hz.</param>
    /// <param name="drive">H: what all populations together add to the resting potential, mV.</param>
    public void Compute(double activity, double drive)
    {
        int ages = constants.AgeBins;
        double binWidth = constants.BinWidth, rest = constants.Rest + drive, reset = constants.Reset;
        double perBin = activity * constants.Neurons * binWidth;
        FreePotential = rest;
        double oldThreshold = constants.Threshold + constants.OldAdaptation * activity;
        FreeHazard = constants.EscapeRate * Math.Exp((rest - oldThreshold) * constants.InverseNoiseLevel);
        FreeFiring = VectorExponential.OneMinusExp(binWidth * FreeHazard);

        // q of the bins older than the one at hand, over Delta_u; Aligned leaves the oldest one to the free pool.
        double kernel = isAligned ? -constants.ScaledKernel[0] : 0;
        for (int slot = 0; slot < ages; slot++)
        {
            int age = ages - 1 - slot;
            bool isReset = age < constants.ResetBins;
            Potential[age] = isReset ? reset : rest + (reset - rest) * Math.Pow(constants.MembraneDecay, age - constants.ResetBins + 1);
            double threshold = oldThreshold * constants.InverseNoiseLevel + constants.ScaledThreshold[slot] + kernel * perBin;
            Hazard[age] = constants.EscapeRate * Math.Exp(Potential[age] * constants.InverseNoiseLevel - threshold);
            kernel += constants.ScaledKernel[slot];
        }

        double survival = 1, sum = 1, before = 0;
        for (int age = 0; age < ages; age++)
        {
            Firing[age] = VectorExponential.OneMinusExp(binWidth * (Hazard[age] + before) / 2);
            before = Hazard[age];
            survival *= 1 - Firing[age];
            sum += survival;
        }

        MeanInterval = binWidth * (sum + survival * (1 - FreeFiring) / FreeFiring);
    }
}
