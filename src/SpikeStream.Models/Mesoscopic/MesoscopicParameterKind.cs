namespace SpikeStream.Models.Mesoscopic;

/// <summary>The kinds of parameters that a gradient is taken by, in the order of the free-parameter vector.</summary>
public enum MesoscopicParameterKind
{
    /// <summary>w, mV, [target, source].</summary>
    SynapticWeight,

    /// <summary>p, [target, source].</summary>
    ConnectionProbability,

    /// <summary>R, ohm, [population].</summary>
    MembraneResistance,

    /// <summary>u_rest, mV, [population].</summary>
    RestPotential,

    /// <summary>u_th, mV, [population].</summary>
    Threshold,

    /// <summary>u_r, mV, [population].</summary>
    ResetPotential,

    /// <summary>c, Hz, [population].</summary>
    EscapeRate,

    /// <summary>Delta_u, mV, [population].</summary>
    NoiseLevel,

    /// <summary>J, mV s, [population].</summary>
    AdaptationStrength,

    /// <summary>tau_m, s, [population].</summary>
    MembraneTimeConstant,

    /// <summary>tau_s, s, [population] (of the source).</summary>
    SynapticTimeConstant,

    /// <summary>tau_theta, s, [population].</summary>
    AdaptationTimeConstant,
}
