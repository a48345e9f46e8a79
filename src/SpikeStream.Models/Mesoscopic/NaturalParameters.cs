namespace SpikeStream.Models.Mesoscopic;

/// <summary>All parameters that a gradient is taken by (or all derivatives) as one flat vector in natural units.</summary>
internal sealed class NaturalParameters
{
    private static readonly int KindCount = Enum.GetValues<MesoscopicParameterKind>().Length;
    private readonly int _populationCount;

    public NaturalParameters(int populationCount)
    {
        _populationCount = populationCount;
        Values = new double[2 * populationCount * populationCount + (KindCount - 2) * populationCount];
    }

    /// <summary>All values, kind after kind.</summary>
    public double[] Values { get; }

    /// <summary>The values of one kind.</summary>
    public Span<double> this[MesoscopicParameterKind kind] =>
        Values.AsSpan(
            Offset(kind, _populationCount),
            MesoscopicParameterNames.IsMatrix(kind) ? _populationCount * _populationCount : _populationCount);

    /// <summary>Where a kind begins in the flat vector: the two matrices come first.</summary>
    public static int Offset(MesoscopicParameterKind kind, int populationCount)
    {
        int matrices = Math.Min((int)kind, 2);
        return matrices * populationCount * populationCount + ((int)kind - matrices) * populationCount;
    }

    public void CopyFrom(MesoscopicParameters parameters)
    {
        foreach (MesoscopicParameterKind kind in Enum.GetValues<MesoscopicParameterKind>()) parameters.Values(kind).CopyTo(this[kind]);
    }
}
