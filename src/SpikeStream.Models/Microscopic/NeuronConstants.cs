using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Microscopic;

/// <summary>The constants of every neuron for one time step by its place, shared by all trials of a network.</summary>
internal sealed class NeuronConstants
{
    public NeuronConstants(MesoscopicParameters parameters, NeuronTimeConstants times, int[] firstUnits, PopulationLayout layout, double timeStep)
    {
        int units = firstUnits[^1];
        double[] decay = new double[units], gain = new double[units], adaptationDecay = new double[units];
        AdaptationJump = new double[units];
        int unit = 0;
        for (int a = 0; a < parameters.PopulationCount; a++)
        {
            for (int i = 0; i < parameters.NeuronCounts[a]; i++, unit++)
            {
                decay[unit] = Math.Exp(-timeStep / times.Membrane[unit]);
                gain[unit] = -double.ExpM1(-timeStep / times.Membrane[unit]);
                adaptationDecay[unit] = Math.Exp(-timeStep / times.Adaptation[unit]);
                AdaptationJump[unit] = parameters.AdaptationStrength[a] / times.Adaptation[unit];
            }
        }

        MembraneTime = Spread(times.Membrane);
        MembraneDecay = Spread(decay);
        MembraneGain = Spread(gain);
        AdaptationDecay = Spread(adaptationDecay);
        AlignedBuffer Spread(ReadOnlySpan<double> values)
        {
            AlignedBuffer places = new(layout.Length);
            layout.Spread(values, firstUnits, places.Span);
            return places;
        }
    }

    /// <summary>tau_m, s.</summary>
    public AlignedBuffer MembraneTime { get; }

    /// <summary>exp(-dt/tau_m).</summary>
    public AlignedBuffer MembraneDecay { get; }

    /// <summary>1 - exp(-dt/tau_m).</summary>
    public AlignedBuffer MembraneGain { get; }

    /// <summary>exp(-dt/tau_theta).</summary>
    public AlignedBuffer AdaptationDecay { get; }

    /// <summary>J/tau_theta in mV, by neuron.</summary>
    public double[] AdaptationJump { get; }
}
