using Apache.Arrow;
using Apache.Arrow.Ipc;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

/// <summary>Runs one stage by hand, as the engine would.</summary>
internal static class StageRun
{
    /// <summary>Runs a stage with one input.</summary>
    public static Task<StageResult> RunAsync<TStage>(object options, Schema schema, IEnumerable<RecordBatch> batches, bool resumes = false)
        where TStage : Stage, new() => RunAsync<TStage>(options, [schema], batches.Select(batch => (0, batch)), resumes);

    /// <summary>Runs a stage; where it resumes, a fresh object takes over after each batch.</summary>
    public static async Task<StageResult> RunAsync<TStage>(object options, Schema[] schemas, IEnumerable<(int Input, RecordBatch Batch)> batches, bool resumes = false)
        where TStage : Stage, new()
    {
        StageResult result = new();
        (TStage stage, NodeContext context) = await OpenAsync<TStage>(options, schemas, result);
        await stage.StartAsync(default);
        foreach ((int input, RecordBatch batch) in batches)
        {
            await stage.ProcessAsync(input, new Batch(batch), result, default);
            if (resumes) (stage, context) = await ResumeAsync(stage, options, schemas, result);
        }

        for (int input = 0; input < schemas.Length; input++) await stage.InputEndedAsync(input, result, default);
        if (resumes) (stage, context) = await ResumeAsync(stage, options, schemas, result);
        await stage.CompleteAsync(result, default);
        await stage.DisposeAsync();
        result.Warnings.AddRange(context.Warnings);
        return result;
    }

    /// <summary>Runs a stateless stage.</summary>
    public static StageResult Map<TStage>(object options, Schema schema, params IEnumerable<RecordBatch> batches)
        where TStage : MapStage, new()
    {
        TStage stage = new();
        stage.Attach(options, new NodeContext { Id = "map", RunFolder = "." });
        StageResult result = new() { Schema = stage.Open(schema) };
        foreach (RecordBatch batch in batches)
        {
            if (stage.Process(new Batch(batch)) is { } given) result.Take(given);
        }

        return result;
    }

    /// <summary>Cuts rows into batches of given sizes, the last taking the rest.</summary>
    public static IEnumerable<RecordBatch> Cut(RecordBatch rows, params IEnumerable<int> sizes)
    {
        int at = 0;
        foreach (int size in sizes)
        {
            if (at >= rows.Length) yield break;
            int length = Math.Min(size, rows.Length - at);
            yield return Columns.Slice(rows, at, length);
            at += length;
        }

        if (at < rows.Length) yield return Columns.Slice(rows, at, rows.Length - at);
    }

    private static async Task<(TStage Stage, NodeContext Context)> OpenAsync<TStage>(object options, Schema[] schemas, StageResult result)
        where TStage : Stage, new()
    {
        TStage stage = new();
        NodeContext context = new() { Id = "stage", RunFolder = "." };
        stage.Attach(options, context);
        IReadOnlyList<Schema> outputs = await stage.OpenAsync(new NodeInputs(stage.Inputs, [.. schemas, .. new Schema?[stage.Inputs.Count - schemas.Length]]), default);
        result.Schema = outputs[0];
        result.OtherSchemas = [.. outputs.Skip(1)];
        return (stage, context);
    }

    private static async Task<(TStage Stage, NodeContext Context)> ResumeAsync<TStage>(TStage stage, object options, Schema[] schemas, StageResult result)
        where TStage : Stage, new()
    {
        using MemoryStream checkpoint = new();
        using (BinaryWriter writer = new(checkpoint, System.Text.Encoding.UTF8, leaveOpen: true)) stage.Save(writer);
        await stage.DisposeAsync();
        (TStage fresh, NodeContext context) = await OpenAsync<TStage>(options, schemas, result);
        checkpoint.Position = 0;
        using BinaryReader reader = new(checkpoint);
        fresh.Restore(reader);
        checkpoint.Position.ShouldBe(checkpoint.Length, "Restore reads what Save wrote, no more and no less.");
        return (fresh, context);
    }
}

/// <summary>What a stage gave.</summary>
internal sealed class StageResult : Emitter
{
    public Schema Schema { get; set; } = null!;

    public List<RecordBatch> Batches { get; } = [];

    /// <summary>Schemas of the outputs after the first.</summary>
    public IReadOnlyList<Schema> OtherSchemas { get; set; } = [];

    /// <summary>What the outputs after the first gave, by the number of the output.</summary>
    public List<(int Output, RecordBatch Batch)> OtherBatches { get; } = [];

    public List<string> Warnings { get; } = [];

    public RecordBatch Rows => BatchConcatenation.Concatenate(Schema, Batches);

    /// <summary>All rows as one Arrow stream: equal where schema and every bit are.</summary>
    public byte[] Bytes
    {
        get
        {
            using MemoryStream stream = new();
            using (ArrowStreamWriter writer = new(stream, Schema, leaveOpen: true))
            {
                writer.WriteRecordBatch(Rows);
                writer.WriteEnd();
            }

            return stream.ToArray();
        }
    }

    public override bool IsConnected(int output = 0) => true;

    public override ValueTask EmitAsync(Batch batch, int output = 0)
    {
        if (output == 0) Take(batch);
        else TakeOther(batch, output);
        return ValueTask.CompletedTask;
    }

    public override ValueTask SafePointAsync() => ValueTask.CompletedTask;

    public override Task SafePointRequested { get; } = new TaskCompletionSource().Task;

    /// <summary>Copies the rows, for their memory is used again once released.</summary>
    public void Take(Batch batch)
    {
        batch.Records.Schema.ShouldBeSameAs(Schema);
        if (batch.Rows > 0) Batches.Add(BatchConcatenation.Concatenate(Schema, [batch.Records]));
        batch.Release();
    }

    private void TakeOther(Batch batch, int output)
    {
        batch.Records.Schema.ShouldBeSameAs(OtherSchemas[output - 1]);
        if (batch.Rows > 0) OtherBatches.Add((output, BatchConcatenation.Concatenate(OtherSchemas[output - 1], [batch.Records])));
        batch.Release();
    }
}
