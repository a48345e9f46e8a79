namespace SpikeStream.Models.Mesoscopic;

/// <summary>From derivatives by the constants of a population to those by its parameters.</summary>
internal static unsafe class PopulationGradient
{
    public static void Add(PopulationConstants constants, PopulationAdjoint adjoint, in PopulationConstantsAdjoint sums, NaturalParameters gradient, int population)
    {
        double noise = constants.NoiseLevel;
        double neurons = constants.Neurons;
        double time = constants.AdaptationTimeConstant;
        double thresholdWeighted = 0; // sum of theta_l times its derivative
        double kernelWeighted = 0; // sum of q_l times its derivative
        double kernelNoise = 0;
        double strength = 0;
        double adaptationTime = 0;
        for (int i = 0; i < constants.AgeBins; i++)
        {
            int ageBin = constants.AgeBins - 1 - i;
            if (ageBin + 1 < constants.RefractoryBins) continue; // closed: no threshold
            double sinceRefractory = constants.TimeSinceRefractory(ageBin);
            double shape = Math.Exp(-sinceRefractory / time) / time; // theta_l / J
            double threshold = constants.AdaptationStrength * shape;
            double scaled = threshold / noise;
            double faded = Math.Exp(-scaled);
            double lost = Numerics.Vectors.VectorExponential.OneMinusExp(scaled);
            double byKernel = adjoint.Kernel[i] * constants.InverseNoiseLevel;
            double byHazardThreshold = adjoint.Threshold[i] * constants.InverseNoiseLevel;
            thresholdWeighted += byHazardThreshold * threshold;
            kernelWeighted += byKernel * noise * lost / neurons;
            kernelNoise += byKernel * (lost - scaled * faded) / neurons;
            double byThreshold = byHazardThreshold + byKernel * faded / neurons;
            strength += byThreshold * shape;
            adaptationTime += byThreshold * threshold * (sinceRefractory / (time * time) - 1 / time);
        }

        double membraneTime = constants.MembraneTimeConstant;
        double oldestFading = Math.Exp(-constants.AgeBins * constants.BinWidth / time);
        gradient[MesoscopicParameterKind.MembraneResistance][population] = sums.Resistance;
        gradient[MesoscopicParameterKind.RestPotential][population] = sums.Rest;
        gradient[MesoscopicParameterKind.Threshold][population] = sums.Threshold;
        gradient[MesoscopicParameterKind.ResetPotential][population] = sums.Reset;
        gradient[MesoscopicParameterKind.EscapeRate][population] = -noise * sums.Threshold / constants.EscapeRate;
        gradient[MesoscopicParameterKind.NoiseLevel][population] =
            kernelNoise - (sums.WeightedPotential + sums.WeightedThreshold + thresholdWeighted + kernelWeighted) / noise;
        gradient[MesoscopicParameterKind.MembraneTimeConstant][population] =
            sums.MembraneDecay * constants.MembraneDecay * constants.BinWidth / (membraneTime * membraneTime);
        gradient[MesoscopicParameterKind.AdaptationStrength][population] = strength + sums.OldAdaptation * oldestFading;
        gradient[MesoscopicParameterKind.AdaptationTimeConstant][population] = adaptationTime
            + sums.AdaptationDecay * constants.AdaptationDecay * constants.BinWidth / (time * time)
            + sums.OldAdaptation * constants.OldAdaptation * constants.AgeBins * constants.BinWidth / (time * time);
    }
}
