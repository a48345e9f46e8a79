using System.Globalization;
using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>A line per parameter: start, last estimate, truth, prior.</summary>
internal sealed class EstimatesTable(Schema schema) : TableContent
{
    private readonly IReadOnlyList<string> _parameters = EstimatesSchema.Describe(schema);
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

    public override string Render()
    {
        if (_rows == 0) return "no estimates\n";
        bool hasTruth = _parameters.Any(name => Find(name, "truth") is not null), hasPrior = _parameters.Any(name => Find(name, "prior") is not null);
        bool hasUnit = _parameters.Any(name => Find(name, RecordingMetadata.FieldUnit) is not null);
        List<string> headings = ["parameter"];
        if (hasUnit) headings.Add("unit");
        headings.AddRange(["start", "estimate"]);
        if (hasTruth) headings.AddRange(["truth", "error"]);
        if (hasPrior) headings.Add("prior");
        TextTable table = new(headings, hasUnit ? 2 : 1);
        for (int i = 0; i < _parameters.Count; i++) table.Add(Line(i, hasUnit, hasTruth, hasPrior));
        return table + string.Create(CultureInfo.InvariantCulture, $"after step {_step}, objective {NumberText.Of(_objective)}\n");
    }

    public override void Save(BinaryWriter writer)
    {
        writer.Write(_rows);
        if (_rows == 0) return;
        writer.Write(_step);
        writer.Write(_objective);
        foreach (double value in _first) writer.Write(value);
        foreach (double value in _last) writer.Write(value);
    }

    public override void Restore(BinaryReader reader)
    {
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
        cells.AddRange([NumberText.Of(Number(name, "start") ?? _first[parameter]), NumberText.Of(_last[parameter])]);
        if (hasTruth)
        {
            double truth = Number(name, "truth") ?? double.NaN;
            cells.AddRange([NumberText.Of(truth), Error(_last[parameter], truth)]);
        }

        if (hasPrior) cells.Add(Find(name, "prior") ?? "");
        return cells;
    }

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
