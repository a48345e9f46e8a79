using SpikeStream.Models.Fitting;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>The scales on which parameters are fitted.</summary>
/// <remarks>Rene, Longtin and Macke (2020), Table 7.</remarks>
public static class MesoscopicTransforms
{
    /// <summary>The scale of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>A logarithm for what is positive, <see cref="ParameterTransform.Identity"/> for what may have either sign.</returns>
    public static ParameterTransform Of(MesoscopicParameterKind kind) => kind switch
    {
        MesoscopicParameterKind.EscapeRate or MesoscopicParameterKind.NoiseLevel or MesoscopicParameterKind.AdaptationStrength
            or MesoscopicParameterKind.ConnectionProbability => ParameterTransform.Log,
        MesoscopicParameterKind.MembraneTimeConstant or MesoscopicParameterKind.SynapticTimeConstant
            or MesoscopicParameterKind.AdaptationTimeConstant => ParameterTransform.Log10,
        _ => ParameterTransform.Identity,
    };
}
