using System.Globalization;
using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>A line per parameter: start, last estimate, truth, published values, prior.</summary>
/// <param name="schema">A schema of estimates.</param>
/// <param name="published">Values to show beside, by parameter: a column per metric of that table; null for none.</param>
internal sealed class EstimatesTable(Schema schema, PublishedValues? published = null) : TableContent
{
    private readonly IReadOnlyList<string> _parameters = EstimatesSchema.Describe(schema);
    private readonly IReadOnlyList<string> _publishedMetrics = [.. published?.Rows.Select(row => row.Metric).Distinct() ?? []];
    private readonly Dictionary<string, double> _errors = [];
    private long _rows;
    private double[] _first = [];
    private double[] _last = [];
    private double _objective;
    private long _step;

    public override void Add(RecordBatch batch)
    {
        if (batch.Length == 0) return;
        if (_rows == 0) _first = Row(batch, 0);
        _rows += batch.Length;
        _last = Row(batch, batch.Length - 1);
        _step = EstimatesSchema.Steps(batch)[^1];
        _objective = Columns.Values<double>(batch, EstimatesSchema.Objective)[^1];
    }

    public override void AddErrors(RecordBatch batch)
    {
        foreach (ScoresSchema.Row row in ScoresSchema.Rows(batch))
        {
            if (row.Metric == "standard_error") _errors[row.Target] = row.Value;
        }
    }

    public override string Render()
    {
        if (_rows == 0) return "no estimates\n";
        bool hasTruth = _parameters.Any(name => Find(name, "truth") is not null), hasPrior = _parameters.Any(name => Find(name, "prior") is not null);
        bool hasUnit = _parameters.Any(name => Find(name, RecordingMetadata.FieldUnit) is not null);
        List<string> headings = ["parameter"];
        if (hasUnit) headings.Add("unit");
        headings.AddRange(["start", "estimate"]);
        if (hasTruth) headings.AddRange(["truth", "error"]);
        headings.AddRange(_publishedMetrics.Select(metric => $"published {metric}"));
        if (hasPrior) headings.Add("prior");
        TextTable table = new(headings, hasUnit ? 2 : 1);
        for (int i = 0; i < _parameters.Count; i++) table.Add(Line(i, hasUnit, hasTruth, hasPrior));
        foreach (string name in PublishedOnly())
        {
            IEnumerable<string> unit = hasUnit ? [""] : [], prior = hasPrior ? [""] : [];
            table.Add([name, .. unit, .. Enumerable.Repeat(ComparedScore.Absent, hasTruth ? 4 : 2), .. PublishedCells(name), .. prior]);
        }

        return table + string.Create(CultureInfo.InvariantCulture, $"after step {_step}, objective {NumberText.Of(_objective)}\n");
    }

    public override IReadOnlyList<ComparedScore> Compare() => published is null
        ? []
        :
        [
            .. _publishedMetrics.SelectMany(metric => _parameters.Concat(PublishedOnly()).Select(name =>
            {
                int index = _rows == 0 ? -1 : _parameters.ToList().IndexOf(name);
                ScoresSchema.Row? row = published.Rows.FirstOrDefault(candidate => candidate.Metric == metric && candidate.Target == name);
                return new ComparedScore(metric, name, index < 0 ? double.NaN : _last[index], double.NaN, row?.Value ?? double.NaN, row?.Error ?? double.NaN);
            })),
        ];

    public override void Save(BinaryWriter writer)
    {
        writer.Write(_errors.Count);
        foreach ((string name, double error) in _errors)
        {
            writer.Write(name);
            writer.Write(error);
        }

        writer.Write(_rows);
        if (_rows == 0) return;
        writer.Write(_step);
        writer.Write(_objective);
        foreach (double value in _first) writer.Write(value);
        foreach (double value in _last) writer.Write(value);
    }

    public override void Restore(BinaryReader reader)
    {
        for (int left = reader.ReadInt32(); left > 0; left--) _errors[reader.ReadString()] = reader.ReadDouble();
        _rows = reader.ReadInt64();
        if (_rows == 0) return;
        _step = reader.ReadInt64();
        _objective = reader.ReadDouble();
        _first = [.. _parameters.Select(_ => reader.ReadDouble())];
        _last = [.. _parameters.Select(_ => reader.ReadDouble())];
    }

    private List<string> Line(int parameter, bool hasUnit, bool hasTruth, bool hasPrior)
    {
        string name = _parameters[parameter];
        List<string> cells = [name];
        if (hasUnit) cells.Add(Find(name, RecordingMetadata.FieldUnit) ?? "");
        cells.AddRange([NumberText.Of(Number(name, "start") ?? _first[parameter]), NumberText.Of(_last[parameter], _errors.TryGetValue(name, out double error) ? error : double.NaN)]);
        if (hasTruth)
        {
            double truth = Number(name, "truth") ?? double.NaN;
            cells.AddRange([NumberText.Of(truth), Error(_last[parameter], truth)]);
        }

        cells.AddRange(PublishedCells(name));
        if (hasPrior) cells.Add(Find(name, "prior") ?? "");
        return cells;
    }

    /// <summary>Parameters that were published but not fitted here: shown, not dropped.</summary>
    private IEnumerable<string> PublishedOnly() => published?.Rows.Select(row => row.Target).Distinct().Except(_parameters) ?? [];

    private IEnumerable<string> PublishedCells(string parameter) => _publishedMetrics.Select(metric =>
        published!.Rows.FirstOrDefault(row => row.Metric == metric && row.Target == parameter) is { } row ? ComparedScore.TextAsGiven(row.Value, row.Error) : ComparedScore.Absent);

    /// <summary>The difference from the truth, relative where the truth is not 0.</summary>
    private static string Error(double estimate, double truth)
    {
        if (double.IsNaN(truth)) return "";
        return truth == 0
            ? NumberText.Of(estimate - truth)
            : string.Create(CultureInfo.InvariantCulture, $"{(estimate - truth) / Math.Abs(truth) * 100:+0.0;-0.0;0.0} %");
    }

    private double[] Row(RecordBatch batch, int row) => [.. _parameters.Select(name => EstimatesSchema.Parameter(batch, name)[row])];

    private double? Number(string parameter, string key) =>
        double.TryParse(Find(parameter, key), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;

    private string? Find(string parameter, string key) =>
        schema.GetFieldByName(parameter)?.Metadata is { } metadata && metadata.TryGetValue(key, out string? text) && text.Length > 0 ? text : null;
}
