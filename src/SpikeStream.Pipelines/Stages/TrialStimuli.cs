using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>The condition of each trial by its number, as far as trials have come; null where a trial has none.</summary>
/// <param name="trials">Schema of the trials.</param>
/// <param name="condition">The column, or columns, that hold the condition.</param>
/// <exception cref="InvalidInputException">The trials have no such column.</exception>
internal sealed class TrialStimuli(Schema trials, string condition)
{
    private readonly TrialConditions _conditions = new(trials, condition);
    private readonly SortedDictionary<long, string?> _stimuli = [];

    /// <summary>Number of trials.</summary>
    public int Count => _stimuli.Count;

    /// <summary>Takes rows of trials.</summary>
    /// <exception cref="InvalidInputException">A trial comes twice.</exception>
    public void Add(RecordBatch batch)
    {
        ReadOnlySpan<long> numbers = TrialsSchema.Trials(batch);
        for (int row = 0; row < numbers.Length; row++)
        {
            if (!_stimuli.TryAdd(numbers[row], _conditions.Of(batch, row))) throw new InvalidInputException($"trials: found trial {numbers[row]} twice, expected one row per trial");
        }
    }

    /// <summary>The condition of a trial; false where the trial has not come.</summary>
    public bool TryGet(long trial, out string? stimulus) => _stimuli.TryGetValue(trial, out stimulus);

    /// <summary>Forgets a trial.</summary>
    public void Remove(long trial) => _stimuli.Remove(trial);

    /// <summary>Writes all.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_stimuli.Count);
        foreach ((long trial, string? stimulus) in _stimuli)
        {
            writer.Write(trial);
            writer.Write(stimulus is not null);
            if (stimulus is not null) writer.Write(stimulus);
        }
    }

    /// <summary>Takes up what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Restore(BinaryReader reader)
    {
        for (int left = reader.ReadInt32(); left > 0; left--) _stimuli.Add(reader.ReadInt64(), reader.ReadBoolean() ? reader.ReadString() : null);
    }
}
