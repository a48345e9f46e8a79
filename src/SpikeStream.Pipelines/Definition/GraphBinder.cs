using System.Text.Json;
using SpikeStream.Pipelines.Catalog;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Definition;

/// <summary>Connects nodes by their <c>from</c>, orders them, and refuses what does not fit.</summary>
internal sealed class GraphBinder(FaultList faults)
{
    private readonly List<Connection> _connections = [];
    private readonly Dictionary<Connection, JsonPart> _places = [];
    private Dictionary<string, PipelineBinder.BoundNode> _byId = [];

    public IReadOnlyList<NodeDefinition> OrderedNodes { get; private set; } = [];

    public IReadOnlyList<Connection> Connections => _connections;

    public void Connect(IReadOnlyList<PipelineBinder.BoundNode> nodes)
    {
        _byId = nodes.GroupBy(node => node.Id).ToDictionary(group => group.Key, group => group.First());
        foreach (PipelineBinder.BoundNode node in nodes) ConnectInputs(node);
        List<NodeDefinition> sound = [.. nodes.Select(node => node.Definition).OfType<NodeDefinition>()];
        if (!TrySort(sound)) return;
        CheckKinds();
        WarnOfUnread(sound);
    }

    private void ConnectInputs(PipelineBinder.BoundNode node)
    {
        if (node.Definition is not { } definition || definition.Type.Category == NodeCategory.Source) return;
        JsonPart? from = node.Part.Find("from");
        HashSet<int> connected = [];
        if (from is null)
        {
            // Reported below as missing inputs.
        }
        else if (from.Kind == JsonValueKind.String)
        {
            connected.Add(0);
            ConnectPort(definition, 0, from);
        }
        else if (from.Kind == JsonValueKind.Object)
        {
            foreach ((string port, JsonPart part) in from.Members)
            {
                int input = IndexOf(definition.Inputs, port);
                if (input < 0) faults.Add(part, $"{definition} has no input \"{port}\"; {NearestName.Suggest(port, [.. definition.Inputs.Select(known => known.Name)])}");
                else if (part.Kind != JsonValueKind.String) faults.Add(part, $"found {part.Describe()}, expected \"node\" or \"node.port\"");
                else ConnectPort(definition, input, part);
                connected.Add(input);
            }
        }
        else
        {
            faults.Add(from, $"found {from.Describe()}, expected \"node\", \"node.port\", or an object of input ports");
            return;
        }

        for (int input = 0; input < definition.Inputs.Count; input++)
        {
            InputPort port = definition.Inputs[input];
            if (port.IsOptional || connected.Contains(input)) continue;
            string how = definition.Inputs.Count == 1 ? "\"from\": \"node\"" : $"\"from\": {{\"{port.Name}\": \"node\"}}";
            faults.Add(node.Part, $"the input \"{port.Name}\" of {definition} is not connected; say where it comes from by {how}");
        }
    }

    private void ConnectPort(NodeDefinition to, int input, JsonPart part)
    {
        string[] reference = part.Text.Split('.', 2);
        if (!_byId.TryGetValue(reference[0], out PipelineBinder.BoundNode? from))
        {
            List<string> givers = [.. _byId.Values.Where(node => node.Definition is null or { Outputs.Count: > 0 } && node.Id != to.Id).Select(node => node.Id)];
            faults.Add(part, $"unknown node \"{reference[0]}\"; {NearestName.Suggest(reference[0], givers)}");
            return;
        }

        if (from.Definition is not { } giver) return;
        if (giver.Outputs.Count == 0)
        {
            faults.Add(part, $"{giver} is a sink and gives nothing");
            return;
        }

        int output = reference.Length == 1 ? 0 : giver.Outputs.ToList().FindIndex(port => port.Name == reference[1]);
        if (output < 0)
        {
            faults.Add(part, $"{giver} has no output \"{reference[1]}\"; {NearestName.Suggest(reference[1], [.. giver.Outputs.Select(port => port.Name)])}");
            return;
        }

        Connection connection = new(giver, output, to, input);
        _connections.Add(connection);
        _places[connection] = part;
    }

    /// <summary>Kahn (1962), keeping the order of the file where it is free; what is left over lies on or behind a cycle.</summary>
    private bool TrySort(List<NodeDefinition> nodes)
    {
        List<NodeDefinition> ordered = [];
        List<NodeDefinition> left = [.. nodes];
        while (left.Find(node => _connections.All(edge => edge.To != node || ordered.Contains(edge.From))) is { } next)
        {
            ordered.Add(next);
            left.Remove(next);
        }

        OrderedNodes = ordered;
        if (left.Count == 0) return true;
        List<NodeDefinition> walk = [left[0]];
        while (true)
        {
            NodeDefinition before = _connections.First(edge => edge.To == walk[^1] && left.Contains(edge.From)).From;
            int start = walk.IndexOf(before);
            walk.Add(before);
            if (start < 0) continue;
            List<string> cycle = [.. walk[start..].Select(node => node.Id).Reverse()];
            faults.Add(_byId[cycle[0]].Part, $"the graph has a cycle: {string.Join(" -> ", cycle)}; data flow one way, from sources to sinks");
            return false;
        }
    }

    private void CheckKinds()
    {
        foreach (Connection edge in _connections)
        {
            IReadOnlyList<RecordingKind> given = KindsOf(_connections, edge.From, edge.Output);
            IReadOnlyList<RecordingKind> taken = edge.To.Inputs[edge.Input].Kinds;
            if (given.Count > 0 && taken.Count > 0 && !given.Any(taken.Contains)) faults.Add(_places[edge], KindMismatch(edge, given));
        }
    }

    internal static string KindMismatch(Connection edge, IEnumerable<RecordingKind> given) =>
        $"{edge.From} gives {Words(given)} on \"{edge.From.Outputs[edge.Output].Name}\", "
        + $"but {edge.To} takes {Words(edge.To.Inputs[edge.Input].Kinds)} on \"{edge.To.Inputs[edge.Input].Name}\"";

    internal static IReadOnlyList<RecordingKind> KindsOf(IReadOnlyList<Connection> connections, NodeDefinition node, int output)
    {
        OutputPort port = node.Outputs[output];
        if (port.SameAs is null) return port.Kinds;
        int input = IndexOf(node.Inputs, port.SameAs);
        Connection? edge = connections.FirstOrDefault(candidate => candidate.To == node && candidate.Input == input);
        return edge is null ? port.Kinds : KindsOf(connections, edge.From, edge.Output);
    }

    private void WarnOfUnread(List<NodeDefinition> nodes)
    {
        foreach (NodeDefinition node in nodes)
        {
            if (node.Outputs.Count > 0 && _connections.TrueForAll(edge => edge.From != node))
                faults.Warn(_byId[node.Id].Part, $"nobody reads the output of {node}");
        }
    }

    private static string Words(IEnumerable<RecordingKind> kinds) => string.Join(" or ", kinds.Select(kind => kind.ToString().ToLowerInvariant()));

    private static int IndexOf(IReadOnlyList<InputPort> ports, string name)
    {
        for (int i = 0; i < ports.Count; i++)
        {
            if (ports[i].Name == name) return i;
        }

        return -1;
    }
}
