namespace SpikeStream.Models.Mesoscopic;

/// <summary>From derivatives by the constants of the synapses to those by the parameters.</summary>
internal static class CouplingGradient
{
    /// <param name="coupling">The constants.</param>
    /// <param name="natural">The parameters.</param>
    /// <param name="gain">Derivatives by G, [target, source].</param>
    /// <param name="response">Derivatives by phi, [target, source].</param>
    /// <param name="sourceDecay">Derivatives by Es, [source].</param>
    /// <param name="gradient">Receives the derivatives; those by tau_m are added to.</param>
    public static void Add(
        CouplingConstants coupling,
        NaturalParameters natural,
        ReadOnlySpan<double> gain,
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> sourceDecay,
        NaturalParameters gradient)
    {
        int count = coupling.PopulationCount;
        double dt = coupling.BinWidth;
        ReadOnlySpan<double> membrane = natural[MesoscopicParameterKind.MembraneTimeConstant];
        ReadOnlySpan<double> synaptic = natural[MesoscopicParameterKind.SynapticTimeConstant];
        ReadOnlySpan<double> weight = natural[MesoscopicParameterKind.SynapticWeight];
        ReadOnlySpan<double> probability = natural[MesoscopicParameterKind.ConnectionProbability];
        Span<double> byMembrane = gradient[MesoscopicParameterKind.MembraneTimeConstant];
        Span<double> bySynaptic = gradient[MesoscopicParameterKind.SynapticTimeConstant];
        for (int b = 0; b < count; b++) bySynaptic[b] += sourceDecay[b] * coupling.SourceDecay[b] * dt / (synaptic[b] * synaptic[b]);
        for (int a = 0; a < count; a++)
        {
            double perTime = dt / (membrane[a] * membrane[a]);
            for (int b = 0; b < count; b++)
            {
                int ab = a * count + b;
                gradient[MesoscopicParameterKind.SynapticWeight][ab] = gain[ab] * membrane[a] * probability[ab] * coupling.Neurons[b];
                gradient[MesoscopicParameterKind.ConnectionProbability][ab] = gain[ab] * membrane[a] * weight[ab] * coupling.Neurons[b];
                byMembrane[a] += gain[ab] * coupling.Gain[ab] / membrane[a]
                    + response[ab] * (coupling.Filter[ab] * (perTime - 1 / membrane[a]) - coupling.FilterSlope[ab] * perTime);
                bySynaptic[b] += response[ab] * coupling.FilterSlope[ab] * dt / (synaptic[b] * synaptic[b]);
            }
        }
    }
}
