using System.Runtime.CompilerServices;
using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>Steps 5 to 15 of the mesoscopic update for one population: one pass over the age bins.</summary>
/// <remarks>Schwalger, Deger and Gerstner (2017); equations E.7 to E.22 of Rene, Longtin and Macke (2020).</remarks>
internal static unsafe class ForwardKernel<TLanes, TConvention, TAdaptive, TLinear>
    where TLanes : unmanaged, ILanes<TLanes>
    where TConvention : IUpdateConvention
    where TAdaptive : ISwitch
    where TLinear : ISwitch
{
    /// <param name="constants">Constants of the population.</param>
    /// <param name="before">Age bins after the step before; the slot before <paramref name="start"/> is cleared.</param>
    /// <param name="after">Receives the age bins; may be <paramref name="before"/>.</param>
    /// <param name="counts">Spike counts by slot.</param>
    /// <param name="shifted">PaperCode: room for v of the slot before, by slot.</param>
    /// <param name="start">Slot of the oldest bin of this step.</param>
    /// <param name="poolBefore">The pool before.</param>
    /// <param name="pool">Receives the pool.</param>
    /// <param name="record">Has the drive; receives the rest.</param>
    /// <param name="linearBelow">Arguments up to this give themselves as probability (with TLinear).</param>
    public static void Step(
        PopulationConstants constants,
        in AgeBins before,
        in AgeBins after,
        double* counts,
        double* shifted,
        int start,
        in PoolState poolBefore,
        out PoolState pool,
        ref StepRecord record,
        double linearBelow)
    {
        int end = start + constants.AgeBins;
        double decay = constants.MembraneDecay;
        double offset = record.Drive - constants.Rest * decay;
        double oldCount = counts[start];
        record.OldCount = oldCount;
        record.OldestHazard = before.Hazard[start - 1];
        record.OldestMean = before.Mean[start - 1];
        record.OldestVariance = before.Variance[start - 1];
        if (!TConvention.IsAligned) CopyShifted(before.Variance, shifted, start, end);
        before.Hazard[start - 1] = 0;
        before.Mean[start - 1] = 0;
        before.Variance[start - 1] = 0;
        if (constants.RefractoryBins == 1)
        {
            // The youngest bin is open, yet does not integrate: the pass gives it the potential offset, and the threshold makes up for it.
            before.Potential[end - 1] = 0;
            constants.ShiftYoungestThreshold((offset - constants.Reset) * constants.InverseNoiseLevel);
        }


        pool.Potential = Math.FusedMultiplyAdd(poolBefore.Potential, decay, offset);
        pool.Activity = poolBefore.Activity * constants.AdaptationDecay
            + (1 - constants.AdaptationDecay) * oldCount / (constants.Neurons * constants.BinWidth);
        double freeThreshold = constants.Threshold + constants.OldAdaptation * pool.Activity;
        record.FreeThreshold = freeThreshold;
        pool.Hazard = Math.Exp(Math.Min(
            (pool.Potential - freeThreshold) * constants.InverseNoiseLevel + constants.LogHazard, VectorExponential.LargestArgument));
        pool.HighestPotential = Math.Max(constants.Reset, Math.FusedMultiplyAdd(poolBefore.HighestPotential, decay, offset));
        pool.HighestHazard = pool.HighestPotential == pool.Potential
            ? pool.Hazard
            : Math.Exp(Math.Min((pool.HighestPotential - freeThreshold) * constants.InverseNoiseLevel + constants.LogHazard, VectorExponential.LargestArgument));

        // Adaptation only lowers hazards: no firing probability of the step has a larger argument than this.
        record.IsSmall = constants.AdaptationStrength >= 0
            && pool.HighestHazard + poolBefore.HighestHazard <= VectorExponential.LargestSmallArgument;
        double freeProbability = VectorExponential.OneMinusExp(pool.Hazard + poolBefore.Hazard);
        record.FreeProbability = freeProbability;

        double bias = constants.LogHazard - freeThreshold * constants.InverseNoiseLevel;
        Sums sums = record.IsSmall
            ? Pass<On>(constants, before, after, counts, shifted, start, pool.Potential, offset, bias, linearBelow)
            : Pass<Off>(constants, before, after, counts, shifted, start, pool.Potential, offset, bias, linearBelow);
        SetYoungest(constants, after, counts[end - 1], end, ref sums);

        double oldestMean = after.Mean[start];
        double oldestVariance = after.Variance[start];
        double freeSurvival = 1 - freeProbability;
        pool.Mean = freeSurvival * poolBefore.Mean + oldestMean;
        pool.Variance = freeSurvival * freeSurvival * poolBefore.Variance + freeProbability * poolBefore.Mean
            + (TConvention.IsAligned ? oldestVariance : 0);
        double freeMean = TConvention.IsAligned ? poolBefore.Mean : pool.Mean;
        double variance = sums.Variance + (TConvention.IsAligned ? 0 : record.OldestVariance) + poolBefore.Variance;
        double meanProbability = variance > 0
            ? (sums.VarianceFiring + freeProbability * poolBefore.Variance) / (Math.Abs(variance) + 1e-8)
            : 0;
        record.Mean = sums.Mean;
        record.Variance = variance;
        record.FreeMean = freeMean;
        record.MeanProbability = meanProbability;
        record.ExpectedCount = sums.Firing + freeProbability * freeMean + meanProbability * (constants.Neurons - sums.Mean - freeMean);
    }

    /// <summary>1 - exp(-x), or x itself where that is asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes FiringProbability<TSmall>(TLanes x, double linearBelow)
        where TSmall : ISwitch
    {
        TLanes probability = TSmall.IsOn ? VectorExponential.OneMinusExpOfSmall(x) : VectorExponential.OneMinusExp(x);
        return TLinear.IsOn ? TLanes.SelectAtMost(x, TLanes.Broadcast(linearBelow), x, probability) : probability;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Sums Pass<TSmall>(
        PopulationConstants constants,
        in AgeBins before,
        in AgeBins after,
        double* counts,
        double* shifted,
        int start,
        double freePotential,
        double offset,
        double bias,
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
        double* potential = after.Potential;
        double* hazard = after.Hazard;
        double* mean = after.Mean;
        double* variance = after.Variance;
        double* threshold = constants.ScaledThreshold - start;
        double* kernel = constants.ScaledKernel - start;
        double decay = constants.MembraneDecay;
        double inverseNoise = constants.InverseNoiseLevel;

        // The bias of the exponent less the adaptation by older cohorts. Aligned: the oldest bin is in g alone.
        double excess = TAdaptive.IsOn && TConvention.IsAligned ? kernel[start] * counts[start] : 0;
        double free = first < relaxing ? freePotential * inverseNoise : 0;
        TLanes level = TLanes.Broadcast(bias + excess + free);
        TLanes firing = TLanes.Broadcast(0);
        TLanes sum = firing;
        TLanes varianceFiring = firing;
        TLanes varianceSum = firing;
        TLanes exponent = firing;
        TLanes nextRate = firing;
        for (int s = first - 2 * SlotBlock.Length; s < end; s += SlotBlock.Length)
        {
            TLanes rate = nextRate;
            nextRate = VectorExponential.Exp(exponent);
            int next = s + 2 * SlotBlock.Length;
            if (next < end)
            {
                if (next == relaxing) level = TLanes.Subtract(level, TLanes.Broadcast(free));
                TLanes own = TLanes.Subtract(level, TLanes.Load(threshold + next));
                if (TAdaptive.IsOn)
                {
                    // One slot to the left: the sums then leave out the cohort itself.
                    TLanes effects = TLanes.PrefixSum(TLanes.Multiply(TLanes.Load(kernel + next - 1), TLanes.Load(counts + next - 1)));
                    own = TLanes.Subtract(own, effects);
                    level = TLanes.Subtract(level, TLanes.BroadcastLast(effects));
                }

                exponent = own;
                if (next >= relaxing)
                {
                    TLanes u = TLanes.MultiplyAdd(TLanes.Load(potentialBefore + next), TLanes.Broadcast(decay), TLanes.Broadcast(offset));
                    TLanes.Store(u, potential + next);
                    exponent = TLanes.MultiplyAdd(u, TLanes.Broadcast(inverseNoise), own);
                }
            }

            if (s < first) continue;
            TLanes x = TLanes.Add(rate, TLanes.Load(hazardBefore + s));
            TLanes.Store(rate, hazard + s);
            TLanes probability = FiringProbability<TSmall>(x, linearBelow);
            TLanes survival = TLanes.Subtract(TLanes.Broadcast(1), probability);
            TLanes m = TLanes.Load(meanBefore + s);
            TLanes v = TLanes.Load(varianceBefore + s);
            TLanes fired = TLanes.Multiply(probability, m);
            TLanes left = TLanes.Subtract(m, fired);
            TLanes.Store(left, mean + s);
            TLanes.Store(TLanes.MultiplyAdd(survival, TLanes.Multiply(survival, v), fired), variance + s);
            varianceSum = TLanes.Add(varianceSum, v);
            if (TConvention.IsAligned)
            {
                firing = TLanes.Add(firing, fired);
                sum = TLanes.Add(sum, m);
                varianceFiring = TLanes.MultiplyAdd(probability, v, varianceFiring);
            }
            else
            {
                firing = TLanes.MultiplyAdd(probability, left, firing);
                sum = TLanes.Add(sum, left);
                varianceFiring = TLanes.MultiplyAdd(probability, TLanes.Load(shifted + s), varianceFiring);
            }
        }

        return new Sums
        {
            Firing = TLanes.Sum(firing),
            Mean = TLanes.Sum(sum),
            VarianceFiring = TLanes.Sum(varianceFiring),
            Variance = TLanes.Sum(varianceSum),
        };
    }

    /// <summary>Bins at the reset potential; the youngest holds all neurons that just fired.</summary>
    private static void SetYoungest(PopulationConstants constants, in AgeBins after, double count, int end, ref Sums sums)
    {
        for (int slot = end - constants.ResetBins; slot < end; slot++) after.Potential[slot] = constants.Reset;
        if (!TConvention.IsAligned && count > 0)
        {
            // The pass took those that fire again at once (possible for t_ref of one bin only) out of the new m.
            double fired = count - after.Mean[end - 1];
            sums.Firing += fired / count * fired;
            sums.Mean += fired;
        }

        after.Mean[end - 1] = count;
        after.Variance[end - 1] = 0;
    }

    private static void CopyShifted(double* variance, double* shifted, int start, int end)
    {
        int first = SlotBlock.Floor(start);
        int stop = SlotBlock.Ceiling(end);
        for (int s = first; s < stop; s++) shifted[s] = s >= start && s < end ? variance[s - 1] : 0;
    }

    private struct Sums
    {
        public double Firing;
        public double Mean;
        public double VarianceFiring;
        public double Variance;
    }
}
