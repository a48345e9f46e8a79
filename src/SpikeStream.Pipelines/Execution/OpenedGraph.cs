using Apache.Arrow;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Execution;

/// <summary>All nodes of a pipeline, opened in order: schemas are known and fit, nothing has been read or written yet.</summary>
internal sealed class OpenedGraph : IAsyncDisposable
{
    private readonly List<OpenedNode> _nodes = [];

    private OpenedGraph(PipelineDefinition pipeline) => Pipeline = pipeline;

    public PipelineDefinition Pipeline { get; }

    public IReadOnlyList<OpenedNode> Nodes => _nodes;

    /// <exception cref="InvalidPipelineException">Nodes refuse their inputs; every such fault that can be found at once.</exception>
    /// <exception cref="PipelineFaultException">A node failed on opening.</exception>
    public static async Task<OpenedGraph> OpenAsync(PipelineDefinition pipeline, Func<NodeDefinition, NodeContext> contextOf, CancellationToken cancellationToken)
    {
        OpenedGraph graph = new(pipeline);
        List<InputFault> faults = [];
        Dictionary<string, NodeDefinition> writers = [];
        try
        {
            foreach (NodeDefinition definition in pipeline.Nodes)
            {
                Node node = definition.Type.Create();
                node.Attach(definition.Options, contextOf(definition));
                graph._nodes.Add(new(definition, node, []));
                IReadOnlyList<Schema>? outputs = await graph.OpenNodeAsync(definition, node, faults, cancellationToken).ConfigureAwait(false);
                graph._nodes[^1] = new(definition, node, outputs ?? []);
                foreach (OutputFile file in node.Context.OutputFiles)
                {
                    // Two nodes that write one file, such as a csv sink and the data file of a plot of the same name, would ruin it.
                    if (!writers.TryAdd(file.Path, definition))
                        faults.Add(new InputFault($"{pipeline.File} {definition.Path}", $"{definition}: found the output file {file.Path}, which {writers[file.Path]} writes too; give one of them another path"));
                }
            }

            if (faults.Count > 0) throw new InvalidPipelineException(faults);
            return graph;
        }
        catch
        {
            await graph.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (OpenedNode node in _nodes) await node.Node.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<Schema>?> OpenNodeAsync(NodeDefinition definition, Node node, List<InputFault> faults, CancellationToken cancellationToken)
    {
        string location = $"{Pipeline.File} {definition.Path}";
        int before = faults.Count;
        if (InputsOf(definition, location, faults) is not { } inputs || faults.Count > before) return null;
        try
        {
            switch (node)
            {
                case Source source:
                    return await source.OpenAsync(cancellationToken).ConfigureAwait(false);
                case MapStage map:
                    return [map.Open(inputs[0])];
                case Stage stage:
                    return await stage.OpenAsync(inputs, cancellationToken).ConfigureAwait(false);
                default:
                    await ((Sink)node).OpenAsync(inputs, cancellationToken).ConfigureAwait(false);
                    return [];
            }
        }
        catch (InvalidPipelineException fault)
        {
            faults.AddRange(fault.Faults);
        }
        catch (InvalidInputException fault)
        {
            faults.Add(new InputFault(location, $"{definition}: {fault.Message}"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            faults.Add(new InputFault(location, $"{definition}: {fault.Message}"));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw new PipelineFaultException(definition.Id, "on opening", fault);
        }

        return null;
    }

    /// <summary>Null where a node before has been refused: its fault says enough.</summary>
    private NodeInputs? InputsOf(NodeDefinition definition, string location, List<InputFault> faults)
    {
        var schemas = new Schema?[definition.Inputs.Count];
        foreach (Connection edge in Pipeline.Connections.Where(edge => edge.To == definition))
        {
            OpenedNode from = _nodes.Find(candidate => candidate.Definition == edge.From)!;
            if (edge.Output >= from.Outputs.Count) return null;
            Schema schema = from.Outputs[edge.Output];
            schemas[edge.Input] = schema;
            IReadOnlyList<RecordingKind> taken = definition.Inputs[edge.Input].Kinds;
            if (RecordingMetadata.KindOf(schema) is { } kind && taken.Count > 0 && !taken.Contains(kind))
                faults.Add(new InputFault(location, GraphBinder.KindMismatch(edge, [kind])));
        }

        return new NodeInputs(definition.Inputs, schemas);
    }
}
