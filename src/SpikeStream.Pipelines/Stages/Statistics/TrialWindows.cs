using Apache.Arrow;
using SpikeStream.Models.Statistics;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>The windows of trials and their conditions, as far as they are known.</summary>
/// <param name="options">Which windows, and which conditions.</param>
/// <param name="observed">When units were observed.</param>
internal sealed class TrialWindows(TrialOptions options, IReadOnlyList<ObservedTime> observed)
{
    private readonly List<double> _starts = [];
    private readonly List<double> _stops = [];
    private readonly List<int> _conditions = [];
    private readonly List<string> _names = [];

    /// <summary>Trials without event or condition.</summary>
    public int Skipped { get; private set; }

    /// <summary>Trials not observed whole of any unit.</summary>
    public int Unobserved { get; private set; }

    /// <summary>Start of each window in s.</summary>
    public IReadOnlyList<double> Starts => _starts;

    /// <summary>Stop of each window in s.</summary>
    public IReadOnlyList<double> Stops => _stops;

    /// <summary>Condition of each window.</summary>
    public IReadOnlyList<int> Conditions => _conditions;

    /// <summary>Names of the conditions in the order in which they first appear.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Checks that trials have the columns that the options name.</summary>
    public static void Check(Schema trials, TrialOptions options)
    {
        TrialsSchema.Describe(trials);
        if (trials.GetFieldByName(options.Event)?.DataType is not Apache.Arrow.Types.DoubleType)
        {
            string[] times = [.. trials.FieldsList.Where(field => field.DataType is Apache.Arrow.Types.DoubleType).Select(field => field.Name)];
            throw new InvalidInputException($"event: found \"{options.Event}\", expected a column of the trials that holds times in s; {NearestName.Suggest(options.Event, times)}");
        }

        _ = new TrialConditions(trials, options.Condition);
    }

    /// <summary>Takes trials.</summary>
    public void Add(RecordBatch trials)
    {
        var events = (DoubleArray)trials.Column(options.Event);
        ReadOnlySpan<double> stops = TrialsSchema.Stops(trials);
        TrialConditions conditions = new(trials.Schema, options.Condition);
        for (int row = 0; row < trials.Length; row++)
        {
            double time = events.GetValue(row) ?? double.NaN, start = time - options.Before.Seconds, stop = options.After is { } after ? time + after.Seconds : stops[row];
            string? name = conditions.Of(trials, row);
            if (name is null || !(start < stop) || !double.IsFinite(stop) || !double.IsFinite(start))
            {
                Skipped++;
                continue;
            }

            if (!observed.Any(unit => unit.Covers(start, stop)))
            {
                Unobserved++;
                continue;
            }

            int condition = _names.IndexOf(name);
            if (condition < 0)
            {
                condition = _names.Count;
                _names.Add(name);
            }

            _starts.Add(start);
            _stops.Add(stop);
            _conditions.Add(condition);
        }
    }

    /// <summary>Which units were observed throughout each trial.</summary>
    public UnitCoverage Coverage() => UnitCoverage.Of(_starts.Count, observed.Count, (unit, trial) => observed[unit].Covers(_starts[trial], _stops[trial]));

    public void Save(BinaryWriter writer)
    {
        writer.Write(Skipped);
        writer.Write(Unobserved);
        writer.Write(_names.Count);
        foreach (string name in _names) writer.Write(name);
        writer.Write(_starts.Count);
        for (int trial = 0; trial < _starts.Count; trial++)
        {
            writer.Write(_starts[trial]);
            writer.Write(_stops[trial]);
            writer.Write(_conditions[trial]);
        }
    }

    public void Restore(BinaryReader reader)
    {
        Skipped = reader.ReadInt32();
        Unobserved = reader.ReadInt32();
        for (int left = reader.ReadInt32(); left > 0; left--) _names.Add(reader.ReadString());
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            _starts.Add(reader.ReadDouble());
            _stops.Add(reader.ReadDouble());
            _conditions.Add(reader.ReadInt32());
        }
    }
}
