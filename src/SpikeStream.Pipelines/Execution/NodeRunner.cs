using System.Threading.Tasks.Dataflow;
using SpikeStream.Pipelines.Definition;

namespace SpikeStream.Pipelines.Execution;

/// <summary>Runs one node that takes part in checkpoints, as a single task.</summary>
internal abstract class NodeRunner(NodeDefinition definition, GraphRun run)
{
    private bool _ended;

    public NodeDefinition Definition { get; } = definition;

    public NodeCounters Counters { get; } = new();

    public OutputQueues[] Outputs { get; } = [.. definition.Outputs.Select(_ => new OutputQueues(run.HardStop))];

    protected GraphRun Run { get; } = run;

    /// <summary>The last checkpoint that this node is part of.</summary>
    protected long ServedCheckpoint { get; private set; }

    /// <summary>The queue of an input port.</summary>
    public abstract ITargetBlock<Message> Input(int port);

    /// <summary>Takes up the node's part of a checkpoint.</summary>
    public void Restore(NodeSnapshot snapshot, long checkpoint)
    {
        ServedCheckpoint = checkpoint;
        _ended = snapshot.IsEnded;
        using BinaryReader reader = new(new MemoryStream(snapshot.State));
        Counters.Restore(reader);
        foreach (OutputQueues output in Outputs) output.Rows = reader.ReadInt64();
        if (!_ended) RestoreState(reader);
    }

    /// <summary>Runs to the end; never throws: faults go to the run.</summary>
    public async Task RunAsync()
    {
        try
        {
            if (!_ended) await RunToEndAsync().ConfigureAwait(false);
            await SendToAllAsync(new Message(MessageKind.End)).ConfigureAwait(false);
            Run.Coordinator.Ended(Definition.Id, new NodeSnapshot(true, SaveCounters()));
        }
        catch (OperationCanceledException) when (Run.HardStop.IsCancellationRequested)
        {
            // The run is being given up; its reason is known to the run.
        }
#pragma warning disable CA1031 // The border of the run: whatever a node throws ends the run, with its id.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Run.Fault(Definition, fault, Position);
        }
    }

    /// <summary>What the node was working on, for messages; null where nothing.</summary>
    protected abstract BatchPosition? Position { get; }

    protected abstract Task RunToEndAsync();

    protected abstract void SaveState(BinaryWriter writer);

    protected abstract void RestoreState(BinaryReader reader);

    /// <summary>Snapshots, answers the coordinator, and passes the barrier on.</summary>
    protected async ValueTask ServeAsync(long checkpoint)
    {
        ServedCheckpoint = checkpoint;
        using MemoryStream buffer = new();
        using (BinaryWriter writer = new(buffer))
        {
            writer.Write(SaveCounters());
            SaveState(writer);
        }

        Run.Coordinator.Acknowledge(Definition.Id, checkpoint, new NodeSnapshot(false, buffer.ToArray()));
        await SendToAllAsync(new Message(MessageKind.Barrier, Checkpoint: checkpoint)).ConfigureAwait(false);
    }

    /// <summary>For roots: serves a pending checkpoint; after the last one of an interrupted run it stays here until the run stops.</summary>
    protected async ValueTask ServePendingAsync()
    {
        long requested = Run.Coordinator.Requested;
        if (requested <= ServedCheckpoint) return;
        await ServeAsync(requested).ConfigureAwait(false);
        if (Run.Coordinator.IsFinal(requested)) await Task.Delay(Timeout.Infinite, Run.HardStop).ConfigureAwait(false);
    }

    private async ValueTask SendToAllAsync(Message message)
    {
        foreach (OutputQueues output in Outputs) await output.SendAsync(message).ConfigureAwait(false);
    }

    private byte[] SaveCounters()
    {
        using MemoryStream buffer = new();
        using (BinaryWriter writer = new(buffer))
        {
            Counters.Save(writer);
            foreach (OutputQueues output in Outputs) writer.Write(output.Rows);
        }

        return buffer.ToArray();
    }
}
