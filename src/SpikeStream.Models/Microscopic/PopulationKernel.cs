using System.Runtime.CompilerServices;
using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Microscopic;

/// <summary>One step of the neurons of a population, eight at a time.</summary>
internal static unsafe class PopulationKernel
{
    /// <summary>The arrays, at the first neuron of the population.</summary>
    public readonly struct Memory
    {
        /// <summary>Synaptic traces, [source, place].</summary>
        public required double* Traces { get; init; }

        /// <summary>What arrives in this step, [source, place]; cleared.</summary>
        public required double* Arriving { get; init; }

        /// <summary>Distance of two sources in both.</summary>
        public required int SourceStride { get; init; }

        /// <summary>exp(-dt/tau_s) by source.</summary>
        public required double* SynapticDecay { get; init; }

        /// <summary>Number of sources.</summary>
        public required int Sources { get; init; }

        /// <summary>tau_m.</summary>
        public required double* MembraneTime { get; init; }

        /// <summary>exp(-dt/tau_m).</summary>
        public required double* MembraneDecay { get; init; }

        /// <summary>1 - exp(-dt/tau_m).</summary>
        public required double* MembraneGain { get; init; }

        /// <summary>Membrane potentials.</summary>
        public required double* Potential { get; init; }

        /// <summary>Adaptation, of this step already.</summary>
        public required double* Adaptation { get; init; }

        /// <summary>Uniform random numbers by neuron; seven more may be read.</summary>
        public required double* Uniform { get; init; }
    }

    /// <summary>Synaptic traces decay and take what arrives, potentials integrate over the step, hazards are compared with chance.</summary>
    /// <param name="memory">The arrays.</param>
    /// <param name="p">Constants of the population.</param>
    /// <param name="input">External input in mA.</param>
    /// <param name="candidates">Receives the neurons, counted from the first of the population, whose chance came up, refractory or not.</param>
    /// <returns>Number of candidates.</returns>
    public static int Advance<T>(in Memory memory, in PopulationStep p, double input, int* candidates)
        where T : unmanaged, ILanes<T>
    {
        T target = T.Broadcast(p.Rest + p.Resistance * input), threshold = T.Broadcast(p.Threshold);
        T inverseNoise = T.Broadcast(p.InverseNoise), rate = T.Broadcast(p.RatePerStep), zero = T.Broadcast(0);
        // Locals, which stay in registers.
        double* times = memory.MembraneTime, decays = memory.MembraneDecay, gains = memory.MembraneGain;
        double* potential = memory.Potential, adaptation = memory.Adaptation, uniform = memory.Uniform, synapticDecay = memory.SynapticDecay;
        double* traces = memory.Traces, arrivals = memory.Arriving;
        int sources = memory.Sources, stride = memory.SourceStride, end = p.Count, count = 0;
        for (int i = 0; i < end; i += ILanes<T>.Count)
        {
            T drive = zero;
            double* trace = traces + i, arriving = arrivals + i;
            for (int b = 0; b < sources; b++)
            {
                T y = T.MultiplyAdd(T.Load(trace), T.Broadcast(synapticDecay[b]), T.Load(arriving));
                T.Store(y, trace);
                T.Store(zero, arriving);
                drive = T.Add(drive, y);
                trace += stride;
                arriving += stride;
            }

            T u = T.MultiplyAdd(T.MultiplyAdd(T.Load(times + i), drive, target), T.Load(gains + i), T.Multiply(T.Load(potential + i), T.Load(decays + i)));
            T.Store(u, potential + i);
            T exponent = T.Multiply(T.Subtract(u, T.Add(threshold, T.Load(adaptation + i))), inverseNoise);
            // A probability above 1 is as good as 1: the uniform number is below 1.
            T surplus = T.Subtract(T.Multiply(rate, VectorExponential.Exp(exponent)), T.Load(uniform + i));
            if (T.AnyAbove(surplus, zero)) count = Take(surplus, i, end, candidates, count);
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Take<T>(T surplus, int first, int end, int* candidates, int count)
        where T : unmanaged, ILanes<T>
    {
        double* lanes = stackalloc double[ILanes<T>.Count];
        T.Store(surplus, lanes);
        for (int lane = 0; lane < ILanes<T>.Count && first + lane < end; lane++)
        {
            if (lanes[lane] > 0) candidates[count++] = first + lane;
        }

        return count;
    }
}
