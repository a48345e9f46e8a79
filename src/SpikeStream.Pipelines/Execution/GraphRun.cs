using System.Threading.Tasks.Dataflow;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Nodes;

namespace SpikeStream.Pipelines.Execution;

/// <summary>The running graph: runners joined by bounded queues, one coordinator, one fault.</summary>
internal sealed class GraphRun : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly OpenedGraph _graph;
    private readonly List<NodeRunner> _runners = [];
    private readonly List<MapChainRunner> _chains = [];
    private readonly Dictionary<NodeDefinition, NodeCounters> _counters = [];
    private Exception? _fault;

    public GraphRun(OpenedGraph graph, int queueCapacity, int parallelism, Action<long, IReadOnlyDictionary<string, NodeSnapshot>> writeCheckpoint, CancellationToken hardStop)
    {
        _graph = graph;
        QueueCapacity = queueCapacity;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(hardStop);
        HardStop = _stop.Token;
        CheckpointOptions checkpoints = graph.Pipeline.Options.Checkpoints;
        Coordinator = new CheckpointCoordinator(
            [.. graph.Nodes.Where(node => !node.Definition.IsStateless).Select(node => node.Definition.Id)],
            (number, parts) =>
            {
                try
                {
                    writeCheckpoint(number, parts);
                }
#pragma warning disable CA1031 // The border of the run: whatever goes wrong on writing ends the run.
                catch (Exception fault)
#pragma warning restore CA1031
                {
                    FaultOnce(new PipelineFaultException("checkpoint", null, fault));
                }
            },
            checkpoints.EveryBatches ?? 0,
            HardStop);
        Build(parallelism);
    }

    /// <summary>Cancelled when the run is given up: nothing more is taken or sent.</summary>
    public CancellationToken HardStop { get; }

    public int QueueCapacity { get; }

    public CheckpointCoordinator Coordinator { get; }

    /// <summary>The first fault, or null.</summary>
    public Exception? FirstFault => Volatile.Read(ref _fault);

    /// <summary>Ends the run because a node failed; only the first fault counts, what follows from it is silent.</summary>
    public void Fault(NodeDefinition node, Exception fault, BatchPosition? position)
    {
        if (fault is OperationCanceledException && HardStop.IsCancellationRequested) return;
        FaultOnce(fault is Recordings.InvalidInputException
            ? new Recordings.InvalidInputException($"{node}: {fault.Message}", fault)
            : new PipelineFaultException(node.Id, position?.Text, fault));
    }

    /// <summary>Stops everything at once.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Takes up a checkpoint; afterwards nodes that have not ended are where they were.</summary>
    public void Restore(CheckpointFile checkpoint)
    {
        Coordinator.StartFrom(checkpoint.Number);
        foreach (NodeRunner runner in _runners) runner.Restore(checkpoint.Nodes[runner.Definition.Id], checkpoint.Number);
    }

    /// <summary>Runs until all nodes have ended or the run has been stopped.</summary>
    public async Task RunAsync()
    {
        List<Task> tasks = [.. _runners.Select(runner => Task.Run(runner.RunAsync))];
        await Task.WhenAll(tasks).ConfigureAwait(false);
        try
        {
            await Task.WhenAll(_chains.Select(chain => chain.Ended)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The run was stopped; its reason is known.
        }

        await Coordinator.WhenWrittenAsync().ConfigureAwait(false);
    }

    /// <summary>What every node has done so far.</summary>
    public IReadOnlyList<NodeStatus> Status() => [.. _graph.Nodes.Select(StatusOf)];

    public void Dispose() => _stop.Dispose();

    private NodeStatus StatusOf(OpenedNode node)
    {
        NodeCounters counters = _counters[node.Definition];
        NodeProgress progress = node.Node.Context.Progress;
        long? total = progress.Total ?? (node.Node as Source)?.TotalRows;
        long done = progress.Done > 0 || node.Node is not Source ? progress.Done : counters.RowsOut;
        return new NodeStatus(
            node.Definition.Id, node.Definition.Type.Category, counters.RowsIn, counters.BatchesIn, counters.RowsOut, counters.BatchesOut,
            done, total, progress.Text);
    }

    private void FaultOnce(Exception fault)
    {
        if (Interlocked.CompareExchange(ref _fault, fault, null) is null) _stop.Cancel();
    }

    private void Build(int parallelism)
    {
        IReadOnlyList<Connection> edges = _graph.Pipeline.Connections;
        Dictionary<NodeDefinition, MapChainRunner> chainByFirst = [];
        foreach (OpenedNode node in _graph.Nodes)
        {
            NodeDefinition definition = node.Definition;
            if (node.Node is MapStage)
            {
                _counters[definition] = new NodeCounters();
                continue;
            }

            bool[] connected = [.. definition.Inputs.Select((_, port) => edges.Any(edge => edge.To == definition && edge.Input == port))];
            NodeRunner runner = node.Node is Source source
                ? new SourceRunner(definition, source, this)
                : new StageRunner(definition, node.Node, connected, SharesNoSource(definition, edges), this);
            _runners.Add(runner);
            _counters[definition] = runner.Counters;
        }

        foreach (List<OpenedNode> chain in Chains(edges))
        {
            MapChainRunner runner = new(chain.Select(node => (node.Definition, (MapStage)node.Node, _counters[node.Definition])), this, parallelism);
            _chains.Add(runner);
            chainByFirst[runner.First] = runner;
        }

        Dictionary<NodeDefinition, NodeRunner> byDefinition = _runners.ToDictionary(runner => runner.Definition);
        ITargetBlock<Message> QueueOf(Connection edge) => byDefinition.TryGetValue(edge.To, out NodeRunner? runner) ? runner.Input(edge.Input) : chainByFirst[edge.To].Input;
        foreach (MapChainRunner chain in _chains) chain.Connect([.. edges.Where(edge => edge.From == chain.Last).Select(QueueOf)]);
        foreach (Connection edge in edges)
        {
            if (byDefinition.TryGetValue(edge.From, out NodeRunner? from)) from.Outputs[edge.Output].Add(QueueOf(edge));
        }
    }

    /// <summary>By input port: whether none of the sources behind it is behind another port of the node too.</summary>
    private static bool[] SharesNoSource(NodeDefinition definition, IReadOnlyList<Connection> edges)
    {
        HashSet<NodeDefinition>[] sources = [.. definition.Inputs.Select((_, port) => new HashSet<NodeDefinition>())];
        for (int port = 0; port < sources.Length; port++)
        {
            Stack<NodeDefinition> upstream = new(edges.Where(edge => edge.To == definition && edge.Input == port).Select(edge => edge.From));
            HashSet<NodeDefinition> seen = [];
            while (upstream.TryPop(out NodeDefinition? node))
            {
                if (!seen.Add(node)) continue;
                if (node.Inputs.Count == 0) sources[port].Add(node);
                foreach (Connection edge in edges) if (edge.To == node) upstream.Push(edge.From);
            }
        }

        return [.. sources.Select((own, port) => !sources.Where((_, other) => other != port).Any(own.Overlaps))];
    }

    /// <summary>Stateless stages, those that only follow one another joined.</summary>
    private List<List<OpenedNode>> Chains(IReadOnlyList<Connection> edges)
    {
        List<List<OpenedNode>> chains = [];
        foreach (OpenedNode node in _graph.Nodes.Where(node => node.Node is MapStage))
        {
            Connection incoming = edges.First(edge => edge.To == node.Definition);
            List<OpenedNode>? before = chains.Find(chain => chain[^1].Definition == incoming.From);
            bool isOnlyReader = edges.Count(edge => edge.From == incoming.From) == 1;
            if (before is not null && isOnlyReader) before.Add(node);
            else chains.Add([node]);
        }

        return chains;
    }
}
