using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Draws curves once all of them have come.</summary>
/// <typeparam name="TOptions">The options record.</typeparam>
public abstract class CurvesFigureSink<TOptions> : Sink<TOptions>
    where TOptions : PlotOptions
{
    private CurveRows _rows = null!;
    private FigureOutput _output = null!;

    /// <summary>What the name of the table has after the path.</summary>
    private protected virtual string TableSuffix => ".csv";

    /// <inheritdoc/>
    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        CurvesSchema.Describe(inputs[0]);
        _rows = new(inputs.Count);
        _output = new(Context, Options.Path, tableSuffix: TableSuffix);
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
    public override async ValueTask CommittedAsync(CancellationToken cancellationToken) =>
        await _output.WriteAsync(Draw(_rows), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => _rows.Save(writer);

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader) => _rows.Restore(reader);

    /// <summary>Makes the figure.</summary>
    private protected abstract CurvesFigure Draw(CurveRows rows);

    /// <summary>A panel per target, or an empty one where there are none.</summary>
    private protected static List<CurvesPanel> Panels(CurveRows rows, Func<string, CurvesPanel> draw)
    {
        List<CurvesPanel> panels = [.. rows.Targets.Select(draw)];
        return panels.Count > 0 ? panels : [new CurvesPanel("", [])];
    }

    /// <summary>A panel for each of some targets, evenly spaced over all.</summary>
    private protected static List<CurvesPanel> Panels(CurveRows rows, int maximum, Func<string, CurvesPanel> draw)
    {
        string[] targets = [.. rows.Targets];
        int shown = Math.Min(maximum, targets.Length);
        List<CurvesPanel> panels = [.. Enumerable.Range(0, shown).Select(i => draw(targets[(int)((long)i * targets.Length / shown)])).Select(panel => panel with { Heading = GnuplotText.Unit(panel.Name) })];
        return panels.Count > 0 ? panels : [new CurvesPanel("", [])];
    }

    /// <summary>How many of all targets have a panel, in words; nothing where all have.</summary>
    private protected static string Shown(CurveRows rows, int panels, string what)
    {
        int all = rows.Targets.Count();
        return all > panels ? FormattableString.Invariant($"{panels} of {all} {what}") : all == 1 ? $"1 {what.Split(' ')[0].TrimEnd('s')}" : FormattableString.Invariant($"{all} {what}");
    }

    /// <summary>A curve of steps over milliseconds.</summary>
    private protected static DrawnCurve Scaled(string name, CurvesSchema.Row[] points) =>
        new(name, points.Select(point => 1000 * point.X).ToArray(), points.Select(point => point.Value).ToArray(), Style: CurveStyle.Steps);

    /// <summary>Number of panels beside each other.</summary>
    private protected static int ColumnsOf(int panels) => panels switch { 2 or 4 => 2, > 4 => 3, _ => 1 };
}
