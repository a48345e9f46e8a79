namespace SpikeStream.Models.Mesoscopic;

/// <summary>Sums over the steps of a batch from which the derivatives by the parameters of one population are made.</summary>
internal struct PopulationConstantsAdjoint
{
    /// <summary>By Em, all but the part through phi.</summary>
    public double MembraneDecay;

    /// <summary>By Et.</summary>
    public double AdaptationDecay;

    /// <summary>By F.</summary>
    public double OldAdaptation;

    /// <summary>By u_rest.</summary>
    public double Rest;

    /// <summary>By u_th: minus the sum of the derivatives by the exponents, over Delta_u.</summary>
    public double Threshold;

    /// <summary>By u_r.</summary>
    public double Reset;

    /// <summary>By R.</summary>
    public double Resistance;

    /// <summary>Sum over all hazards of (derivative by the exponent) u / Delta_u.</summary>
    public double WeightedPotential;

    /// <summary>Sum over all hazards of (derivative by the exponent) theta_free / Delta_u, negative.</summary>
    public double WeightedThreshold;
}
