using System.Text.Json;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="JsonSink"/>.</summary>
public sealed record JsonSinkOptions
{
    /// <summary>The file, relative to the run folder.</summary>
    [OutputPath]
    [NotEmpty]
    public required string Path { get; init; }
}

/// <summary>Writes scores as an object of metrics, each an object of targets: a number, or value and error; null where it is not defined.</summary>
[Node("json", "Writes scores as a JSON file")]
[Input("in", RecordingKind.Scores)]
public sealed class JsonSink : Sink<JsonSinkOptions>
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    private readonly ScoreRows _rows = new();
    private OutputFile _file = null!;

    /// <inheritdoc/>
    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ScoresSchema.Describe(inputs[0]);
        _file = Context.OutputFile(Options.Path);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _rows.Add(batch.Records);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        FileStream stream = new(_file.PartialPath, FileMode.Create);
        await using (stream.ConfigureAwait(false))
        {
            Write(stream);
            stream.Flush(flushToDisk: true);
        }
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => _rows.Save(writer);

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader) => _rows.Restore(reader);

    private void Write(Stream stream)
    {
        using (Utf8JsonWriter writer = new(stream, Indented))
        {
            writer.WriteStartObject();
            foreach (IGrouping<string, ScoresSchema.Row> metric in _rows.All.GroupBy(row => row.Metric))
            {
                writer.WriteStartObject(metric.Key);
                HashSet<string> targets = [];
                foreach (ScoresSchema.Row row in metric)
                {
                    if (!targets.Add(row.Target)) throw new InvalidInputException($"scores: found {row.Metric} of \"{row.Target}\" twice, expected one score for each metric and target");
                    Write(writer, row);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        stream.Write("\n"u8);
    }

    private static void Write(Utf8JsonWriter writer, ScoresSchema.Row row)
    {
        writer.WritePropertyName(row.Target);
        if (!double.IsFinite(row.Error))
        {
            WriteNumber(writer, row.Value);
            return;
        }

        writer.WriteStartObject();
        writer.WritePropertyName("value");
        WriteNumber(writer, row.Value);
        writer.WriteNumber("error", row.Error);
        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value)) writer.WriteNumberValue(value);
        else writer.WriteNullValue();
    }
}
