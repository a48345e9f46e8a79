using System.Threading.Tasks.Dataflow;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Nodes;

namespace SpikeStream.Pipelines.Execution;

/// <summary>
/// Runs a chain of stateless stages as one block: bounded, parallel, in order. Handing a batch from one stage of the chain to the
/// next costs a call, no queue.
/// </summary>
internal sealed class MapChainRunner
{
    private readonly (NodeDefinition Definition, MapStage Stage, NodeCounters Counters)[] _stages;
    private readonly GraphRun _run;
    private readonly TransformBlock<Message, Message> _block;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MapChainRunner(IEnumerable<(NodeDefinition Definition, MapStage Stage, NodeCounters Counters)> stages, GraphRun run, int parallelism)
    {
        _stages = [.. stages];
        _run = run;
        _block = new(Transform, new ExecutionDataflowBlockOptions
        {
            BoundedCapacity = Math.Max(run.QueueCapacity, 2 * parallelism),
            MaxDegreeOfParallelism = parallelism,
            EnsureOrdered = true,
            CancellationToken = run.HardStop,
        });
    }

    public NodeDefinition First => _stages[0].Definition;

    public NodeDefinition Last => _stages[^1].Definition;

    public ITargetBlock<Message> Input => _block;

    /// <summary>Ends when the end of the input has passed the chain; never where a single reader takes over.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    public void Connect(IReadOnlyList<ITargetBlock<Message>> readers)
    {
        if (readers.Count == 1)
        {
            _block.LinkTo(readers[0]);
            return;
        }

        OutputQueues queues = new(_run.HardStop);
        foreach (ITargetBlock<Message> reader in readers) queues.Add(reader);
        Ended = _ended.Task;
        _run.HardStop.Register(() => _ended.TrySetCanceled(_run.HardStop));
        _block.LinkTo(new ActionBlock<Message>(message => DistributeAsync(queues, message), new ExecutionDataflowBlockOptions
        {
            BoundedCapacity = 1,
            CancellationToken = _run.HardStop,
        }));
    }

    private async Task DistributeAsync(OutputQueues queues, Message message)
    {
        try
        {
            if (message.Kind != MessageKind.Nothing) await queues.SendAsync(message).ConfigureAwait(false);
            if (message.Kind == MessageKind.End) _ended.TrySetResult();
        }
        catch (OperationCanceledException)
        {
            _ended.TrySetCanceled(_run.HardStop);
        }
    }

    private Message Transform(Message message)
    {
        if (message.Batch is not { } batch) return message;
        foreach ((NodeDefinition definition, MapStage stage, NodeCounters counters) in _stages)
        {
            counters.In(batch.Rows);
            Batch? result;
            try
            {
                result = stage.Process(batch);
            }
#pragma warning disable CA1031 // The border of the run: whatever a node throws ends the run, with its id.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                _run.Fault(definition, fault, BatchPosition.Of(definition, 0, batch));
                return default;
            }

            if (!ReferenceEquals(result, batch))
            {
                if (result is { FirstRow: < 0 }) result.FirstRow = batch.FirstRow;
                batch.Release();
            }

            if (result is null) return default;
            if (result.Rows == 0)
            {
                result.Release();
                return default;
            }

            batch = result;
            counters.Out(batch.Rows);
        }

        return message with { Batch = batch };
    }
}
