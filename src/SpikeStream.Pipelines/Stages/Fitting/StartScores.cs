using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>How each start of a group ended, as scores.</summary>
internal static class StartScores
{
    /// <summary>Makes the rows.</summary>
    /// <param name="group">The starts, all ended.</param>
    /// <param name="bins">Bins that count.</param>
    public static IReadOnlyList<ScoresSchema.Row> Of(FitGroup group, double bins)
    {
        List<ScoresSchema.Row> rows = [];
        for (int i = 0; i < group.Starts.Count; i++)
        {
            ArchiveStart start = group.Starts[i];
            string name = $"start {i + 1}";
            void Add(string metric, double value) => rows.Add(new(metric, name, value, double.NaN));
            Add("log_likelihood_per_bin", group.LogLikelihood(i) / bins);
            Add("log_posterior", group.LogPosterior(i));
            Add("objective", start.Objective);
            Add("steps", start.StepCount);
            Add("kept", i == group.Kept ? 1 : 0);
            if (start.IsStopped) Add("stopped", 1);
            if (start.Failure is not null) Add("failed", 1);
            if (!group.IsPolished(i)) continue;
            Add("log_posterior_before_polish", start.LogPosterior);
            Add("gradient_norm", group.Result(i)!.GradientNorm);
            Add("polish_evaluations", group.Result(i)!.Evaluations);
        }

        return rows;
    }
}
