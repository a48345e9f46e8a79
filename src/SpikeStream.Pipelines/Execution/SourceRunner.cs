using System.Threading.Tasks.Dataflow;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Nodes;

namespace SpikeStream.Pipelines.Execution;

/// <summary>Reads a source into the graph and injects barriers between its batches.</summary>
internal sealed class SourceRunner(NodeDefinition definition, Source source, GraphRun run) : NodeRunner(definition, run)
{
    private long _position;

    protected override BatchPosition Position => BatchPosition.Reading(_position);

    public override ITargetBlock<Message> Input(int port) => throw new InvalidOperationException("A source has no inputs.");

    protected override async Task RunToEndAsync()
    {
        IAsyncEnumerator<Batch> batches = source.ReadAsync(_position, Run.HardStop).GetAsyncEnumerator(Run.HardStop);
        await using (batches.ConfigureAwait(false))
        {
            while (true)
            {
                Run.HardStop.ThrowIfCancellationRequested();
                await ServePendingAsync().ConfigureAwait(false);
                ValueTask<bool> move = batches.MoveNextAsync();
                bool hasNext = move.IsCompleted || !source.WaitsForData ? await move.ConfigureAwait(false) : await ServeWhileWaitingAsync(move.AsTask()).ConfigureAwait(false);
                if (!hasNext) return;
                await SendAsync(batches.Current).ConfigureAwait(false);
            }
        }
    }

    protected override void SaveState(BinaryWriter writer)
    {
        writer.Write(_position);
        source.Save(writer);
    }

    protected override void RestoreState(BinaryReader reader)
    {
        _position = reader.ReadInt64();
        source.Restore(reader);
    }

    private async Task<bool> ServeWhileWaitingAsync(Task<bool> move)
    {
        try
        {
            while (!move.IsCompleted)
            {
                Task changed = Run.Coordinator.Changed;
                await ServePendingAsync().ConfigureAwait(false);
                await Task.WhenAny(move, changed).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The read is cancelled by the same token; the enumerator may be disposed of only after it has come back.
            await Task.WhenAny(move).ConfigureAwait(false);
            throw;
        }

        return await move.ConfigureAwait(false);
    }

    private async ValueTask SendAsync(Batch batch)
    {
        int rows = batch.Rows;
        long next = batch.NextPosition ?? (_position + rows);
        if (rows == 0) batch.Release();
        else await Outputs[batch.Output].SendAsync(new Message(MessageKind.Data, batch)).ConfigureAwait(false);
        _position = next;
        if (rows == 0) return;
        Counters.Out(rows);
        Run.Coordinator.CountBatch();
    }
}
