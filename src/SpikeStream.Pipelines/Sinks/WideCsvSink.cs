using System.Globalization;
using System.Text;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>What has a column of its own in a wide table.</summary>
public enum WideColumn
{
    /// <summary>Each curve; rows are positions.</summary>
    Curve,

    /// <summary>Each metric; rows are positions of each curve.</summary>
    Metric,
}

/// <summary>Options of <see cref="WideCsvSink"/>.</summary>
public sealed record WideCsvOptions : ISelfChecked
{
    /// <summary>The file, relative to the run folder.</summary>
    [OutputPath]
    [NotEmpty]
    public required string Path { get; init; }

    /// <summary>Name of the column of positions, such as stimulus.</summary>
    [NotEmpty]
    public required string Position { get; init; }

    /// <summary>What has a column of its own: each curve, or each metric.</summary>
    public WideColumn Columns { get; init; }

    /// <summary>Columns are called PREFIX0, PREFIX1, ... in the order of their appearance. Left out: by their names.</summary>
    [NotEmpty]
    public string? Prefix { get; init; }

    /// <summary>Name of the column that holds the curve where metrics have columns. Left out: there is none, and all rows are of one curve.</summary>
    [NotEmpty]
    public string? Curve { get; init; }

    /// <summary>Other names of columns: { "log_likelihood": "ll_mean", "log_likelihood_error": "ll_sem" }. Errors have a column where one is known.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();

    /// <summary>The columns in their order, by their names in the file. Left out: position, curve, then the others as they appear.</summary>
    [NotEmpty]
    public IReadOnlyList<string>? Order { get; init; }

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (Curve is not null && Columns == WideColumn.Curve) yield return ("curve", "found it where each curve has a column, expected it with \"columns\": \"metric\" only");
    }
}

/// <summary>Writes curves as a wide table: a row for each position, or for each name of one, and a column for each curve or metric. Numbers read back exactly.</summary>
[Node("wide-csv", "Writes curves as text with a row for each position and a column for each curve or metric")]
[Input("in", RecordingKind.Curves)]
public sealed class WideCsvSink : Sink<WideCsvOptions>
{
    private const string ErrorSuffix = "_error";

    private readonly CurveRows _rows = new(1);
    private OutputFile _file = null!;

    /// <inheritdoc/>
    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        CurvesSchema.Describe(inputs[0]);
        _file = Context.OutputFile(Options.Path);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _rows.Add(input, batch.Records);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken) =>
        await File.WriteAllTextAsync(_file.PartialPath, Table(), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => _rows.Save(writer);

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader) => _rows.Restore(reader);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private string Table()
    {
        bool isByMetric = Options.Columns == WideColumn.Metric;
        List<string> columns = Options.Curve is { } curve ? [Options.Position, curve] : [Options.Position];
        int keys = columns.Count;
        Dictionary<string, string> headers = [];
        Dictionary<(double, string), Dictionary<string, string>> table = [];
        foreach (CurvesSchema.Row row in _rows.All(0))
        {
            (double, string) key = (row.X, Options.Curve is null ? "" : row.Target);
            if (!table.TryGetValue(key, out Dictionary<string, string>? cells))
            {
                table[key] = cells = new() { [Options.Position] = row.Label ?? Text(row.X) };
                if (Options.Curve is { } name) cells[name] = row.Target;
            }

            string column = isByMetric ? row.Curve : row.Target;
            Put(column, row.Value);
            if (double.IsFinite(row.Error) || Options.Names.ContainsKey(column + ErrorSuffix)) Put(column + ErrorSuffix, row.Error);

            void Put(string name, double value)
            {
                if (!headers.TryGetValue(name, out string? header))
                {
                    headers[name] = header = Options.Names.GetValueOrDefault(name) ?? (Options.Prefix is { } prefix ? string.Create(CultureInfo.InvariantCulture, $"{prefix}{columns.Count - keys}") : name);
                    columns.Add(header);
                }

                if (!cells.TryAdd(header, Text(value)))
                    throw new InvalidInputException($"curves: found {name} at {row.Label ?? Text(row.X)} twice, expected one value for each row and column; rows of several {(isByMetric ? "curves are told apart by \"curve\"" : "metrics by \"columns\": \"metric\"")}");
            }
        }

        IReadOnlyList<string> order = Options.Order ?? columns;
        StringBuilder text = new();
        text.AppendJoin(',', order.Select(GnuplotText.Field)).Append('\n');
        foreach (Dictionary<string, string> cells in table.Values)
            text.AppendJoin(',', order.Select(column => GnuplotText.Field(cells.GetValueOrDefault(column, "NaN")))).Append('\n');
        return text.ToString();
    }
}
