using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>Derivatives of the log likelihood by the state and by the constants of one population, while the reverse pass runs.</summary>
internal sealed unsafe class PopulationAdjoint
{
    private const int Padding = SlotBlock.Length;
    private readonly AlignedBuffer _potential;
    private readonly AlignedBuffer _hazard;
    private readonly AlignedBuffer _mean;
    private readonly AlignedBuffer _variance;
    private readonly AlignedBuffer _threshold;
    private readonly AlignedBuffer _kernel;

    public PopulationAdjoint(int ageBins, int capacity)
    {
        int size = ageBins + capacity + 4 * SlotBlock.Length;
        _potential = new AlignedBuffer(size);
        _hazard = new AlignedBuffer(size);
        _mean = new AlignedBuffer(size);
        _variance = new AlignedBuffer(size);
        _threshold = new AlignedBuffer(ageBins + 3 * Padding);
        _kernel = new AlignedBuffer(ageBins + 3 * Padding);
    }

    /// <summary>Derivatives by the pool: each field has the place of its variable.</summary>
    public PoolState Pool;

    /// <summary>Derivatives by the constants.</summary>
    public PopulationConstantsAdjoint Constants;

    /// <summary>Derivatives by u, lam, m and v, by slot of the tape; that by u times Delta_u.</summary>
    public AgeBins Bins => new(_potential.First, _hazard.First, _mean.First, _variance.First);

    /// <summary>Derivatives by theta_l through the hazards alone, times Delta_u, by slot from the start of the window on.</summary>
    public double* Threshold => _threshold.First + Padding;

    /// <summary>Derivatives by q_l, times Delta_u, by slot from the start of the window on.</summary>
    public double* Kernel => _kernel.First + Padding;

    /// <summary>Everything zero.</summary>
    public void Clear()
    {
        Pool = default;
        Constants = default;
        foreach (AlignedBuffer buffer in (ReadOnlySpan<AlignedBuffer>)[_potential, _hazard, _mean, _variance, _threshold, _kernel])
            buffer.Span.Clear();
    }

    /// <summary>
    /// Renames slots: what was at slot <paramref name="from"/> comes to slot <paramref name="to"/>, whole blocks higher or lower.
    /// </summary>
    public void Move(int from, int to, int length)
    {
        foreach (AlignedBuffer buffer in (ReadOnlySpan<AlignedBuffer>)[_potential, _hazard, _mean, _variance])
        {
            Span<double> span = buffer.Span;
            span.Slice(from, length).CopyTo(span[to..]);
            span[..to].Clear();
            span[(to + length)..].Clear();
        }
    }
}
