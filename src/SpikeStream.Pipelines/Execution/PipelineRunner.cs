using Apache.Arrow;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Execution;

/// <summary>Runs pipelines.</summary>
public static class PipelineRunner
{
    /// <summary>Opens every node and checks that all schemas fit, then closes: all that can be known without reading a batch.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="runFolder">Where a run would write; nothing is made there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The schemas of each node's output ports.</returns>
    /// <exception cref="InvalidInputException">Inputs are missing, malformed, or do not fit.</exception>
    /// <exception cref="PipelineFaultException">A node failed on opening.</exception>
    public static async Task<IReadOnlyDictionary<NodeDefinition, IReadOnlyList<Schema>>> CheckAsync(PipelineDefinition pipeline, string runFolder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        OpenedGraph graph = await OpenedGraph.OpenAsync(
            pipeline,
            node => new NodeContext { Id = node.Id, Seed = pipeline.RunSeed, RunFolder = runFolder, WorkingFolder = pipeline.WorkingFolder },
            cancellationToken).ConfigureAwait(false);
        await using (graph.ConfigureAwait(false))
        {
            return graph.Nodes.ToDictionary(node => node.Definition, node => node.Outputs);
        }
    }

    /// <summary>Runs a pipeline over its sessions, some at a time, or goes on with such a run: sessions that are complete are not run again.</summary>
    /// <param name="pipeline">The pipeline, bound to any of its sessions.</param>
    /// <param name="load">Gives the pipeline bound to a session.</param>
    /// <param name="settings">Folder, log, clock, progress of all sessions.</param>
    /// <param name="cancellationToken">Interrupts: running sessions take a last checkpoint, no other begins.</param>
    /// <returns>How each session ended; a failed one does not stop the others.</returns>
    public static async Task<SessionsResult> RunSessionsAsync(
        PipelineDefinition pipeline, Func<SessionInput, PipelineDefinition> load, RunSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(load);
        ArgumentNullException.ThrowIfNull(settings);
        return await new SessionsRun(pipeline, load, settings).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a pipeline, or goes on with a run that was killed, interrupted or failed.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="settings">Folder, log, clock, progress.</param>
    /// <param name="cancellationToken">Interrupts: a last checkpoint is taken, then the run stops, and the result says so.</param>
    /// <returns>Completed or interrupted.</returns>
    /// <exception cref="InvalidInputException">Bad input, found on opening or in the data.</exception>
    /// <exception cref="PipelineFaultException">A node failed.</exception>
    public static async Task<RunResult> RunAsync(PipelineDefinition pipeline, RunSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(settings);
        PipelineSession session = new(pipeline, settings);
        return await session.RunAsync(cancellationToken).ConfigureAwait(false);
    }
}
