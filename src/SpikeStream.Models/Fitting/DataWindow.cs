namespace SpikeStream.Models.Fitting;

/// <summary>A rolling window of bins: rows enter at the end and leave at the start. Memory follows the rows held, not the rows seen.</summary>
internal sealed class DataWindow(int populationCount)
{
    private int[] _counts = [];
    private double[] _inputs = [];
    private bool? _hasInputs;
    private int _start;

    /// <summary>Number of bins held.</summary>
    public int BinCount { get; private set; }

    /// <summary>Appends rows.</summary>
    public void Append(SequenceData rows)
    {
        if (rows.PopulationCount != populationCount)
            throw new ArgumentException($"Found counts of {rows.PopulationCount} populations, expected {populationCount}.", nameof(rows));
        if (rows.BinCount == 0) return;
        bool hasInputs = !rows.Inputs.IsEmpty;
        if (_hasInputs is { } had && had != hasInputs)
            throw new ArgumentException(had ? "Found rows without inputs after rows with inputs." : "Found rows with inputs after rows without inputs.", nameof(rows));
        _hasInputs = hasInputs;
        MakeRoom(rows.BinCount, hasInputs);
        int end = (_start + BinCount) * populationCount;
        rows.Counts.CopyTo(_counts.AsSpan(end));
        rows.Inputs.CopyTo(_inputs.AsSpan(Math.Min(end, _inputs.Length)));
        BinCount += rows.BinCount;
    }

    /// <summary>Views bins; valid until the next change.</summary>
    public SequenceData View(int start, int length) => new(
        _counts.AsSpan((_start + start) * populationCount, length * populationCount),
        _hasInputs == true ? _inputs.AsSpan((_start + start) * populationCount, length * populationCount) : default,
        populationCount);

    /// <summary>Forgets the first bins.</summary>
    public void RemoveFirst(int bins)
    {
        _start += bins;
        BinCount -= bins;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        (_start, BinCount, _hasInputs) = (0, 0, null);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(BinCount);
        writer.Write(_hasInputs == true);
        SequenceData held = View(0, BinCount);
        foreach (int count in held.Counts) writer.Write(count);
        foreach (double input in held.Inputs) writer.Write(input);
    }

    public void Restore(BinaryReader reader)
    {
        Clear();
        int bins = reader.ReadInt32();
        bool hasInputs = reader.ReadBoolean();
        if (bins < 0 || bins > int.MaxValue / 8 / populationCount) throw new InvalidDataException($"fit state: found a window of {bins} bins");
        int[] counts = new int[bins * populationCount];
        for (int i = 0; i < counts.Length; i++) counts[i] = reader.ReadInt32();
        double[] inputs = hasInputs ? new double[counts.Length] : [];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = reader.ReadDouble();
        Append(new SequenceData(counts, inputs, populationCount));
    }

    private void MakeRoom(int bins, bool hasInputs)
    {
        int needed = (BinCount + bins) * populationCount;
        int offset = _start * populationCount, held = BinCount * populationCount;
        if (offset + needed <= _counts.Length && (!hasInputs || offset + needed <= _inputs.Length)) return;
        int capacity = needed <= _counts.Length && (!hasInputs || needed <= _inputs.Length) ? _counts.Length : Math.Max(needed, 2 * held);
        _counts = Moved(_counts, offset, held, capacity);
        if (hasInputs) _inputs = Moved(_inputs, offset, held, capacity);
        _start = 0;
    }

    private static T[] Moved<T>(T[] source, int offset, int length, int capacity)
    {
        T[] target = capacity == source.Length ? source : new T[capacity];
        if (length > 0) Array.Copy(source, offset, target, 0, length);
        return target;
    }
}
