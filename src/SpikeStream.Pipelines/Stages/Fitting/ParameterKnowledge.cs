using System.Globalization;
using System.Text;
using SpikeStream.Models.Fitting;
using SpikeStream.Pipelines.Sinks;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>How well the parameters of a fit are known: as scores, as a text, and in a few lines.</summary>
internal sealed class ParameterKnowledge(ParameterSpace space, ObservedInformation information)
{
    private readonly Identifiability _identifiability = new(space, information);

    /// <summary>Estimate with its error, interval, error if the others were known, and the prior's share, for each parameter.</summary>
    public IReadOnlyList<ScoresSchema.Row> Uncertainty()
    {
        List<ScoresSchema.Row> rows = [];
        foreach (ParameterUncertainty parameter in _identifiability.Parameters)
        {
            rows.Add(new("estimate", parameter.Name, parameter.Estimate, parameter.StandardError));
            rows.Add(new("standard_error", parameter.Name, parameter.StandardError, double.NaN));
            rows.Add(new("lower", parameter.Name, parameter.Lower, double.NaN));
            rows.Add(new("upper", parameter.Name, parameter.Upper, double.NaN));
            rows.Add(new("conditional_error", parameter.Name, parameter.ConditionalError, double.NaN));
            rows.Add(new("prior_share", parameter.Name, parameter.PriorShare, double.NaN));
        }

        return rows;
    }

    /// <summary>The spectrum with its directions, and all correlations.</summary>
    public IReadOnlyList<ScoresSchema.Row> Identifiability()
    {
        List<ScoresSchema.Row> rows = [new("condition_number", "", _identifiability.ConditionNumber, double.NaN)];
        for (int k = 0; k < _identifiability.Directions.Count; k++)
        {
            InformationDirection direction = _identifiability.Directions[k];
            string name = string.Create(CultureInfo.InvariantCulture, $"direction {k + 1}");
            rows.Add(new("eigenvalue", name, direction.Eigenvalue, double.NaN));
            rows.Add(new("posterior_deviation", name, direction.PosteriorDeviation, double.NaN));
            for (int i = 0; i < space.Count; i++) rows.Add(new($"loading {space.Parameters[i].Name}", name, direction.Loadings[i], double.NaN));
        }

        foreach (ParameterCorrelation pair in _identifiability.Correlations)
            rows.Add(new("correlation", $"{space.Parameters[pair.First].Name} ~ {space.Parameters[pair.Second].Name}", pair.Correlation, double.NaN));
        return rows;
    }

    /// <summary>The findings for the log.</summary>
    public IReadOnlyList<string> Summary() => IdentifiabilityText.Findings(_identifiability);

    /// <summary>The whole report.</summary>
    /// <param name="polish">Where the estimate came from.</param>
    public string Report(MapPolishResult polish)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"Identifiability of {space.Count} parameters at the estimate\n");
        text.Append(CultureInfo.InvariantCulture, $"log posterior {polish.LogPosterior:F3}, gradient norm {polish.GradientNorm:G3}{(polish.Note is { } note ? $"; {note}" : "")}\n\n");
        foreach (string line in Summary()) text.Append(CultureInfo.InvariantCulture, $"* {line}\n");

        text.Append("\nParameters (standard errors and 95 % intervals by the Gaussian approximation of the posterior in fitting coordinates;\n");
        text.Append("\"others known\": error if all other parameters were known; \"prior\": part of the knowledge that is the prior's)\n\n");
        TextTable parameters = new(["parameter", "unit", "estimate", "lower", "upper", "others known", "prior"], 2);
        foreach (ParameterUncertainty p in _identifiability.Parameters)
        {
            parameters.Add(
                p.Name, p.Unit, NumberText.Of(p.Estimate, p.StandardError), NumberText.Of(p.Lower), NumberText.Of(p.Upper), $"± {NumberText.Of(p.ConditionalError)}",
                string.Create(CultureInfo.InvariantCulture, $"{100 * p.PriorShare:F1} %"));
        }

        text.Append(parameters);
        text.Append("\nDirections, worst known first: eigenvalues of the data's observed information whitened by the prior (each fitting coordinate in standard deviations of\n");
        text.Append("its prior): an eigenvalue says how many times as much as the prior the data say along the direction.\n");
        text.Append(CultureInfo.InvariantCulture, $"Condition number of the posterior's information, whitened alike: {_identifiability.ConditionNumber:G3}\n\n");
        for (int k = 0; k < _identifiability.Directions.Count; k++)
            text.Append(CultureInfo.InvariantCulture, $"{k + 1,3}  {_identifiability.Directions[k].Eigenvalue,11:G4}  {IdentifiabilityText.Describe(_identifiability, _identifiability.Directions[k])}\n");

        text.Append(CultureInfo.InvariantCulture, $"\nPairs with a correlation beyond {IdentifiabilityText.StrongCorrelation}\n\n");
        ParameterCorrelation[] strong = [.. _identifiability.Correlations.Where(pair => Math.Abs(pair.Correlation) > IdentifiabilityText.StrongCorrelation)];
        foreach (ParameterCorrelation pair in strong) text.Append(CultureInfo.InvariantCulture, $"* {IdentifiabilityText.Describe(_identifiability, pair)}\n");
        if (strong.Length == 0) text.Append("none\n");
        return text.ToString();
    }
}
