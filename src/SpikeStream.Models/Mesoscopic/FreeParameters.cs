namespace SpikeStream.Models.Mesoscopic;

/// <summary>Which components of the full parameter vector are free, in coordinate order.</summary>
internal sealed class FreeParameters
{
    private readonly int[] _indices;
    private readonly int _populationCount;
    private readonly Func<double, bool>[] _domains;

    public FreeParameters(IReadOnlyList<(MesoscopicParameterKind Kind, int Index)> components, int populationCount)
    {
        _populationCount = populationCount;
        _indices = [.. components.Select(c => NaturalParameters.Offset(c.Kind, populationCount) + c.Index)];
        _domains = [.. components.Select(c => MesoscopicParameterChecks.Rule(c.Kind).Holds)];
    }

    /// <summary>Whether a component is free.</summary>
    public bool Contains(MesoscopicParameterKind kind, int index) =>
        Array.IndexOf(_indices, NaturalParameters.Offset(kind, _populationCount) + index) >= 0;

    /// <summary>Free values into the full vector.</summary>
    public void Scatter(ReadOnlySpan<double> free, NaturalParameters full)
    {
        for (int i = 0; i < _indices.Length; i++) full.Values[_indices[i]] = free[i];
    }

    /// <summary>The free ones out of a full vector.</summary>
    public void Gather(NaturalParameters full, Span<double> free)
    {
        for (int i = 0; i < _indices.Length; i++) free[i] = full.Values[_indices[i]];
    }

    /// <summary>Whether the model is defined for these values.</summary>
    public bool AreInDomain(ReadOnlySpan<double> free)
    {
        for (int i = 0; i < free.Length; i++)
        {
            if (!double.IsFinite(free[i]) || !_domains[i](free[i])) return false;
        }

        return true;
    }
}
