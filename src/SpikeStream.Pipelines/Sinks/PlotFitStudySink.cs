using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="PlotFitStudySink"/>.</summary>
public sealed record PlotFitStudyOptions : PlotOptions;

/// <summary>Draws relative errors and coefficients of variation over the length of data, a row of panels for each set of parameters.</summary>
[Node("plot-fit-study", "Draws errors and variations of a study of fits over the length of data")]
[Input("errors", RecordingKind.Scores, IsOptional = true, Summary = "the output errors of the stage fit-study")]
[Input("variations", RecordingKind.Scores, IsOptional = true, Summary = "the output variations of the stage fit-study")]
public sealed class PlotFitStudySink : Sink<PlotFitStudyOptions>
{
    private readonly ScoreRows[] _rows = [new(), new()];
    private FigureOutput _output = null!;

    /// <inheritdoc/>
    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (!inputs.IsConnected(0) && !inputs.IsConnected(1)) throw new InvalidInputException("from: found neither \"errors\" nor \"variations\", expected at least one of them");
        _output = new(Context, Options.Path);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _rows[input].Add(batch.Records);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CommittedAsync(CancellationToken cancellationToken)
    {
        FitStudyFigure figure = new()
        {
            Title = Options.Title ?? "Errors of parameters over the length of data",
            Errors = Curves(_rows[0].All, "relative_error"),
            Variations = Curves(_rows[1].All, "variation"),
        };
        if (figure.Errors.Count + figure.Variations.Count == 0)
        {
            Context.Warn("there are no errors or variations to draw; expected those of the stage fit-study");
            return;
        }

        await _output.WriteAsync(figure, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        foreach (ScoreRows rows in _rows) rows.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        foreach (ScoreRows rows in _rows) rows.Restore(reader);
    }

    /// <summary>Targets are <c>SET LENGTH PARAMETER</c>, the length with its unit; sets may have spaces, parameters have none.</summary>
    private static List<StudyCurve> Curves(IEnumerable<ScoresSchema.Row> rows, string metric)
    {
        List<(string Subset, string Parameter, double Length, double Value)> points = [];
        foreach (ScoresSchema.Row row in rows.Where(row => row.Metric == metric))
        {
            string[] words = row.Target.Split(' ');
            if (words.Length < 4 || !QuantityText.TryParse($"{words[^3]} {words[^2]}", out Duration length)) continue;
            points.Add((string.Join(' ', words[..^3]), words[^1], length.Seconds, row.Value));
        }

        return
        [
            .. points.GroupBy(point => (point.Subset, point.Parameter)).Select(group =>
            {
                var sorted = group.OrderBy(point => point.Length).ToArray();
                return new StudyCurve(group.Key.Subset, group.Key.Parameter, [.. sorted.Select(point => point.Length)], [.. sorted.Select(point => point.Value)]);
            }),
        ];
    }
}
