using System.Globalization;
using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>What the points of a scatter plot are of.</summary>
public enum ScatterPoints
{
    /// <summary>A point per neuron.</summary>
    Neurons,

    /// <summary>A point per pair of neurons, the first of which is smaller, in order.</summary>
    Pairs,
}

/// <summary>Options of <see cref="PlotScatterSink"/>. The animation goes to PATH.gif.</summary>
public sealed record PlotScatterOptions : PlotOptions
{
    /// <summary>What the points are of.</summary>
    public ScatterPoints Points { get; init; }
}

/// <summary>Draws data (x) against model (value): a panel per curve, and an animated GIF with a frame of 800 ms per curve.</summary>
[Node("plot-scatter", "Draws data against model, a panel and a frame of an animation for each curve")]
[Input("in", RecordingKind.Curves, Summary = "what mixture-analyze gives of Fano factors or noise correlations")]
public sealed class PlotScatterSink : Sink<PlotScatterOptions>
{
    private readonly CurveRows _rows = new(1);
    private FigureOutput _output = null!;
    private CurvesSchema.Description _description = null!;

    /// <inheritdoc/>
    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _description = CurvesSchema.Describe(inputs[0]);
        _output = new(Context, Options.Path);
        Context.OutputFile(Options.Path + ".gif");
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
    public override async ValueTask CommittedAsync(CancellationToken cancellationToken)
    {
        List<ScatterFrame> frames = [];
        foreach (IGrouping<string, CurvesSchema.Row> curve in _rows.All(0).GroupBy(row => row.Target))
        {
            double r2 = EmpiricalResponse.SquaredCorrelation([.. curve.Select(row => row.X)], [.. curve.Select(row => row.Value)]);
            string agreement = double.IsFinite(r2) ? string.Create(CultureInfo.InvariantCulture, $", r² = {r2:F2}") : "";
            frames.Add(new(curve.Key, $"stimulus {curve.Key}{agreement}", [.. curve.Select(row => (row.X, row.Value))]));
        }

        if (frames.Count == 0) frames.Add(new("", "", []));
        int points = frames.Max(frame => frame.Points.Count);
        string[] pairs = Options.Points == ScatterPoints.Pairs ? PairNames(points) : [];
        ScatterFigure figure = new()
        {
            Title = Options.Title ?? _description.Quantity ?? Context.Id,
            XLabel = _description.Abscissa ?? "data",
            YLabel = _description.Quantity ?? "model",
            Frames = frames,
            PointColumns = Options.Points == ScatterPoints.Pairs ? ["i", "j"] : ["neuron"],
            PointNames = point => Options.Points == ScatterPoints.Pairs ? pairs[point] : point.ToString(CultureInfo.InvariantCulture),
        };
        await _output.WriteAsync(figure, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => _rows.Save(writer);

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader) => _rows.Restore(reader);

    // n (n - 1) / 2 pairs tell the number of neurons.
    private static string[] PairNames(int pairs)
    {
        int neurons = (int)Math.Round(0.5 * (1 + Math.Sqrt(1 + 8.0 * pairs)));
        if (neurons * (neurons - 1) / 2 != pairs) throw new InvalidInputException($"curves: found {pairs} points, expected n (n - 1) / 2, one per pair of n neurons; use \"points\": \"neurons\" for one per neuron");
        return [.. Enumerable.Range(0, neurons).SelectMany(i => Enumerable.Range(i + 1, neurons - i - 1).Select(j => string.Create(CultureInfo.InvariantCulture, $"{i},{j}")))];
    }
}
