namespace SpikeStream.Models.Mesoscopic;

/// <content>The full parameters at a point.</content>
public sealed partial class MesoscopicModel
{
    /// <summary>The configured parameters with other values for the free ones, and for what is tied to them.</summary>
    /// <param name="natural">Natural values, one per free parameter, in their order.</param>
    /// <returns>All parameters; not checked.</returns>
    /// <exception cref="ArgumentException">The number of values is not that of free parameters.</exception>
    public MesoscopicParameters ParametersAt(ReadOnlySpan<double> natural)
    {
        if (natural.Length != Parameters.Count) throw new ArgumentException($"Found {natural.Length} values, expected {Parameters.Count}, one per free parameter.", nameof(natural));
        var full = new NaturalParameters(PopulationNames.Count);
        full.CopyFrom(Configured);
        FreeParameters.Scatter(natural, full);
        return Configured with
        {
            SynapticWeight = full[MesoscopicParameterKind.SynapticWeight].ToArray(),
            ConnectionProbability = full[MesoscopicParameterKind.ConnectionProbability].ToArray(),
            MembraneResistance = full[MesoscopicParameterKind.MembraneResistance].ToArray(),
            RestPotential = full[MesoscopicParameterKind.RestPotential].ToArray(),
            Threshold = full[MesoscopicParameterKind.Threshold].ToArray(),
            ResetPotential = full[MesoscopicParameterKind.ResetPotential].ToArray(),
            EscapeRate = full[MesoscopicParameterKind.EscapeRate].ToArray(),
            NoiseLevel = full[MesoscopicParameterKind.NoiseLevel].ToArray(),
            AdaptationStrength = full[MesoscopicParameterKind.AdaptationStrength].ToArray(),
            MembraneTimeConstant = full[MesoscopicParameterKind.MembraneTimeConstant].ToArray(),
            SynapticTimeConstant = full[MesoscopicParameterKind.SynapticTimeConstant].ToArray(),
            AdaptationTimeConstant = full[MesoscopicParameterKind.AdaptationTimeConstant].ToArray(),
        };
    }
}
