using System.Runtime.CompilerServices;
using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>Steps 15 to 5 of the mesoscopic update in reverse for one population: one pass over the age bins.</summary>
/// <remarks>
/// Derivatives by u, theta_l and q_l are kept times Delta_u, as those by exponents. Names of the derivatives follow the variables. The derivative by Delta_u needs the exponents (u - theta)/Delta_u of all hazards; as u, theta_l
/// and the effect of older cohorts are linear in what they are made of, their sums weighted with the derivatives are gathered from those ends.
/// </remarks>
internal static unsafe class BackwardKernel<TLanes, TConvention, TAdaptive, TLinear>
    where TLanes : unmanaged, ILanes<TLanes>
    where TConvention : IUpdateConvention
    where TAdaptive : ISwitch
    where TLinear : ISwitch
{
    /// <param name="constants">Constants of the population.</param>
    /// <param name="before">Age bins before the step, as the forward pass left them.</param>
    /// <param name="after">Age bins after the step.</param>
    /// <param name="counts">Spike counts by slot.</param>
    /// <param name="shifted">PaperCode: room for the firing probabilities, by slot, one block more on the right.</param>
    /// <param name="start">Slot of the oldest bin of this step.</param>
    /// <param name="poolBefore">The pool before.</param>
    /// <param name="pool">The pool after.</param>
    /// <param name="record">What the forward pass noted, and the derivative by the expected count.</param>
    /// <param name="adjoint">Derivatives by the state after the step; on return by the state before.</param>
    /// <param name="linearBelow">Arguments up to this gave themselves as probability (with TLinear).</param>
    /// <returns>The derivative by the drive.</returns>
    public static double Step(
        PopulationConstants constants,
        in AgeBins before,
        in AgeBins after,
        double* counts,
        double* shifted,
        int start,
        in PoolState poolBefore,
        in PoolState pool,
        in StepRecord record,
        PopulationAdjoint adjoint,
        double linearBelow)
    {
        int end = start + constants.AgeBins;
        double slope = record.Slope;
        double freeProbability = record.FreeProbability;
        double freeSurvival = 1 - freeProbability;
        AgeBins bins = adjoint.Bins;
        ref PopulationConstantsAdjoint sums = ref adjoint.Constants;

        double variance = Math.Abs(record.Variance) + 1e-8;
        double byMeanProbability = record.Variance > 0 ? slope * (constants.Neurons - record.Mean - record.FreeMean) : 0;
        double byVarianceFiring = byMeanProbability / variance;
        double byVariance = -byMeanProbability * record.MeanProbability / variance;
        double byFreeMean = slope * (freeProbability - record.MeanProbability);
        if (!TConvention.IsAligned) adjoint.Pool.Mean += byFreeMean;
        double byMean = adjoint.Pool.Mean;
        double byPoolVariance = adjoint.Pool.Variance;
        double bySurvival = byMean * poolBefore.Mean
            + byPoolVariance * (2 * freeSurvival * poolBefore.Variance - poolBefore.Mean)
            - (slope * record.FreeMean + byMeanProbability * poolBefore.Variance / variance);
        bins.Mean[start] += byMean;
        if (TConvention.IsAligned) bins.Variance[start] += byPoolVariance;
        adjoint.Pool.Mean = freeSurvival * byMean + freeProbability * byPoolVariance + (TConvention.IsAligned ? byFreeMean : 0);
        adjoint.Pool.Variance = byMeanProbability * freeProbability / variance + byVariance + freeSurvival * freeSurvival * byPoolVariance;

        double byReset = 0;
        for (int slot = end - constants.ResetBins; slot < end; slot++)
        {
            byReset += bins.Potential[slot];
            bins.Potential[slot] = 0;
        }

        bins.Mean[end - 1] = 0; // n is data
        bins.Variance[end - 1] = 0;
        before.Potential[end - 1] = constants.Rest;
        if (!TConvention.IsAligned)
        {
            before.Variance[start - 1] = record.OldestVariance;
            if (record.IsSmall) StoreProbabilities<On>(constants, before, after, shifted, start, linearBelow);
            else StoreProbabilities<Off>(constants, before, after, shifted, start, linearBelow);
        }

        double byYoungestHazard = bins.Hazard[end - 1];
        PassSums pass = record.IsSmall
            ? Pass<On>(
                constants, before, after, counts, shifted, start, slope, record.MeanProbability, byVarianceFiring, byVariance, adjoint, linearBelow)
            : Pass<Off>(
                constants, before, after, counts, shifted, start, slope, record.MeanProbability, byVarianceFiring, byVariance, adjoint, linearBelow);
        if (constants.RefractoryBins == 1)
        {
            // The youngest bin is open but does not integrate.
            double own = (byYoungestHazard + bins.Hazard[end - 1]) * after.Hazard[end - 1];
            pass.Potential -= own;
            byReset += own;
            bins.Potential[end - 1] = 0;
        }

        if (TAdaptive.IsOn && TConvention.IsAligned) adjoint.Kernel[0] += counts[start] * pass.Exponent;
        pass.Scale(constants.InverseNoiseLevel);
        byReset *= constants.InverseNoiseLevel;

        // What the forward pass cleared is the oldest bin of the step before.
        before.Hazard[start - 1] = record.OldestHazard;
        before.Mean[start - 1] = record.OldestMean;
        before.Variance[start - 1] = record.OldestVariance;
        bins.Potential[start - 1] = 0;
        bins.Hazard[start - 1] = 0;
        bins.Mean[start - 1] = 0;
        bins.Variance[start - 1] = TConvention.IsAligned ? 0 : byVarianceFiring * shifted[start] + byVariance;

        double byArgument = -freeSurvival * bySurvival;
        double byFreeExponent = (adjoint.Pool.Hazard + byArgument) * pool.Hazard * constants.InverseNoiseLevel;
        adjoint.Pool.Hazard = byArgument;
        double byFreePotential = adjoint.Pool.Potential + byFreeExponent + pass.FreePotential;
        double byThreshold = -(pass.Exponent + byFreeExponent);
        sums.Threshold += byThreshold;
        sums.WeightedThreshold += byThreshold * record.FreeThreshold;
        sums.OldAdaptation += byThreshold * pool.Activity;
        double byActivity = adjoint.Pool.Activity + byThreshold * constants.OldAdaptation;
        sums.AdaptationDecay += byActivity * (poolBefore.Activity - record.OldCount / (constants.Neurons * constants.BinWidth));
        adjoint.Pool.Activity = byActivity * constants.AdaptationDecay;

        double leak = 1 - constants.MembraneDecay;
        double byDrive = byFreePotential + pass.Potential;
        sums.Reset += byReset;
        sums.MembraneDecay += pass.PotentialChange + byFreePotential * (poolBefore.Potential - constants.Rest)
            - byDrive * constants.Resistance * record.Input;
        sums.Rest += byDrive * leak;
        sums.Resistance += byDrive * record.Input * leak;
        sums.WeightedPotential += byReset * constants.Reset + byDrive * (record.Drive - constants.Rest * constants.MembraneDecay);
        adjoint.Pool.Potential = constants.MembraneDecay * byFreePotential;
        return byDrive;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static PassSums Pass<TSmall>(
        PopulationConstants constants,
        in AgeBins before,
        in AgeBins after,
        double* counts,
        double* shifted,
        int start,
        double slope,
        double meanProbability,
        double byVarianceFiring,
        double byVariance,
        PopulationAdjoint adjoint,
        double linearBelow)
        where TSmall : ISwitch
    {
        int end = start + constants.AgeBins;
        int first = SlotBlock.Floor(start);
        int relaxing = SlotBlock.Floor(end - constants.RelaxingBins);
        double* potentialBefore = before.Potential;
        double* hazardBefore = before.Hazard;
        double* meanBefore = before.Mean;
        double* varianceBefore = before.Variance;
        double* hazard = after.Hazard;
        double* mean = after.Mean;
        double* byPotential = adjoint.Bins.Potential;
        double* byHazard = adjoint.Bins.Hazard;
        double* byMean = adjoint.Bins.Mean;
        double* byVariances = adjoint.Bins.Variance;
        double* byThreshold = adjoint.Threshold - start;
        double* byKernel = adjoint.Kernel - start;
        double decay = constants.MembraneDecay;
        double rest = constants.Rest;
        double slopeOfMean = slope * meanProbability;
        TLanes younger = TLanes.Broadcast(0); // sum of e over younger cohorts
        TLanes potentialSum = younger;
        TLanes changeSum = younger;
        TLanes freeSum = younger;
        for (int s = SlotBlock.Floor(end - 1); s >= first; s -= SlotBlock.Length)
        {
            TLanes one = TLanes.Broadcast(1);
            TLanes b = TLanes.Broadcast(slope);
            TLanes bMean = TLanes.Broadcast(slopeOfMean);
            TLanes bFiring = TLanes.Broadcast(byVarianceFiring);
            TLanes bVariance = TLanes.Broadcast(byVariance);
            TLanes rate = TLanes.Load(hazard + s);
            TLanes x = TLanes.Add(rate, TLanes.Load(hazardBefore + s));
            TLanes probability = ForwardKernel<TLanes, TConvention, TAdaptive, TLinear>.FiringProbability<TSmall>(x, linearBelow);
            TLanes survival = TLanes.Subtract(one, probability);
            TLanes m = TLanes.Load(meanBefore + s);
            TLanes v = TLanes.Load(varianceBefore + s);
            TLanes mB = TLanes.Load(byMean + s);
            TLanes vB = TLanes.Load(byVariances + s);
            TLanes survivedB = TLanes.Multiply(survival, vB);
            TLanes survivalB;
            if (TConvention.IsAligned)
            {
                // S = 1 - P enters m S, v S² + m P, and P enters b m and YB v.
                TLanes net = TLanes.Subtract(TLanes.Subtract(mB, b), vB);
                TLanes spread = TLanes.Subtract(TLanes.Add(survivedB, survivedB), bFiring);
                survivalB = TLanes.MultiplyAdd(m, net, TLanes.Multiply(v, spread));
                TLanes.Store(TLanes.NegatedMultiplyAdd(probability, net, TLanes.Subtract(mB, bMean)), byMean + s);
                TLanes.Store(TLanes.MultiplyAdd(survival, survivedB, TLanes.MultiplyAdd(bFiring, probability, bVariance)), byVariances + s);
            }
            else
            {
                TLanes total = TLanes.Add(mB, TLanes.Subtract(TLanes.Multiply(b, probability), bMean));
                TLanes direct = TLanes.MultiplyAdd(b, TLanes.Load(mean + s), TLanes.Multiply(bFiring, TLanes.Load(varianceBefore + s - 1)));
                TLanes spread = TLanes.Subtract(TLanes.Multiply(TLanes.Add(survivedB, survivedB), v), TLanes.Multiply(vB, m));
                TLanes transition = TLanes.MultiplyAdd(total, m, spread);
                survivalB = TLanes.Subtract(s + SlotBlock.Length >= end ? WithoutYoungest(transition, end - 1 - s) : transition, direct);
                TLanes.Store(TLanes.MultiplyAdd(survival, total, TLanes.Multiply(probability, vB)), byMean + s);
                TLanes next = TLanes.Load(shifted + s + 1);
                TLanes.Store(TLanes.MultiplyAdd(survival, survivedB, TLanes.MultiplyAdd(bFiring, next, bVariance)), byVariances + s);
            }

            TLanes slopeOfProbability = TLinear.IsOn ? TLanes.SelectAtMost(x, TLanes.Broadcast(linearBelow), one, survival) : survival;
            TLanes argumentB = TLanes.NegatedMultiplyAdd(slopeOfProbability, survivalB, TLanes.Broadcast(0));
            TLanes e = TLanes.Multiply(TLanes.Add(TLanes.Load(byHazard + s), argumentB), rate);
            TLanes.Store(argumentB, byHazard + s);
            if (TAdaptive.IsOn)
            {
                TLanes inclusive = TLanes.SuffixSum(e);
                TLanes exclusive = TLanes.Add(TLanes.Subtract(inclusive, e), younger);
                younger = TLanes.Add(younger, TLanes.BroadcastFirst(inclusive));
                TLanes.Store(TLanes.NegatedMultiplyAdd(TLanes.Load(counts + s), exclusive, TLanes.Load(byKernel + s)), byKernel + s);
                TLanes.Store(TLanes.Subtract(TLanes.Load(byThreshold + s), e), byThreshold + s);
            }
            else
            {
                younger = TLanes.Add(younger, e);
            }

            if (s < relaxing)
            {
                freeSum = TLanes.Add(freeSum, e);
                continue;
            }

            TLanes uB = TLanes.Add(TLanes.Load(byPotential + s), e);
            potentialSum = TLanes.Add(potentialSum, uB);
            changeSum = TLanes.MultiplyAdd(uB, TLanes.Subtract(TLanes.Load(potentialBefore + s), TLanes.Broadcast(rest)), changeSum);
            TLanes.Store(TLanes.Multiply(TLanes.Broadcast(decay), uB), byPotential + s);
        }

        double* lanes = stackalloc double[SlotBlock.Length];
        TLanes.Store(younger, lanes);
        return new PassSums
        {
            Exponent = TAdaptive.IsOn ? lanes[0] : TLanes.Sum(younger),
            FreePotential = TLanes.Sum(freeSum),
            Potential = TLanes.Sum(potentialSum),
            PotentialChange = TLanes.Sum(changeSum),
        };
    }

    /// <summary>PaperCode: m_0 and v_0 do not come from older values, although m_0 enters the sums.</summary>
    private static TLanes WithoutYoungest(TLanes value, int lane)
    {
        double* lanes = stackalloc double[SlotBlock.Length];
        TLanes.Store(value, lanes);
        lanes[lane] = 0;
        return TLanes.Load(lanes);
    }

    private static void StoreProbabilities<TSmall>(
        PopulationConstants constants, in AgeBins before, in AgeBins after, double* shifted, int start, double linearBelow)
        where TSmall : ISwitch
    {
        int end = start + constants.AgeBins;
        int stop = SlotBlock.Ceiling(end);
        for (int s = SlotBlock.Floor(start); s < stop; s += SlotBlock.Length)
        {
            TLanes x = TLanes.Add(TLanes.Load(after.Hazard + s), TLanes.Load(before.Hazard + s));
            TLanes.Store(
                ForwardKernel<TLanes, TConvention, TAdaptive, TLinear>.FiringProbability<TSmall>(x, linearBelow),
                shifted + s);
        }

        for (int i = 0; i < SlotBlock.Length; i++) shifted[stop + i] = 0;
    }

    private struct PassSums
    {
        public double Exponent;
        public double FreePotential;
        public double Potential;
        public double PotentialChange;

        /// <summary>From derivatives by exponents to those by potentials.</summary>
        public void Scale(double inverseNoise)
        {
            Exponent *= inverseNoise;
            FreePotential *= inverseNoise;
            Potential *= inverseNoise;
            PotentialChange *= inverseNoise;
        }
    }
}
