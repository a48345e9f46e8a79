using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Information;

/// <summary>Figures of trials: how many, how long, in which conditions.</summary>
internal sealed class TrialsTally : Tally
{
    private const int MostConditions = 10_000;

    private readonly SortedDictionary<string, long> _conditions = new(StringComparer.Ordinal);
    private readonly NumberRange _lengths = new();
    private long _trials;

    public override void Add(RecordBatch batch)
    {
        ReadOnlySpan<double> starts = TrialsSchema.Starts(batch);
        ReadOnlySpan<double> stops = TrialsSchema.Stops(batch);
        StringArray conditions = TrialsSchema.Conditions(batch);
        for (int i = 0; i < batch.Length; i++)
        {
            _lengths.Add(stops[i] - starts[i]);
            string condition = conditions.GetString(i) ?? "(none)";
            if (_conditions.Count < MostConditions || _conditions.ContainsKey(condition)) _conditions[condition] = _conditions.GetValueOrDefault(condition) + 1;
        }

        _trials += batch.Length;
    }

    public override IEnumerable<(string What, string Value)> Lines()
    {
        yield return ("trials", NumberText.Whole(_trials));
        if (_trials > 0) yield return ("length", _lengths.Describe("s"));
        yield return ("conditions", NumberText.Names([.. _conditions.Select(pair => $"{pair.Key} ({NumberText.Whole(pair.Value)})")]));
    }
}
