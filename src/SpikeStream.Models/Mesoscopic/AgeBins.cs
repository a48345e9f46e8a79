namespace SpikeStream.Models.Mesoscopic;

/// <summary>
/// Addresses of the arrays over age, such that slot s is at index s. A cohort keeps its slot; the window moves up by one per step.
/// </summary>
internal readonly unsafe struct AgeBins(double* potential, double* hazard, double* mean, double* variance)
{
    /// <summary>u, mV.</summary>
    public readonly double* Potential = potential;

    /// <summary>lam dt / 2, so that two of them make the argument of a firing probability.</summary>
    public readonly double* Hazard = hazard;

    /// <summary>m: mean number of neurons.</summary>
    public readonly double* Mean = mean;

    /// <summary>v: variance of the number of neurons.</summary>
    public readonly double* Variance = variance;

    /// <summary>Enters the neurons that fired in the bin just over as the youngest cohort.</summary>
    public void Append(int slot, double count, double reset)
    {
        if (SlotBlock.Phase(slot) == 0)
        {
            // The first slot of a block not touched before: kernels read all of it.
            for (int i = 0; i < SlotBlock.Length; i++)
            {
                Potential[slot + i] = 0;
                Hazard[slot + i] = 0;
                Mean[slot + i] = 0;
                Variance[slot + i] = 0;
            }
        }

        Potential[slot] = reset;
        Hazard[slot] = 0;
        Mean[slot] = count;
        Variance[slot] = 0;
    }
}
