using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Sinks;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Execution;

/// <summary>Puts the tables of all sessions together: one file per sink in the run folder, with the column <c>session</c> before the others.</summary>
/// <remarks>Tables of results only: spikes and counts stay in the folders of their sessions, where they are as long as the recordings.</remarks>
internal static class SessionTables
{
    /// <summary>Name of the column of sessions.</summary>
    public const string Column = "session";

    /// <summary>Gathers the tables of the sessions that are complete.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="sessions">The sessions.</param>
    /// <param name="folder">The run folder.</param>
    /// <param name="warn">Told what could not be put together.</param>
    /// <returns>The files written.</returns>
    public static IReadOnlyList<string> Gather(PipelineDefinition pipeline, IReadOnlyList<SessionResult> sessions, string folder, Action<string> warn)
    {
        List<string> files = [];
        foreach (NodeDefinition node in pipeline.Nodes)
        {
            if (PathOf(node) is not { } path || !HoldsResults(pipeline, node)) continue;
            List<SessionTable> tables = [.. sessions
                .Where(session => session.Outcome == RunOutcome.Completed)
                .Select(session => new SessionTable(session.Name, Path.GetFullPath(path, session.Folder)))
                .Where(table => File.Exists(table.Path))];
            if (tables.Count == 0) continue;
            string target = Path.GetFullPath(path, folder), partial = target + ".partial";
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (node.Type.Type == "arrow") ArrowSessionTables.Join(tables, partial, warn);
            else TextSessionTables.Join(tables, partial, warn);
            File.Move(partial, target, overwrite: true);
            files.Add(target);
        }

        return files;
    }

    private static string? PathOf(NodeDefinition node) => node.Options switch
    {
        ArrowSinkOptions options => options.Path,
        CsvSinkOptions options => options.Path,
        TableSinkOptions options => options.Path,
        _ => null,
    };

    private static bool HoldsResults(PipelineDefinition pipeline, NodeDefinition node)
    {
        Connection edge = pipeline.Connections.First(candidate => candidate.To == node);
        IReadOnlyList<RecordingKind> kinds = GraphBinder.KindsOf(pipeline.Connections, edge.From, edge.Output);
        return kinds.Count > 0 && !kinds.Contains(RecordingKind.Spikes) && !kinds.Contains(RecordingKind.Counts);
    }
}
