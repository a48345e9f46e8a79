using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>The states of one population after each step of a segment, for the reverse pass.</summary>
internal sealed unsafe class PopulationTape
{
    private const int FirstSlot = SlotBlock.Length;
    private const int RowPadding = 8; // kernels read one slot to the left of the window's first block
    private int _rowLength;
    private readonly AlignedBuffer _potential;
    private readonly AlignedBuffer _hazard;
    private readonly AlignedBuffer _mean;
    private readonly AlignedBuffer _variance;
    private readonly AlignedBuffer _counts;

    /// <param name="maximumAgeBins">K of the model.</param>
    /// <param name="capacity">Longest segment in steps.</param>
    public PopulationTape(int maximumAgeBins, int capacity)
    {
        int size = (capacity + 1) * RowLength(maximumAgeBins);
        _potential = new AlignedBuffer(size, 0);
        _hazard = new AlignedBuffer(size, 1);
        _mean = new AlignedBuffer(size, 2);
        _variance = new AlignedBuffer(size, 3);
        _counts = new AlignedBuffer(FirstSlot + maximumAgeBins + capacity + 3 * SlotBlock.Length, 4);
        Pools = new PoolState[capacity + 1];
        Records = new StepRecord[capacity];
    }

    /// <summary>Number of age bins of the population.</summary>
    public int AgeBinCount { get; private set; }

    /// <summary>Slot of the oldest bin in the state before the segment.</summary>
    public int Start { get; private set; }

    /// <summary>The pool before the segment and after each step.</summary>
    public PoolState[] Pools { get; }

    public StepRecord[] Records { get; }

    public double* Counts => _counts.First;

    /// <summary>The age bins after step <paramref name="row"/> - 1 of the segment; row 0 is the state before it.</summary>
    public AgeBins Row(int row)
    {
        int offset = row * _rowLength + RowPadding - SlotBlock.Floor(Start + row);
        return new AgeBins(_potential.First + offset, _hazard.First + offset, _mean.First + offset, _variance.First + offset);
    }

    public void Begin(PopulationState state)
    {
        AgeBinCount = state.AgeBinCount;
        _rowLength = RowLength(AgeBinCount);
        Start = FirstSlot + SlotBlock.Phase(state.Start);
        Pools[0] = state.Pool;
        (int first, int length) = state.Extent;
        Copy(state.Bins.Potential, _potential);
        Copy(state.Bins.Hazard, _hazard);
        Copy(state.Bins.Mean, _mean);
        Copy(state.Bins.Variance, _variance);
        new Span<double>(state.Counts + first, length).CopyTo(_counts.Span[FirstSlot..]);

        void Copy(double* source, AlignedBuffer destination) => new Span<double>(source + first, length).CopyTo(
            destination.Span[RowPadding..]);
    }

    private static int RowLength(int ageBins) => RowPadding + SlotBlock.Ceiling(ageBins + 2 * SlotBlock.Length);

    /// <summary>Enters the spikes of step <paramref name="row"/> - 1.</summary>
    public void Append(int row, double count, double reset)
    {
        int slot = Start + row + AgeBinCount;
        Counts[slot] = count;
        Row(row).Append(slot, count, reset);
    }
}
