namespace SpikeStream.Pipelines.Execution;

/// <summary>
/// Asks for checkpoints, one at a time, and collects the parts of the nodes; when the last has come the checkpoint is written and
/// the next may begin.
/// </summary>
/// <param name="participants">Ids of all nodes with a part.</param>
/// <param name="write">Writes a complete checkpoint; does not throw; called on a thread of its own, never twice at once.</param>
/// <param name="everyBatches">Ask after so many batches of the sources; 0 for never.</param>
/// <param name="hardStop">Once the run is given up, no further checkpoint begins.</param>
internal sealed class CheckpointCoordinator(
    IReadOnlyCollection<string> participants, Action<long, IReadOnlyDictionary<string, NodeSnapshot>> write, int everyBatches, CancellationToken hardStop)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, NodeSnapshot> _ended = [];
    private readonly TaskCompletionSource _finalWritten = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Dictionary<string, NodeSnapshot>? _parts;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _writing = Task.CompletedTask;
    private long _requested;
    private long _final = long.MaxValue;
    private bool _finalIsWanted;
    private bool _isWriting;
    private bool _isOver;
    private long _batches;

    /// <summary>Number of the checkpoint that every root should be part of by now.</summary>
    public long Requested => Volatile.Read(ref _requested);

    /// <summary>Ends when <see cref="Requested"/> next changes; a source that waits for data waits for this too.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate) return _changed.Task;
        }
    }

    /// <summary>Ends when the last checkpoint of an interrupted run is on disk.</summary>
    public Task FinalWritten => _finalWritten.Task;

    /// <summary>Whether a checkpoint is the last of an interrupted run.</summary>
    public bool IsFinal(long checkpoint) => checkpoint >= Volatile.Read(ref _final);

    /// <summary>Goes on counting where a resumed run left off.</summary>
    public void StartFrom(long checkpoint) => _requested = checkpoint;

    /// <summary>Asks for a checkpoint, unless one is under way.</summary>
    public void Request()
    {
        lock (_gate)
        {
            if (_parts is null && !_finalIsWanted && !_isOver && !hardStop.IsCancellationRequested) Begin();
        }
    }

    /// <summary>Asks for the last checkpoint of an interrupted run, after the one that may be under way.</summary>
    public void RequestFinal()
    {
        lock (_gate)
        {
            if (_finalIsWanted || _isOver) return;
            _finalIsWanted = true;
            if (_parts is null) Begin();
        }
    }

    /// <summary>A source has sent a batch.</summary>
    public void CountBatch()
    {
        if (everyBatches > 0 && Interlocked.Increment(ref _batches) % everyBatches == 0) Request();
    }

    /// <summary>A node has passed the barrier.</summary>
    public void Acknowledge(string node, long checkpoint, NodeSnapshot part)
    {
        lock (_gate)
        {
            if (_parts is null || checkpoint != _requested) throw new InvalidOperationException($"\"{node}\" answered checkpoint {checkpoint}, which is not under way.");
            _parts[node] = part;
            WriteIfComplete();
        }
    }

    /// <summary>A node has ended: it is part of every later checkpoint as such.</summary>
    public void Ended(string node, NodeSnapshot part)
    {
        lock (_gate)
        {
            _ended[node] = part;
            _parts?.TryAdd(node, part);
            WriteIfComplete();
        }
    }

    /// <summary>Waits for a checkpoint that is being written.</summary>
    public Task WhenWrittenAsync()
    {
        lock (_gate) return _writing;
    }

    /// <summary>Writes that every node has ended, after a checkpoint that may still be under way; none is taken afterwards.</summary>
    /// <returns>When it is on disk.</returns>
    public async Task WriteEndAsync()
    {
        Task writing;
        lock (_gate)
        {
            _isOver = true;
            writing = _writing;
        }

        await writing.ConfigureAwait(false);
        write(++_requested, _ended);
    }

    private void Begin()
    {
        if (_finalIsWanted) Volatile.Write(ref _final, _requested + 1);
        _parts = new(_ended);
        Volatile.Write(ref _requested, _requested + 1);
        TaskCompletionSource changed = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
        WriteIfComplete();
    }

    private void WriteIfComplete()
    {
        if (_isWriting || _parts is null || _parts.Count < participants.Count) return;
        _isWriting = true;
        long number = _requested;
        Dictionary<string, NodeSnapshot> parts = _parts;
        _writing = Task.Run(() => Write(number, parts));
    }

    private void Write(long number, Dictionary<string, NodeSnapshot> parts)
    {
        write(number, parts);
        lock (_gate)
        {
            _isWriting = false;
            _parts = null;
            if (IsFinal(number)) _finalWritten.TrySetResult();
            else if (_finalIsWanted && !_isOver) Begin();
        }
    }
}
