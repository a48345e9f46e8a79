using SpikeStream.Pipelines.Execution;
using SpikeStream.Pipelines.Nodes;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>Runs groups of fits to their end in one work queue.</summary>
internal static class FitWork
{
    /// <summary>Works phase by phase until every group is done.</summary>
    public static async Task RunAsync(IReadOnlyList<FitGroup> groups, NodeContext context, Emitter emitter, Action<bool> report, CancellationToken cancellationToken)
    {
        while (true)
        {
            List<IWorkItem> pending = [.. groups.SelectMany(group => group.Pending)];
            if (pending.Count == 0)
            {
                // Every group is asked, so that their next phases run together.
                bool goesOn = false;
                foreach (FitGroup group in groups) goesOn |= group.TryBeginNextPhase();
                if (!goesOn) return;
                continue;
            }

            bool isPolish = pending[0] is PolishWork;
            await ParallelWork.RunAsync(pending, context.Parallelism, emitter, context.Time, () => report(isPolish), cancellationToken).ConfigureAwait(false);
            foreach (FitGroup group in groups) group.DropTraces();
        }
    }
}
