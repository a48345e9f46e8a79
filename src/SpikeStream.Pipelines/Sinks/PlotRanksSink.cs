using System.Globalization;
using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="PlotRanksSink"/>.</summary>
public sealed record PlotRanksOptions : PlotOptions
{
    /// <summary>Bins of the histograms.</summary>
    [InRange(2, 200)]
    public int Bins { get; init; } = 16;
}

/// <summary>Draws the ranks of a calibration: a histogram and the difference of its cumulative distribution from the uniform one, with 95 % bands.</summary>
[Node("plot-ranks", "Draws the ranks of a simulation-based calibration, with what chance allows")]
[Input("ranks", RecordingKind.Curves, Summary = "what the stage calibrate gives")]
public sealed class PlotRanksSink : Sink<PlotRanksOptions>
{
    private readonly Dictionary<string, List<int>> _ranks = [];
    private FigureOutput _output = null!;
    private int _draws;

    /// <inheritdoc/>
    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Schema schema = inputs[0];
        CurvesSchema.Describe(schema);
        if (!int.TryParse(RecordingMetadata.Find(schema, CalibrateStage.DrawsKey), NumberStyles.None, CultureInfo.InvariantCulture, out _draws) || _draws < 1)
            throw new InvalidInputException($"ranks: found no \"{CalibrateStage.DrawsKey}\" in the schema, expected ranks made by the stage calibrate");
        if (Options.Bins > _draws + 1) throw new InvalidInputException($"bins: found {Options.Bins}, expected at most the {_draws + 1} ranks that {_draws} draws allow");
        _output = new(Context, Options.Path, hasReferences: true);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        foreach (CurvesSchema.Row row in CurvesSchema.Rows(batch.Records))
        {
            if (row.Curve != "rank") continue;
            if (!_ranks.TryGetValue(row.Target, out List<int>? ranks)) _ranks[row.Target] = ranks = [];
            ranks.Add((int)row.Value);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CommittedAsync(CancellationToken cancellationToken)
    {
        if (_ranks.Count == 0) return;
        RanksFigure figure = new()
        {
            Title = Options.Title ?? "Simulation-based calibration",
            Parameters = [.. _ranks.Select(pair => new CalibrationRanks(pair.Key, pair.Value.ToArray()))],
            Draws = _draws,
            Bins = Options.Bins,
        };
        await _output.WriteAsync(figure, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_ranks.Count);
        foreach ((string name, List<int> ranks) in _ranks)
        {
            writer.Write(name);
            writer.Write(ranks.Count);
            foreach (int rank in ranks) writer.Write(rank);
        }
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        int parameters = reader.ReadInt32();
        for (int p = 0; p < parameters; p++)
        {
            string name = reader.ReadString();
            int count = reader.ReadInt32();
            _ranks[name] = [.. Enumerable.Range(0, count).Select(_ => reader.ReadInt32())];
        }
    }
}
