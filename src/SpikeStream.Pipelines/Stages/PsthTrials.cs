using Apache.Arrow;
using Apache.Arrow.Types;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>The events of trials and their conditions, as far as they are known.</summary>
internal sealed class PsthTrials
{
    private readonly List<double> _events = [];
    private readonly List<int> _conditions = [];
    private readonly List<string> _names = [];

    /// <summary>Trials with an event.</summary>
    public int Count => _events.Count;

    /// <summary>Trials without one.</summary>
    public int Skipped { get; private set; }

    /// <summary>Names of the conditions in the order in which they first appear.</summary>
    public IReadOnlyList<string> Conditions => _names;

    /// <summary>Checks that trials have the columns.</summary>
    /// <param name="trials">Their schema.</param>
    /// <param name="eventColumn">The column of event times.</param>
    /// <param name="conditionColumn">The column that says what is a repeat of what.</param>
    /// <exception cref="InvalidInputException">They have not.</exception>
    public static void Check(Schema trials, string eventColumn, string conditionColumn)
    {
        TrialsSchema.Describe(trials);
        if (trials.GetFieldByName(eventColumn) is not { DataType: DoubleType })
        {
            string[] columns = [.. trials.FieldsList.Where(field => field.DataType is DoubleType).Select(field => field.Name)];
            throw new InvalidInputException($"event: found \"{eventColumn}\", expected a column of the trials that holds times in s; {NearestName.Suggest(eventColumn, columns)}");
        }

        _ = new TrialConditions(trials, conditionColumn);
    }

    /// <summary>Takes trials.</summary>
    /// <param name="trials">The trials.</param>
    /// <param name="eventColumn">The column of event times.</param>
    /// <param name="conditionColumn">The column that says what is a repeat of what.</param>
    public void Add(RecordBatch trials, string eventColumn, string conditionColumn)
    {
        var events = (DoubleArray)trials.Column(eventColumn);
        TrialConditions conditions = new(trials.Schema, conditionColumn);
        for (int row = 0; row < trials.Length; row++)
        {
            double time = events.GetValue(row) ?? double.NaN;
            if (!double.IsFinite(time))
            {
                Skipped++;
                continue;
            }

            string name = conditions.Of(trials, row) ?? "";
            int condition = _names.IndexOf(name);
            if (condition < 0)
            {
                condition = _names.Count;
                _names.Add(name);
            }

            _events.Add(time);
            _conditions.Add(condition);
        }
    }

    /// <summary>How many trials a condition has.</summary>
    /// <param name="condition">Number of the condition.</param>
    /// <returns>At least 1.</returns>
    public int TrialsOf(int condition) => _conditions.Count(candidate => candidate == condition);

    /// <summary>Events in the order of time, and the condition of each.</summary>
    /// <returns>Both, of one length.</returns>
    public (double[] Events, int[] Conditions) InOrder()
    {
        int[] order = [.. Enumerable.Range(0, Count).OrderBy(trial => _events[trial])];
        return ([.. order.Select(trial => _events[trial])], [.. order.Select(trial => _conditions[trial])]);
    }

    /// <summary>Writes all.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        writer.Write(Skipped);
        writer.Write(_names.Count);
        foreach (string name in _names) writer.Write(name);
        writer.Write(Count);
        for (int trial = 0; trial < Count; trial++)
        {
            writer.Write(_events[trial]);
            writer.Write(_conditions[trial]);
        }
    }

    /// <summary>Takes up what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Restore(BinaryReader reader)
    {
        Skipped = reader.ReadInt32();
        for (int left = reader.ReadInt32(); left > 0; left--) _names.Add(reader.ReadString());
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            _events.Add(reader.ReadDouble());
            _conditions.Add(reader.ReadInt32());
        }
    }
}
