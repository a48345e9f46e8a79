using Serilog;
using SpikeStream.Pipelines.Catalog;
using SpikeStream.Pipelines.Execution;

namespace SpikeStream.Cli.Progress;

/// <summary>Progress where there is no terminal: a plain line per busy node now and then, in the log and for the user.</summary>
/// <param name="log">The log.</param>
/// <param name="time">The clock.</param>
internal sealed class RunLines(ILogger log, TimeProvider time) : IProgress<RunProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly ILogger _log = log.ForContext(ConsoleLog.ForUser, true);
    private readonly Dictionary<string, long> _before = [];
    private long _last = time.GetTimestamp();

    public void Report(RunProgress value)
    {
        TimeSpan since = time.GetElapsedTime(_last);
        if (since < Interval) return;
        _last = time.GetTimestamp();
        foreach (NodeStatus node in value.Nodes.Where(IsWorthALine))
        {
            double perSecond = (node.Done - _before.GetValueOrDefault(node.Id)) / since.TotalSeconds;
            _before[node.Id] = node.Done;
            _log.Information("{Id:l}: {Progress:l}{Text:l}", node.Id, ProgressText.Describe(node.Done, node.Total, perSecond), node.Text is null ? "" : $"; {node.Text}");
        }
    }

    /// <summary>Sources, and nodes that say how far they are.</summary>
    public static bool IsWorthALine(NodeStatus node) => node.Category == NodeCategory.Source || node.Total is not null || node.Text is not null;
}
