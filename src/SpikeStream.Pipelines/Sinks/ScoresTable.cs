using Apache.Arrow;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>
/// A line per metric and a column per target, metrics that share targets together; where targets are many a line per target and a column per metric, or a line per score. Of very many targets the first are shown.
/// </summary>
internal sealed class ScoresTable : TableContent
{
    private const int MostColumns = 6;
    private const int MostMetricColumns = 10;
    private const int MostWideColumns = 6;
    private const int MostTargets = 100;

    private readonly ScoreRows _rows = new();
    private readonly PublishedValues? _published;

    /// <summary>Checks the schema.</summary>
    /// <param name="schema">A schema of scores.</param>
    /// <param name="published">Values to show beside, a line per score then; null for none.</param>
    public ScoresTable(Schema schema, PublishedValues? published = null)
    {
        ScoresSchema.Describe(schema);
        _published = published;
    }

    public override void Add(RecordBatch batch) => _rows.Add(batch);

    public override IReadOnlyList<ComparedScore> Compare() => _published?.Join(_rows.All) ?? [];

    public override string Render()
    {
        if (_published is not null) return Comparison(Compare());
        if (_rows.All.Count == 0) return "no scores\n";
        List<List<ScoresSchema.Row>> groups = [];
        foreach (IGrouping<string, ScoresSchema.Row> metric in _rows.All.GroupBy(row => row.Metric))
        {
            List<ScoresSchema.Row>? group = groups.Find(candidate => candidate.Any(row => metric.Any(other => other.Target == row.Target)));
            if (group is null) groups.Add([.. metric]);
            else group.AddRange(metric);
        }

        return string.Join('\n', groups.Select(Table));
    }

    public override void Save(BinaryWriter writer) => _rows.Save(writer);

    public override void Restore(BinaryReader reader) => _rows.Restore(reader);

    private static string Comparison(IReadOnlyList<ComparedScore> rows)
    {
        TextTable table = new(["metric", "target", "value", "published", "difference"], textColumns: 2);
        foreach (ComparedScore row in rows) table.Add(row.Metric, row.Target, row.ValueText, row.PublishedText, row.DifferenceText);
        return table.ToString();
    }

    private static string Table(List<ScoresSchema.Row> rows)
    {
        string[] targets = [.. rows.Select(row => row.Target).Distinct()];
        if (targets.Length <= MostColumns) return Pivot(rows, targets).ToString();
        string[] metrics = [.. rows.Select(row => row.Metric).Distinct()];
        string more = targets.Length > MostTargets ? $"... and {targets.Length - MostTargets} more; a sink of type csv writes all\n" : "";
        string[] shown = targets[..Math.Min(targets.Length, MostTargets)];
        if (metrics.Length == 1) return List(rows.FindAll(row => shown.Contains(row.Target))) + more;
        // Many metrics are told in several tables that fit a page.
        return string.Join('\n', metrics.Chunk(metrics.Length <= MostMetricColumns ? MostMetricColumns : MostWideColumns).Select(chunk => Transpose(rows, shown, chunk).ToString())) + more;
    }

    /// <summary>A line per target, such as a parameter, and a column per metric.</summary>
    private static TextTable Transpose(List<ScoresSchema.Row> rows, string[] targets, string[] metrics)
    {
        TextTable table = new(["target", .. metrics]);
        foreach (string target in targets) table.Add([target, .. metrics.Select(metric => Cell(rows, metric, target))]);
        return table;
    }

    private static TextTable Pivot(List<ScoresSchema.Row> rows, string[] targets)
    {
        TextTable table = new(["metric", .. targets.Select(target => target.Length == 0 ? "value" : target)]);
        foreach (string metric in rows.Select(row => row.Metric).Distinct()) table.Add([metric, .. targets.Select(target => Cell(rows, metric, target))]);
        return table;
    }

    /// <summary>The last of several scores of one target is the newest.</summary>
    private static string Cell(List<ScoresSchema.Row> rows, string metric, string target) =>
        rows.FindLast(row => row.Metric == metric && row.Target == target) is { } score ? NumberText.Of(score.Value, score.Error) : "";

    private static TextTable List(List<ScoresSchema.Row> rows)
    {
        TextTable table = new(["metric", "target", "value"], textColumns: 2);
        foreach (ScoresSchema.Row row in rows) table.Add(row.Metric, row.Target, NumberText.Of(row.Value, row.Error));
        return table;
    }
}
