using System.Globalization;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="PlotCorrelationSink"/>.</summary>
public sealed record PlotCorrelationOptions : PlotOptions
{
    /// <summary>The value at the ends of the colours. Left out: the largest that is not on the diagonal.</summary>
    [Positive]
    public double? Limit { get; init; }
}

/// <summary>Draws a matrix of correlations as a map of colours. Of several matrices the last is drawn.</summary>
[Node("plot-correlation", "Draws a matrix of correlations as a map of colours")]
[Input("matrix", RecordingKind.Curves, Summary = "what correlation.matrix or noise-correlation.matrix gives")]
public sealed class PlotCorrelationSink : Sink<PlotCorrelationOptions>
{
    private readonly List<string> _names = [];
    private readonly List<double> _values = [];
    private FigureOutput _output = null!;
    private string _target = "";

    /// <inheritdoc/>
    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        CurvesSchema.Describe(inputs[0]);
        _output = new(Context, Options.Path);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        foreach (CurvesSchema.Row row in CurvesSchema.Rows(batch.Records))
        {
            if (row.Target != _target)
            {
                _target = row.Target;
                _names.Clear();
                _values.Clear();
            }

            // A row of the matrix begins at column 0.
            if (row.X == 0) _names.Add(row.Curve);
            _values.Add(row.Value);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CommittedAsync(CancellationToken cancellationToken)
    {
        if (_values.Count != _names.Count * _names.Count)
        {
            Context.Warn($"{_values.Count} values of {_names.Count} rows came, which are no square matrix, so that there is nothing to draw");
            return;
        }

        MatrixFigure figure = new()
        {
            Title = Options.Title ?? "Correlations of units",
            Subtitle = string.Create(CultureInfo.InvariantCulture, $"{_target} of {GnuplotText.Many(_names.Count, "unit")}; the diagonal is not in the range of colours"),
            ValueLabel = _target,
            Names = [.. _names],
            Values = _values.ToArray(),
            Limit = Options.Limit,
        };
        await _output.WriteAsync(figure, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_target);
        writer.Write(_names.Count);
        foreach (string name in _names) writer.Write(name);
        writer.Write(_values.Count);
        foreach (double value in _values) writer.Write(value);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _target = reader.ReadString();
        for (int left = reader.ReadInt32(); left > 0; left--) _names.Add(reader.ReadString());
        for (int left = reader.ReadInt32(); left > 0; left--) _values.Add(reader.ReadDouble());
    }
}
