using System.Globalization;

namespace SpikeStream.Models.Fitting;

/// <summary>Identifiability in words.</summary>
public static class IdentifiabilityText
{
    /// <summary>Pairs with a stronger correlation than this are named.</summary>
    public const double StrongCorrelation = 0.9;

    // Components below this part of a direction's squared length are left out of its description.
    private const double SmallPart = 0.04;

    /// <summary>The most important findings, one line each: parameters that only the prior knows, and pairs that trade off.</summary>
    /// <param name="identifiability">What was measured.</param>
    /// <returns>A few lines.</returns>
    public static IReadOnlyList<string> Findings(Identifiability identifiability)
    {
        ArgumentNullException.ThrowIfNull(identifiability);
        List<string> lines = [];
        InformationDirection sloppiest = identifiability.Directions[0], stiffest = identifiability.Directions[^1];
        lines.Add($"best known: {Describe(identifiability, stiffest)}");
        if (identifiability.Directions.Count > 1) lines.Add($"worst known: {Describe(identifiability, sloppiest)}");
        lines.AddRange(identifiability.Correlations.Where(pair => Math.Abs(pair.Correlation) > StrongCorrelation).Take(5).Select(pair => Describe(identifiability, pair)));
        string[] unknown = [.. identifiability.Parameters.Where(parameter => parameter.PriorShare > 0.5).Select(parameter => parameter.Name)];
        if (unknown.Length > 0) lines.Add($"known by the prior rather than by the data: {string.Join(", ", unknown)}");
        if (!identifiability.Information.IsPositiveDefinite)
            lines.Add($"the observed information is not positive definite (smallest eigenvalue {Short(identifiability.Information.Eigenvalues[0])}): the estimate is no maximum, errors are of the repaired matrix");
        return lines;
    }

    /// <summary>A direction in words.</summary>
    /// <param name="identifiability">What it is of.</param>
    /// <param name="direction">The direction.</param>
    /// <returns>Which parameters move along it by how much at one standard deviation, and how it is known.</returns>
    public static string Describe(Identifiability identifiability, InformationDirection direction)
    {
        ArgumentNullException.ThrowIfNull(identifiability);
        ArgumentNullException.ThrowIfNull(direction);
        int[] parts = [.. Enumerable.Range(0, direction.Loadings.Count)
            .Where(i => direction.Loadings[i] * direction.Loadings[i] >= SmallPart).OrderByDescending(i => Math.Abs(direction.Loadings[i])).Take(5)];
        string moves = string.Join(", ", parts.Select(i => $"{identifiability.Space.Parameters[i].Name} {Change(identifiability, i, direction.Changes[i])}"));
        string how = parts.Length == 1 ? "" : " together";
        string knowledge = !double.IsFinite(direction.PosteriorDeviation) ? "the posterior has no maximum along it here"
            : direction.Eigenvalue <= 0 ? "the data do not hold it"
            : direction.Eigenvalue < 1 ? $"the prior says more than the data ({Short(1 / direction.Eigenvalue)} times as much)"
            : $"the data say {Short(direction.Eigenvalue)} times as much as the prior";
        string scale = double.IsFinite(direction.PosteriorDeviation) ? "one standard deviation" : "one standard deviation of the prior";
        return $"{moves}{how} at {scale}; {knowledge}";
    }

    /// <summary>A pair that trades off, in words.</summary>
    /// <param name="identifiability">What it is of.</param>
    /// <param name="pair">The pair.</param>
    /// <returns>How well each is known alone, and if the other were known.</returns>
    public static string Describe(Identifiability identifiability, ParameterCorrelation pair)
    {
        ArgumentNullException.ThrowIfNull(identifiability);
        ArgumentNullException.ThrowIfNull(pair);
        ParameterUncertainty first = identifiability.Parameters[pair.First], second = identifiability.Parameters[pair.Second];
        double left = Math.Sqrt(Math.Max(0, 1 - pair.Correlation * pair.Correlation));
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{first.Name} and {second.Name} trade off (correlation {pair.Correlation:+0.000;-0.000}): alone {first.Name} is known to {Size(first.StandardError, first)}, together with {second.Name} to {Size(first.StandardError * left, first)}");
        return first.PriorShare > 0.5 && second.PriorShare > 0.5 ? text + "; only the prior tells them apart" : text;
    }

    private static string Change(Identifiability identifiability, int index, double change)
    {
        Parameter parameter = identifiability.Space.Parameters[index];
        double estimate = identifiability.Parameters[index].Estimate;
        double relative = parameter.Transform switch
        {
            ParameterTransform.Log => change,
            ParameterTransform.Log10 => change * Math.Log(10),
            _ => change / Math.Abs(estimate),
        };
        bool isAbsolute = parameter.Transform == ParameterTransform.Identity && Math.Abs(relative) > 1;
        return isAbsolute
            ? string.Create(CultureInfo.InvariantCulture, $"{change:+0.###;-0.###}{(parameter.Unit.Length == 0 ? "" : " ")}{parameter.Unit}")
            : string.Create(CultureInfo.InvariantCulture, $"{(relative < 0 ? "-" : "+")}{Percent(Math.Abs(relative))}");
    }

    private static string Size(double error, ParameterUncertainty parameter) => Math.Abs(parameter.Estimate) > error
        ? Percent(error / Math.Abs(parameter.Estimate))
        : string.Create(CultureInfo.InvariantCulture, $"{error:G2}{(parameter.Unit.Length == 0 ? "" : " ")}{parameter.Unit}");

    private static string Percent(double part) => string.Create(CultureInfo.InvariantCulture, $"{Short(100 * part)} %");

    private static string Short(double value) => Math.Abs(value) switch
    {
        >= 1e6 or < 1e-3 => value.ToString("0.#e+0", CultureInfo.InvariantCulture),
        >= 100 => value.ToString("F0", CultureInfo.InvariantCulture),
        _ => value.ToString("G2", CultureInfo.InvariantCulture),
    };
}
