namespace SpikeStream.Models.Mesoscopic;

/// <summary>The neurons older than all age bins, and the adaptation by old spikes.</summary>
internal struct PoolState
{
    /// <summary>h: potential of free neurons, mV.</summary>
    public double Potential;

    /// <summary>lf dt / 2: hazard of free neurons times half a bin.</summary>
    public double Hazard;

    /// <summary>g: filtered activity older than the age bins, Hz.</summary>
    public double Activity;

    /// <summary>x: mean number of free neurons.</summary>
    public double Mean;

    /// <summary>No neuron of any age has a higher potential, mV.</summary>
    public double HighestPotential;

    /// <summary>No neuron of any age has a higher hazard (lam dt / 2), unless adaptation is negative.</summary>
    public double HighestHazard;

    /// <summary>z: variance of the number of free neurons.</summary>
    public double Variance;
}
