using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Nodes;

/// <summary>The schemas that arrive at a node, by port.</summary>
public sealed class NodeInputs
{
    private readonly IReadOnlyList<InputPort> _ports;
    private readonly IReadOnlyList<Schema?> _schemas;

    /// <summary>Pairs ports with schemas.</summary>
    /// <param name="ports">The node's input ports.</param>
    /// <param name="schemas">The schema on each; null where nothing is connected.</param>
    public NodeInputs(IReadOnlyList<InputPort> ports, params IReadOnlyList<Schema?> schemas)
    {
        ArgumentNullException.ThrowIfNull(ports);
        ArgumentNullException.ThrowIfNull(schemas);
        if (ports.Count != schemas.Count) throw new ArgumentException($"{ports.Count} ports and {schemas.Count} schemas.", nameof(schemas));
        _ports = ports;
        _schemas = schemas;
    }

    /// <summary>Number of ports, those left open included.</summary>
    public int Count => _ports.Count;

    /// <summary>The schema on a port.</summary>
    /// <param name="port">Number of the port in the order of declaration.</param>
    /// <exception cref="InvalidOperationException">Nothing is connected there.</exception>
    public Schema this[int port] => _schemas[port] ?? throw new InvalidOperationException($"Nothing is connected to the port \"{_ports[port].Name}\".");

    /// <summary>Whether something is connected to a port.</summary>
    /// <param name="port">Number of the port.</param>
    /// <returns>False for an optional port left open.</returns>
    public bool IsConnected(int port) => _schemas[port] is not null;

    /// <summary>What arrives on a port.</summary>
    /// <param name="port">Number of the port.</param>
    /// <returns>The kind, or null where the schema does not say.</returns>
    public RecordingKind? Kind(int port) => RecordingMetadata.KindOf(this[port]);
}
