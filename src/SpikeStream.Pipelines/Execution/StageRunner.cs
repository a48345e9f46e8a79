using System.Threading.Tasks.Dataflow;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Nodes;

namespace SpikeStream.Pipelines.Execution;

/// <summary>
/// Runs a stateful stage or a sink: one message at a time, from whichever input has one and does not wait for a barrier.
/// </summary>
/// <remarks>
/// Aligned barriers (Carbone et al. 2015, Lightweight asynchronous snapshots for distributed dataflows): after barrier N on one input,
/// that input rests until N, or the end, has come on all. It cannot deadlock where paths part and join: an input rests only while
/// another is still to deliver N, and that one is always taken from. An input that its stage does not accept for now rests too, but only
/// while another open input is accepted, and only where the two share no source: else the source could wait for itself.
/// </remarks>
internal sealed class StageRunner : NodeRunner
{
    private readonly Stage? _stage;
    private readonly Sink? _sink;
    private readonly BufferBlock<Message>[] _inputs;
    private readonly Task<bool>?[] _available;
    private readonly InputState[] _states;
    private readonly bool[] _endWasHandled;
    private readonly bool[] _mayRest;
    private readonly StageEmitter _emitter;
    private Batch? _current;
    private int _currentInput;
    private bool _isCompleting;
    private long _aligning;

    /// <summary>Prepares a stage or sink.</summary>
    /// <param name="definition">The node as defined.</param>
    /// <param name="node">The stage or sink.</param>
    /// <param name="connected">By port: whether something is connected.</param>
    /// <param name="mayRest">By port: whether it shares no source with another port.</param>
    /// <param name="run">The graph.</param>
    public StageRunner(NodeDefinition definition, Node node, bool[] connected, bool[] mayRest, GraphRun run)
        : base(definition, run)
    {
        _mayRest = mayRest;
        _stage = node as Stage;
        _sink = node as Sink;
        _inputs = [.. definition.Inputs.Select(_ => new BufferBlock<Message>(new DataflowBlockOptions { BoundedCapacity = run.QueueCapacity, CancellationToken = run.HardStop }))];
        _available = new Task<bool>?[_inputs.Length];
        _endWasHandled = new bool[_inputs.Length];
        _states = [.. connected.Select(isConnected => isConnected ? InputState.Open : InputState.Ended)];
        _emitter = new StageEmitter(this);
    }

    private enum InputState
    {
        Open,
        AtBarrier,
        Ended,
    }

    protected override BatchPosition? Position => _current is { } batch ? BatchPosition.Of(Definition, _currentInput, batch)
        : _isCompleting ? BatchPosition.Completing : null;

    public override ITargetBlock<Message> Input(int port) => _inputs[port];

    protected override async Task RunToEndAsync()
    {
        while (Array.Exists(_states, state => state != InputState.Ended))
        {
            bool took = false;
            for (int port = 0; port < _inputs.Length; port++)
            {
                if (!Takes(port) || !_inputs[port].TryReceive(out Message message)) continue;
                took = true;
                await HandleAsync(port, message).ConfigureAwait(false);
            }

            Run.HardStop.ThrowIfCancellationRequested();
            if (!took) await WaitForInputAsync().ConfigureAwait(false);
        }

        _isCompleting = true;
        await ServePendingAsync().ConfigureAwait(false);
        if (_stage is not null) await _stage.CompleteAsync(_emitter, Run.HardStop).ConfigureAwait(false);
        else await _sink!.CompleteAsync(Run.HardStop).ConfigureAwait(false);
    }

    protected override void SaveState(BinaryWriter writer)
    {
        foreach (bool ended in _endWasHandled) writer.Write(ended);
        if (_stage is not null) _stage.Save(writer);
        else _sink!.Save(writer);
    }

    protected override void RestoreState(BinaryReader reader)
    {
        for (int port = 0; port < _endWasHandled.Length; port++) _endWasHandled[port] = reader.ReadBoolean();
        if (_stage is not null) _stage.Restore(reader);
        else _sink!.Restore(reader);
    }

    private bool Takes(int port)
    {
        if (_states[port] != InputState.Open) return false;
        if (!_mayRest[port] || _stage is null || _stage.Accepts(port)) return true;
        for (int other = 0; other < _inputs.Length; other++)
        {
            if (other != port && _states[other] == InputState.Open && _stage.Accepts(other)) return false;
        }

        return true;
    }

    private async ValueTask HandleAsync(int port, Message message)
    {
        switch (message.Kind)
        {
            case MessageKind.Data:
                await ProcessAsync(port, message.Batch!).ConfigureAwait(false);
                break;
            case MessageKind.Barrier:
                _states[port] = InputState.AtBarrier;
                _aligning = message.Checkpoint;
                await AlignAsync().ConfigureAwait(false);
                break;
            case MessageKind.End:
                _states[port] = InputState.Ended;
                if (!_endWasHandled[port] && _stage is not null) await _stage.InputEndedAsync(port, _emitter, Run.HardStop).ConfigureAwait(false);
                _endWasHandled[port] = true;
                await AlignAsync().ConfigureAwait(false);
                break;
        }
    }

    private async ValueTask ProcessAsync(int port, Batch batch)
    {
        (_current, _currentInput) = (batch, port);
        Counters.In(batch.Rows);
        if (_stage is not null) await _stage.ProcessAsync(port, batch, _emitter, Run.HardStop).ConfigureAwait(false);
        else await _sink!.ProcessAsync(port, batch, Run.HardStop).ConfigureAwait(false);
        _current = null;
        batch.Release();
    }

    private async ValueTask AlignAsync()
    {
        if (_aligning == 0 || Array.Exists(_states, state => state == InputState.Open)) return;
        await ServeAsync(_aligning).ConfigureAwait(false);
        _aligning = 0;
        for (int port = 0; port < _states.Length; port++)
        {
            if (_states[port] == InputState.AtBarrier) _states[port] = InputState.Open;
        }
    }

    private async ValueTask WaitForInputAsync()
    {
        List<Task<bool>> waiting = [];
        for (int port = 0; port < _inputs.Length; port++)
        {
            if (_available[port] is { IsCompleted: true }) _available[port] = null;
            if (Takes(port)) waiting.Add(_available[port] ??= _inputs[port].OutputAvailableAsync(Run.HardStop));
        }

        if (waiting.Count == 1) await waiting[0].ConfigureAwait(false);
        else await Task.WhenAny(waiting).ConfigureAwait(false);
    }

    private sealed class StageEmitter(StageRunner runner) : Emitter
    {
        public override bool IsConnected(int output = 0) => runner.Outputs[output].IsConnected;

        public override async ValueTask EmitAsync(Batch batch, int output = 0)
        {
            ArgumentNullException.ThrowIfNull(batch);
            int rows = batch.Rows;
            if (rows == 0)
            {
                batch.Release();
                return;
            }

            await runner.Outputs[output].SendAsync(new Message(MessageKind.Data, batch)).ConfigureAwait(false);
            runner.Counters.Out(rows);
        }

        public override Task SafePointRequested
        {
            get
            {
                // Taken before the number is looked at, so that a request in between is not missed.
                Task changed = runner.Run.Coordinator.Changed;
                return runner.Run.Coordinator.Requested > runner.ServedCheckpoint ? Task.CompletedTask : changed;
            }
        }

        public override ValueTask SafePointAsync()
        {
            if (!runner._isCompleting) throw new InvalidOperationException("SafePointAsync is for CompleteAsync: before, barriers come with the input.");
            runner.Run.HardStop.ThrowIfCancellationRequested();
            return runner.ServePendingAsync();
        }
    }
}
