using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>
/// The carried state of one population: a window of K age bins that moves up through its buffers, and the pool of free neurons.
/// </summary>
internal sealed unsafe class PopulationState
{
    private const int Slack = 256;
    private const int FirstSlot = SlotBlock.Length;
    private readonly AlignedBuffer _potential;
    private readonly AlignedBuffer _hazard;
    private readonly AlignedBuffer _mean;
    private readonly AlignedBuffer _variance;
    private readonly AlignedBuffer _counts;

    /// <param name="maximumAgeBins">K of the model.</param>
    public PopulationState(int maximumAgeBins)
    {
        AgeBinCount = maximumAgeBins;
        RelaxingBinCount = maximumAgeBins;
        int capacity = FirstSlot + maximumAgeBins + Slack + 2 * SlotBlock.Length;
        _potential = new AlignedBuffer(capacity, 0);
        _hazard = new AlignedBuffer(capacity, 1);
        _mean = new AlignedBuffer(capacity, 2);
        _variance = new AlignedBuffer(capacity, 3);
        _counts = new AlignedBuffer(capacity, 4);
        Start = FirstSlot;
    }

    /// <summary>Number of age bins of this population: K, or fewer where old ones are merged.</summary>
    public int AgeBinCount { get; private set; }

    /// <summary>Number of the youngest age bins that have a potential of their own; the others have that of the pool.</summary>
    public int RelaxingBinCount { get; private set; }

    /// <summary>Slot of the oldest age bin after the last step; the slot Start + K holds the neurons that fired in that step.</summary>
    public int Start { get; set; }

    /// <summary>The free neurons.</summary>
    public PoolState Pool;

    public AgeBins Bins => new(_potential.First, _hazard.First, _mean.First, _variance.First);

    /// <summary>Counts by slot: n of the step in which the cohort fired.</summary>
    public double* Counts => _counts.First;

    /// <summary>First slot of the first block of the window, up to the end of its last block: what has to be copied.</summary>
    public (int First, int Length) Extent
    {
        get
        {
            int first = SlotBlock.Floor(Start);
            return (first, SlotBlock.Floor(Start + AgeBinCount) + SlotBlock.Length - first);
        }
    }

    /// <summary>The silent state: all neurons free and at rest, no spikes before.</summary>
    public void SetSilent(double rest, double neurons, int ageBins, int relaxingBins)
    {
        AgeBinCount = ageBins;
        RelaxingBinCount = Math.Min(relaxingBins, ageBins);
        Start = FirstSlot;
        foreach (AlignedBuffer buffer in Buffers) buffer.Span.Clear();
        Pool = default;
        Pool.Mean = neurons;
        SetRest(rest);
    }

    /// <summary>Moves all potentials of a silent state to the resting potential.</summary>
    public void SetRest(double rest)
    {
        Pool.Potential = rest;
        Pool.HighestPotential = rest;
        _potential.Span.Slice(Start, AgeBinCount).Fill(rest);
    }

    /// <summary>The state of constant activity.</summary>
    /// <param name="ages">Potential, hazard and firing probability by age.</param>
    /// <param name="activity">A, Hz.</param>
    /// <param name="spikes">Spikes per bin, no whole number.</param>
    /// <param name="neurons">N.</param>
    /// <param name="reset">Reset potential, mV.</param>
    /// <param name="isAligned">Whether the variance of the oldest bin flows into that of the free neurons.</param>
    /// <param name="relaxingBins">Number of the youngest age bins that have a potential of their own.</param>
    /// <param name="halfBin">dt / 2, s.</param>
    public void SetStationary(StationaryAges ages, double activity, double spikes, double neurons, double reset, bool isAligned, int relaxingBins, double halfBin)
    {
        AgeBinCount = ages.Potential.Length;
        RelaxingBinCount = Math.Min(relaxingBins, AgeBinCount);
        Start = FirstSlot;
        foreach (AlignedBuffer buffer in Buffers) buffer.Span.Clear();
        double mean = spikes, variance = 0, silentSpread = 0;
        for (int age = 0; age < AgeBinCount; age++)
        {
            double firing = ages.Firing[age];
            if (age > 0) (mean, variance) = ((1 - firing) * mean, (1 - firing) * (1 - firing) * variance + firing * mean);
            if (age > 0 && firing < 1) silentSpread = (1 - firing) * silentSpread + firing / (1 - firing);
            int slot = Start + AgeBinCount - 1 - age;
            Bins.Potential[slot] = ages.Potential[age];
            Bins.Hazard[slot] = ages.Hazard[age] * halfBin;
            Bins.Mean[slot] = mean;
            Bins.Variance[slot] = variance;
            Counts[slot] = spikes;
        }

        Counts[Start + AgeBinCount] = spikes;
        Bins.Append(Start + AgeBinCount, spikes, reset);

        // Without spikes all are free, and the variance of the oldest bin by its mean is the limit of few.
        (double free, double entering) = activity == 0 ? (neurons, neurons * silentSpread) : (mean / ages.FreeFiring, variance / ages.FreeFiring);
        Pool = new PoolState
        {
            Potential = ages.FreePotential,
            Hazard = ages.FreeHazard * halfBin,
            Activity = activity,
            Mean = free,
            HighestPotential = Math.Max(ages.FreePotential, ages.Potential.Max()),
            HighestHazard = Math.Max(ages.FreeHazard, ages.Hazard.Max()) * halfBin,
            Variance = (isAligned ? free + entering : free) / (2 - ages.FreeFiring),
        };
    }

