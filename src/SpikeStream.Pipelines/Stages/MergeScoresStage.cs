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
    private readonly ScoreRows[] _rows = [new(), new(), new(), new(), new(), new()];

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
        _rows[input].Add(batch.Records);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        List<ScoresSchema.Row> all = [.. _rows.SelectMany(rows => rows.All)];
        return all.Count == 0 ? ValueTask.CompletedTask : emitter.EmitAsync(ScoresSchema.Batch(_schema, all));
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
}
