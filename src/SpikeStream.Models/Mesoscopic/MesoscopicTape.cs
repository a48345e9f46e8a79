namespace SpikeStream.Models.Mesoscopic;

/// <summary>All that the forward pass over a segment leaves for the reverse pass.</summary>
internal sealed class MesoscopicTape
{
    private readonly int _pairCount;

    public MesoscopicTape(MesoscopicModel model, int capacity)
    {
        int count = model.PopulationNames.Count;
        _pairCount = count * count;
        Populations = [.. model.PopulationNames.Select(_ => new PopulationTape(model.AgeBins, capacity))];
        _filters = new double[(capacity + 1) * _pairCount];
        _activities = new double[capacity * _pairCount];
    }

    private readonly double[] _filters;
    private readonly double[] _activities;

    public PopulationTape[] Populations { get; }

    /// <summary>y after step <paramref name="row"/> - 1; row 0 is before the segment.</summary>
    public Span<double> Filters(int row) => _filters.AsSpan(row * _pairCount, _pairCount);

    /// <summary>Delayed activities of step <paramref name="step"/>.</summary>
    public Span<double> Activities(int step) => _activities.AsSpan(step * _pairCount, _pairCount);
}
