using System.Reflection;

namespace SpikeStream.Pipelines.Nodes;

/// <summary>
/// A source, stage or sink. The engine calls, in this order: <see cref="Attach"/>; <c>OpenAsync</c>, in the order of the graph,
/// which checks options against schemas and touches nothing in the run folder; then either <see cref="StartAsync"/> or, on resume,
/// <c>Restore</c>; then batches; then <see cref="DisposeAsync"/>, however the run ended.
/// </summary>
/// <remarks>
/// Mutable state lives in the node and nowhere else: one object per run. Bad input is reported by
/// <see cref="Recordings.InvalidInputException"/>; let every other exception out, the engine adds id and position.
/// </remarks>
public abstract class Node : IAsyncDisposable
{
    private NodeContext? _context;
    private object? _options;

    /// <summary>The node's surroundings.</summary>
    public NodeContext Context => _context ?? throw new InvalidOperationException("The node is not attached to a run.");

    /// <summary>The input ports; by default what <see cref="InputAttribute"/>s declare. Override where they depend on the options.</summary>
    public virtual IReadOnlyList<InputPort> Inputs =>
        [.. GetType().GetCustomAttributes<InputAttribute>().Select(port => new InputPort(port.Name, port.Kinds, port.IsOptional, port.Summary))];

    /// <summary>The output ports; by default what <see cref="OutputAttribute"/>s declare. Override where they depend on the options.</summary>
    public virtual IReadOnlyList<OutputPort> Outputs =>
        [.. GetType().GetCustomAttributes<OutputAttribute>().Select(port => new OutputPort(port.Name, port.Kinds, port.SameAs, port.Summary))];

    /// <summary>The options record as bound.</summary>
    protected object BoundOptions => _options ?? throw new InvalidOperationException("The node is not attached to a run.");

    /// <summary>Gives the node its options and surroundings.</summary>
    /// <param name="options">A record of the node's options type.</param>
    /// <param name="context">The surroundings.</param>
    public void Attach(object options, NodeContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        _options = options;
        _context = context;
    }

    /// <summary>Begins a run that is not resumed: make output files here.</summary>
    /// <param name="cancellationToken">Cancelled when the run is given up.</param>
    /// <returns>When ready.</returns>
    public virtual ValueTask StartAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Closes files and connections; called once, however the run ended.</summary>
    /// <returns>When closed.</returns>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
