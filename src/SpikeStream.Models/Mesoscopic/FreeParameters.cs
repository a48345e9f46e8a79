namespace SpikeStream.Models.Mesoscopic;

/// <summary>Which components of the full parameter vector are free, in coordinate order. One coordinate may drive several components that are tied.</summary>
internal sealed class FreeParameters
{
    private readonly (MesoscopicParameterKind Kind, int Index)[][] _groups;
    private readonly int[][] _indices;
    private readonly Func<double, bool>[] _domains;

    public FreeParameters(IReadOnlyList<(MesoscopicParameterKind Kind, int Index)[]> groups, int populationCount)
    {
        _groups = [.. groups];
        _indices = [.. groups.Select(group => group.Select(c => NaturalParameters.Offset(c.Kind, populationCount) + c.Index).ToArray())];
        _domains = [.. groups.Select(group => MesoscopicParameterChecks.Rule(group[0].Kind).Holds)];
    }

    /// <summary>Number of coordinates.</summary>
    public int Count => _groups.Length;

    /// <summary>The components that a coordinate drives; the first one gives it its name.</summary>
    public IReadOnlyList<(MesoscopicParameterKind Kind, int Index)> Components(int coordinate) => _groups[coordinate];

    /// <summary>Whether a component is free.</summary>
    public bool Contains(MesoscopicParameterKind kind, int index) => Array.Exists(_groups, group => Array.IndexOf(group, (kind, index)) >= 0);

    /// <summary>Free values into the full vector.</summary>
    public void Scatter(ReadOnlySpan<double> free, NaturalParameters full)
    {
        for (int i = 0; i < _indices.Length; i++)
        {
            foreach (int index in _indices[i]) full.Values[index] = free[i];
        }
    }

    /// <summary>Derivatives by the free ones out of derivatives by all: those of tied components add up.</summary>
    public void GatherDerivatives(NaturalParameters full, Span<double> free)
    {
        for (int i = 0; i < _indices.Length; i++)
        {
            double sum = 0;
            foreach (int index in _indices[i]) sum += full.Values[index];
            free[i] = sum;
        }
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
