namespace SpikeStream.Models.Mesoscopic;

/// <summary>From derivatives by the constants of a population to those by its parameters.</summary>
internal static unsafe class PopulationGradient
{
    public static void Add(
        PopulationConstants constants,
        PopulationAdjoint adjoint,
        in PopulationConstantsAdjoint sums,
        NaturalParameters gradient,
        int population,
        bool withAllParameters)
    {
        double noise = constants.NoiseLevel;
        double neurons = constants.Neurons;
        double time = constants.AdaptationTimeConstant;
        double thresholdWeighted = 0; // sum of theta_l times its derivative
        double kernelWeighted = 0; // sum of q_l times its derivative
        double kernelNoise = 0;
        double strength = 0;
        double adaptationTime = 0;
        if (constants.IsAdaptive)
        {
            constants.ShiftYoungestThreshold(0); // the last step may have
            for (int i = 0; i < constants.AgeBins; i++)
            {
                int ageBin = constants.AgeBins - 1 - i;
                if (ageBin + 1 < constants.RefractoryBins) break; // closed: no threshold
                double threshold = constants.ScaledThreshold[i] * noise;
                double lost = constants.ScaledKernel[i] * constants.Neurons; // 1 - exp(-theta_l / Delta_u)
                double faded = 1 - lost;
                double byKernel = adjoint.Kernel[i] * constants.InverseNoiseLevel;
                double byHazardThreshold = adjoint.Threshold[i] * constants.InverseNoiseLevel;
                thresholdWeighted += byHazardThreshold * threshold;
                kernelWeighted += byKernel * noise * lost / neurons;
                kernelNoise += byKernel * (lost - constants.ScaledThreshold[i] * faded) / neurons;
                double weighted = (byHazardThreshold + byKernel * faded / neurons) * threshold;
                strength += weighted;
                adaptationTime += weighted * (constants.TimeSinceRefractory(ageBin) / (time * time) - 1 / time);
            }

            strength /= constants.AdaptationStrength;
        }
        else if (withAllParameters)
        {
            // The limit of no adaptation: theta_l / J stays, and q_l is theta_l / N.
            for (int i = 0; i < constants.AgeBins; i++)
            {
                int ageBin = constants.AgeBins - 1 - i;
                if (ageBin + 1 < constants.RefractoryBins) break;
                double shape = Math.Exp(-constants.TimeSinceRefractory(ageBin) / time) / time;
                strength += (adjoint.Threshold[i] + adjoint.Kernel[i] / neurons) * constants.InverseNoiseLevel * shape;
            }
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
