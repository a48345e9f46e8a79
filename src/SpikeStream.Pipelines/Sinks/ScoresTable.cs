using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>A line per metric and a column per target; a line per score where targets are many.</summary>
internal sealed class ScoresTable : TableContent
{
    private const int MostColumns = 6;

    private readonly List<ScoresSchema.Row> _rows = [];

    /// <summary>Checks the schema.</summary>
    /// <param name="schema">A schema of scores.</param>
    public ScoresTable(Schema schema) => ScoresSchema.Describe(schema);

    public override void Add(RecordBatch batch) => _rows.AddRange(ScoresSchema.Rows(batch));

    public override string Render()
    {
        if (_rows.Count == 0) return "no scores\n";
        string[] targets = [.. _rows.Select(row => row.Target).Distinct()];
        return (targets.Length <= MostColumns ? Pivot(targets) : List()).ToString();
    }

    public override void Save(BinaryWriter writer)
    {
        writer.Write(_rows.Count);
        foreach (ScoresSchema.Row row in _rows)
        {
            writer.Write(row.Metric);
            writer.Write(row.Target);
            writer.Write(row.Value);
            writer.Write(row.Error);
        }
    }

    public override void Restore(BinaryReader reader)
    {
        for (int left = reader.ReadInt32(); left > 0; left--)
            _rows.Add(new ScoresSchema.Row(reader.ReadString(), reader.ReadString(), reader.ReadDouble(), reader.ReadDouble()));
    }

    private TextTable Pivot(string[] targets)
    {
        TextTable table = new(["metric", .. targets.Select(target => target.Length == 0 ? "value" : target)]);
        foreach (string metric in _rows.Select(row => row.Metric).Distinct())
        {
            // The last of several scores of one target is the newest.
            IEnumerable<string> cells = targets.Select(target =>
                _rows.LastOrDefault(row => row.Metric == metric && row.Target == target) is { } score ? NumberText.Of(score.Value, score.Error) : "");
            table.Add([metric, .. cells]);
        }

        return table;
    }

    private TextTable List()
    {
        TextTable table = new(["metric", "target", "value"], textColumns: 2);
        foreach (ScoresSchema.Row row in _rows) table.Add(row.Metric, row.Target, NumberText.Of(row.Value, row.Error));
        return table;
    }
}
