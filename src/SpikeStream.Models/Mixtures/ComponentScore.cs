namespace SpikeStream.Models.Mixtures;

/// <summary>Scores of one number of components over the folds.</summary>
/// <param name="Components">dK.</param>
/// <param name="LogLikelihood">Mean over folds.</param>
/// <param name="LogLikelihoodError">Standard error: deviation with n - 1 over the root of the number of folds.</param>
/// <param name="LogPosterior">Mean over folds.</param>
/// <param name="LogPosteriorError">Its standard error.</param>
public sealed record ComponentScore(int Components, double LogLikelihood, double LogLikelihoodError, double LogPosterior, double LogPosteriorError)
{
    /// <summary>Summarises folds.</summary>
    /// <param name="scores">Scores of all folds and numbers of components.</param>
    /// <returns>One row per number of components, in the order of their first score.</returns>
    public static IReadOnlyList<ComponentScore> Of(IEnumerable<FoldScore> scores) =>
    [
        .. scores.GroupBy(score => score.Components).Select(group =>
        {
            (double likelihood, double likelihoodError) = MeanAndError([.. group.Select(score => score.LogLikelihood)]);
            (double posterior, double posteriorError) = MeanAndError([.. group.Select(score => score.LogPosterior)]);
            return new ComponentScore(group.Key, likelihood, likelihoodError, posterior, posteriorError);
        }),
    ];

    private static (double Mean, double Error) MeanAndError(double[] values)
    {
        double mean = values.Sum() / values.Length;
        return (mean, Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1.0) / values.Length));
    }
}
