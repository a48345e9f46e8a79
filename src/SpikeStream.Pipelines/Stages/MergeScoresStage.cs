using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Puts the scores of several stages into one table: those of the first input, then those of the second, and so on.</summary>
[Node("merge-scores", "Puts the scores of several stages into one table")]
[Input("first", RecordingKind.Scores, Summary = "scores that come first")]
[Input("second", RecordingKind.Scores, Summary = "scores that come next")]
[Input("third", RecordingKind.Scores, IsOptional = true, Summary = "scores that come next")]
[Input("fourth", RecordingKind.Scores, IsOptional = true, Summary = "scores that come next")]
[Input("fifth", RecordingKind.Scores, IsOptional = true, Summary = "scores that come next")]
[Input("sixth", RecordingKind.Scores, IsOptional = true, Summary = "scores that come last")]
[Output("scores", RecordingKind.Scores, Summary = "all of them")]
public sealed class MergeScoresStage : Stage<NoOptions>
{
    private readonly Schema _schema = ScoresSchema.Create();
    private readonly List<ScoresSchema.Row>[] _rows = [[], [], [], [], [], []];

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        for (int port = 0; port < _rows.Length; port++)
        {
            if (inputs.IsConnected(port)) ScoresSchema.Describe(inputs[port]);
        }

        return new([_schema]);
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _rows[input].AddRange(ScoresSchema.Rows(batch.Records));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        List<ScoresSchema.Row> all = [.. _rows.SelectMany(rows => rows)];
        return all.Count == 0 ? ValueTask.CompletedTask : emitter.EmitAsync(ScoresSchema.Batch(_schema, all));
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (List<ScoresSchema.Row> rows in _rows)
        {
            writer.Write(rows.Count);
            foreach (ScoresSchema.Row row in rows)
            {
                writer.Write(row.Metric);
                writer.Write(row.Target);
                writer.Write(row.Value);
                writer.Write(row.Error);
            }
        }
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        foreach (List<ScoresSchema.Row> rows in _rows)
        {
            for (int left = reader.ReadInt32(); left > 0; left--)
                rows.Add(new ScoresSchema.Row(reader.ReadString(), reader.ReadString(), reader.ReadDouble(), reader.ReadDouble()));
        }
    }
}