    /// <summary>Enters the spikes of the step just done.</summary>
    public void Append(double count, double reset)
    {
        int slot = Start + AgeBinCount;
        if (SlotBlock.Floor(slot) + SlotBlock.Length > _counts.Length)
        {
            MoveDown();
            slot = Start + AgeBinCount;
        }

        Counts[slot] = count;
        Bins.Append(slot, count, reset);
    }

    /// <summary>Gives more age bins a potential of their own: to begin with that of the pool.</summary>
    /// <param name="relaxingBins">Their number, more than there are.</param>
    public void RelaxMore(int relaxingBins)
    {
        int known = SlotBlock.Floor(Start + AgeBinCount - RelaxingBinCount);
        if (known > Start) _potential.Span[Start..known].Fill(Pool.Potential);
        RelaxingBinCount = Math.Min(relaxingBins, AgeBinCount);
    }

    /// <summary>Takes neurons out of the pool again: more age bins, the new ones empty, with the potential and the hazard of the pool.</summary>
    /// <param name="ageBins">Their number, more than there are.</param>
    public void Grow(int ageBins)
    {
        // The oldest bin is in the pool already (step 12); it goes on as a bin. In the sums of the step before it counted there once.
        Pool.Mean -= Bins.Mean[Start];
        Pool.Variance -= Bins.Variance[Start];
        int added = ageBins - AgeBinCount;
        int start = FirstSlot + SlotBlock.Phase(Start - added);
        (int from, int length) = Extent;
        int to = from + (start + added - Start);
        foreach (AlignedBuffer buffer in Buffers)
        {
            Span<double> span = buffer.Span;
            span.Slice(from, length).CopyTo(span[to..]);
            span[..(start + added)].Clear();
        }

        _potential.Span.Slice(start, added).Fill(Pool.Potential);
        _hazard.Span.Slice(start, added).Fill(Pool.Hazard);
        Start = start;
        AgeBinCount = ageBins;
        RelaxingBinCount += added;
    }

    public void CopyFrom(PopulationState source)
    {
        AgeBinCount = source.AgeBinCount;
        RelaxingBinCount = source.RelaxingBinCount;

        // Slots keep their place within a block: sums over lanes come out with the same bits.
        Start = FirstSlot + SlotBlock.Phase(source.Start);
        Pool = source.Pool;
        (int first, int length) = source.Extent;
        for (int i = 0; i < Buffers.Length; i++)
            source.Buffers[i].Span.Slice(first, length).CopyTo(Buffers[i].Span[FirstSlot..]);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(SlotBlock.Phase(Start));
        writer.Write(Pool.Potential);
        writer.Write(Pool.Hazard);
        writer.Write(Pool.Activity);
        writer.Write(Pool.Mean);
        writer.Write(Pool.Variance);
        writer.Write(Pool.HighestPotential);
        writer.Write(Pool.HighestHazard);
        foreach (AlignedBuffer buffer in Buffers)
        {
            foreach (double value in buffer.Span.Slice(Start, AgeBinCount + 1)) writer.Write(value);
        }
    }

    public void Restore(BinaryReader reader, int ageBins, int relaxingBins)
    {
        AgeBinCount = ageBins;
        RelaxingBinCount = relaxingBins;
        int phase = reader.ReadInt32();
        if (phase is < 0 or >= SlotBlock.Length)
            throw new InvalidDataException($"Mesoscopic state: found the phase {phase}, expected 0 to {SlotBlock.Length - 1}.");
        Start = FirstSlot + phase;
        Pool.Potential = reader.ReadDouble();
        Pool.Hazard = reader.ReadDouble();
        Pool.Activity = reader.ReadDouble();
        Pool.Mean = reader.ReadDouble();
        Pool.Variance = reader.ReadDouble();
        Pool.HighestPotential = reader.ReadDouble();
        Pool.HighestHazard = reader.ReadDouble();
        foreach (AlignedBuffer buffer in Buffers)
        {
            buffer.Span.Clear();
            foreach (ref double value in buffer.Span.Slice(Start, AgeBinCount + 1)) value = reader.ReadDouble();
        }
    }

    private AlignedBuffer[] Buffers => field ??= [_potential, _hazard, _mean, _variance, _counts];

    private void MoveDown()
    {
        int first = SlotBlock.Floor(Start);
        int length = _counts.Length - first;
        foreach (AlignedBuffer buffer in Buffers) buffer.Span.Slice(first, length).CopyTo(buffer.Span[FirstSlot..]);
        Start = FirstSlot + SlotBlock.Phase(Start);
    }
}
