using System.Runtime.InteropServices;
using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Mixtures;

/// <summary>The stimulus of each trial, which may come in any order: 12 bytes per trial, and the text of each stimulus once.</summary>
/// <param name="trials">Schema of the trials.</param>
/// <param name="condition">The column, or columns, that hold the stimulus.</param>
/// <exception cref="InvalidInputException">The trials have no such column.</exception>
internal sealed class TrialLabels(Schema trials, string condition)
{
    private const int None = -1;

    private readonly TrialConditions _conditions = new(trials, condition);
    private readonly List<long> _numbers = [];
    private readonly List<int> _places = [];
    private readonly List<string> _labels = [];
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);

    /// <summary>Number of trials.</summary>
    public int Count => _numbers.Count;

    /// <summary>The stimuli, in the order in which they came.</summary>
    public IReadOnlyList<string> Labels => _labels;

    /// <summary>Takes rows of trials.</summary>
    /// <param name="batch">The rows.</param>
    public void Add(RecordBatch batch)
    {
        ReadOnlySpan<long> numbers = TrialsSchema.Trials(batch);
        for (int row = 0; row < numbers.Length; row++)
        {
            _numbers.Add(numbers[row]);
            _places.Add(PlaceOf(_conditions.Of(batch, row)));
        }
    }

    /// <summary>All trials in the order of their numbers.</summary>
    /// <returns>The numbers, and the place of each stimulus in <see cref="Labels"/>; negative where a trial has none.</returns>
    /// <exception cref="InvalidInputException">A trial came twice.</exception>
    public (long[] Numbers, int[] Places) Sorted()
    {
        long[] numbers = [.. _numbers];
        int[] places = [.. _places];
        System.Array.Sort(numbers, places);
        for (int t = 1; t < numbers.Length; t++)
        {
            if (numbers[t] == numbers[t - 1]) throw new InvalidInputException($"trials: found trial {numbers[t]} twice, expected one row per trial");
        }

        return (numbers, places);
    }

    /// <summary>Writes all.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_labels.Count);
        foreach (string label in _labels) writer.Write(label);
        writer.Write(Count);
        writer.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_numbers)));
        writer.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_places)));
    }

    /// <summary>Takes up what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Restore(BinaryReader reader)
    {
        for (int left = reader.ReadInt32(); left > 0; left--) PlaceOf(reader.ReadString());
        int count = reader.ReadInt32();
        CollectionsMarshal.SetCount(_numbers, count);
        CollectionsMarshal.SetCount(_places, count);
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_numbers)));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_places)));
    }

    private int PlaceOf(string? label)
    {
        if (label is null) return None;
        if (_known.TryGetValue(label, out int place)) return place;
        _labels.Add(label);
        return _known[label] = _labels.Count - 1;
    }
}
