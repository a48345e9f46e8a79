using System.Threading.Tasks.Dataflow;

namespace SpikeStream.Pipelines.Execution;

/// <summary>The queues of all readers of one output: every message reaches every reader, in order; a full one makes the sender wait.</summary>
internal sealed class OutputQueues(CancellationToken hardStop)
{
    private ITargetBlock<Message>[] _targets = [];

    public bool IsConnected => _targets.Length > 0;

    /// <summary>Rows sent so far.</summary>
    public long Rows { get; set; }

    public void Add(ITargetBlock<Message> target) => _targets = [.. _targets, target];

    public async ValueTask SendAsync(Message message)
    {
        if (message.Batch is { } batch)
        {
            if (batch.FirstRow < 0) batch.FirstRow = Rows;
            Rows += batch.Rows;
            for (int i = 1; i < _targets.Length; i++) batch.Retain();
            if (_targets.Length == 0) batch.Release();
        }

        foreach (ITargetBlock<Message> target in _targets)
        {
            // A queue refuses only when the run has been stopped.
            if (!await target.SendAsync(message, hardStop).ConfigureAwait(false)) throw new OperationCanceledException(hardStop);
        }
    }
}
