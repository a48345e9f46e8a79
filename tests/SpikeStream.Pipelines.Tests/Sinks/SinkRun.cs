using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;

namespace SpikeStream.Pipelines.Tests.Sinks;

/// <summary>Runs one sink with several inputs by hand, as the engine would, in a temporary folder.</summary>
internal sealed class SinkRun : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("spikestream-sink-").FullName;

    /// <summary>Runs a sink and reads one of its files; where it resumes, a fresh object takes over after each batch.</summary>
    public async Task<string[]> RunAsync<TSink>(object options, Schema?[] schemas, IEnumerable<(int Input, RecordBatch Batch)> batches, string file, bool resumes = false)
        where TSink : Sink, new()
    {
        TSink sink = await OpenAsync<TSink>(options, schemas);
        foreach ((int input, RecordBatch batch) in batches)
        {
            await sink.ProcessAsync(input, new Batch(batch), default);
            if (!resumes) continue;
            using MemoryStream state = new();
            using (BinaryWriter writer = new(state, System.Text.Encoding.UTF8, leaveOpen: true)) sink.Save(writer);
            state.Position = 0;
            sink = await OpenAsync<TSink>(options, schemas);
            sink.Restore(new BinaryReader(state));
            state.Position.ShouldBe(state.Length);
        }

        await sink.CompleteAsync(default);
        await sink.CommittedAsync(default);
        return await File.ReadAllLinesAsync(Path.Combine(Folder, file));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private async Task<TSink> OpenAsync<TSink>(object options, Schema?[] schemas)
        where TSink : Sink, new()
    {
        TSink sink = new();
        sink.Attach(options, new NodeContext { Id = "plot", RunFolder = Folder });
        await sink.OpenAsync(new NodeInputs(sink.Inputs, [.. schemas, .. new Schema?[sink.Inputs.Count - schemas.Length]]), default);
        return sink;
    }
}
