using System.Globalization;
using SpikeStream.Models.Fitting;
using SpikeStream.Numerics.Distributions;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Parameters;

/// <summary>Priors as text: <c>Normal(mean, standard deviation)</c>, <c>Gamma(shape, scale)</c>, <c>Uniform(lower, upper)</c>.</summary>
/// <remarks>Normal and Uniform are over the fitting coordinate; Gamma is over the parameter itself, whose coordinate has to be a logarithm.</remarks>
internal static class PriorText
{
    private const double Tail = 0.025;

    /// <summary>Reads a prior.</summary>
    /// <param name="text">Such as <c>Normal(0, 4)</c>.</param>
    /// <param name="key">What it is the prior of, for messages.</param>
    /// <param name="transform">From the parameter to its fitting coordinate.</param>
    /// <exception cref="InvalidInputException">The text is no prior, or none of such a parameter.</exception>
    public static IPrior Parse(string text, string key, ParameterTransform transform)
    {
        string[] parts = text.Trim().TrimEnd(')').Split('(', 2);
        string[] numbers = parts.Length == 2 && text.TrimEnd().EndsWith(')') ? parts[1].Split(',') : [];
        if (numbers.Length == 2
            && double.TryParse(numbers[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double first)
            && double.TryParse(numbers[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double second))
        {
            try
            {
                switch (parts[0].Trim().ToUpperInvariant())
                {
                    case "NORMAL": return new NormalPrior(first, second);
                    case "GAMMA" when transform == ParameterTransform.Log: return new LogGammaPrior(first, second);
                    case "GAMMA" when transform == ParameterTransform.Log10: return new Log10GammaPrior(first, second);
                    case "GAMMA": throw new InvalidInputException($"{key}: found \"{text}\", expected Normal(mean, standard deviation) or Uniform(lower, upper): Gamma is for positive parameters, which are fitted by their logarithm");
                    case "UNIFORM": return new UniformPrior(first, second);
                }
            }
            catch (ArgumentOutOfRangeException fault)
            {
                throw new InvalidInputException($"{key}: found \"{text}\": {fault.ParamName}: {fault.Message.Split(" (Parameter")[0]}", fault);
            }
        }

        throw new InvalidInputException($"{key}: found \"{text}\", expected Normal(mean, standard deviation), Gamma(shape, scale) or Uniform(lower, upper)");
    }

    /// <summary>The central 95 % of a prior, in fitting coordinates.</summary>
    /// <param name="prior">The prior.</param>
    /// <returns>Both ends, or null for a prior of an unknown kind.</returns>
    public static (double Low, double High)? CentralInterval(IPrior prior) => prior switch
    {
        NormalPrior normal => (normal.Mean - 1.959963984540054 * normal.StandardDeviation, normal.Mean + 1.959963984540054 * normal.StandardDeviation),
        UniformPrior uniform => (uniform.Lower + Tail * (uniform.Upper - uniform.Lower), uniform.Upper - Tail * (uniform.Upper - uniform.Lower)),
        LogGammaPrior gamma => (Math.Log(Quantile(gamma.Shape, gamma.Scale, Tail)), Math.Log(Quantile(gamma.Shape, gamma.Scale, 1 - Tail))),
        Log10GammaPrior gamma => (Math.Log10(Quantile(gamma.Shape, gamma.Scale, Tail)), Math.Log10(Quantile(gamma.Shape, gamma.Scale, 1 - Tail))),
        _ => null,
    };

    private static double Quantile(double shape, double scale, double probability) => MathNet.Numerics.Distributions.Gamma.InvCDF(shape, 1 / scale, probability);
}
