using SpikeStream.Models.Metrics;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>The fits of one set of parameters to one length of data.</summary>
/// <param name="Subset">Name of the set.</param>
/// <param name="Length">The length, as text.</param>
/// <param name="Setup">The model with that set free.</param>
/// <param name="Bins">Bins of the recording that are used.</param>
internal sealed record StudyFit(string Subset, string Length, FitSetup Setup, long Bins)
{
    private IEnumerable<string> Names => Setup.Model.Parameters.Parameters.Select(parameter => parameter.Name);

    /// <summary>How each fit ended, with its parameters.</summary>
    public IEnumerable<ScoresSchema.Row> Fits(FitGroup group)
    {
        for (int i = 0; i < group.Starts.Count; i++)
        {
            string target = $"{Subset} {Length} fit {i + 1}";
            yield return new("log_likelihood_per_bin", target, group.LogLikelihood(i) / (Bins - Setup.Fit.BurnInBins), double.NaN);
            yield return new("log_posterior", target, group.LogPosterior(i), double.NaN);
            yield return new("kept", target, i == group.Kept ? 1 : 0, double.NaN);
            if (group.Starts[i].Failure is not null)
            {
                yield return new("failed", target, 1, double.NaN);
                continue;
            }

            foreach ((string name, double value) in Names.Zip(Values(group, i))) yield return new(name, target, value, double.NaN);
        }
    }

    /// <summary>Relative errors of the fit that is kept [D.1]; none without a truth or where all failed.</summary>
    public IEnumerable<ScoresSchema.Row> Errors(FitGroup group)
    {
        if (Setup.Truth is not { } truth || group.Kept is not { } kept) return [];
        return Names.Zip(EstimateErrors.RelativeErrors(Values(group, kept), truth), (name, error) => new ScoresSchema.Row("relative_error", $"{Subset} {Length} {name}", error, double.NaN));
    }

    /// <summary>Coefficients of variation over all fits that did not fail, in percent [D.2].</summary>
    public IEnumerable<ScoresSchema.Row> Variations(FitGroup group)
    {
        double[] values = [.. Enumerable.Range(0, group.Starts.Count).Where(i => group.Starts[i].Failure is null).SelectMany(i => Values(group, i))];
        return Names.Zip(
            EstimateErrors.CoefficientsOfVariation(values, Setup.Model.Parameters.Count),
            (name, variation) => new ScoresSchema.Row("variation", $"{Subset} {Length} {name}", 100 * variation, double.NaN));
    }

    private double[] Values(FitGroup group, int start)
    {
        double[] values = new double[Setup.Model.Parameters.Count];
        Setup.Model.Parameters.ToNatural(group.Coordinates(start), values);
        return values;
    }
}
