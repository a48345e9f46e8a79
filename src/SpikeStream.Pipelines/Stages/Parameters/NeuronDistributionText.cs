using System.Globalization;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Models.Microscopic;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Parameters;

/// <summary>Distributions of time constants over neurons as text: <c>"tau_m[E]": "LogNormal10(-1.6, 0.5)"</c>.</summary>
internal static class NeuronDistributionText
{
    private const string Expected = "LogNormal10(mean, standard deviation) of log10 of seconds, such as LogNormal10(-1.6, 0.5)";

    /// <summary>Reads distributions.</summary>
    /// <param name="texts">By name of the parameter; a name without population means all.</param>
    /// <param name="key">The option's key, for messages.</param>
    /// <param name="parameters">The parameters of the populations.</param>
    /// <exception cref="InvalidInputException">A name or a text is no such.</exception>
    public static IReadOnlyList<NeuronDistribution> Parse(IReadOnlyDictionary<string, string> texts, string key, MesoscopicParameters parameters)
    {
        List<NeuronDistribution> distributions = [];
        foreach ((string name, string text) in texts)
        {
            (double mean, double deviation) = Numbers(text, $"{key}.{name}");
            bool isKnown = false;
            foreach (MesoscopicParameterKind kind in new[] { MesoscopicParameterKind.MembraneTimeConstant, MesoscopicParameterKind.AdaptationTimeConstant })
            {
                for (int a = 0; a < parameters.PopulationCount; a++)
                {
                    if (name != MesoscopicParameterNames.Symbol(kind) && name != MesoscopicParameterNames.Component(kind, a, parameters.PopulationNames)) continue;
                    distributions.Add(new(kind, a, mean, deviation));
                    isKnown = true;
                }
            }

            if (!isKnown)
                throw new InvalidInputException($"{key}.{name}: unknown name, expected tau_m or tau_theta, or one of a population such as tau_m[{parameters.PopulationNames[0]}]");
        }

        return distributions;
    }

    private static (double Mean, double Deviation) Numbers(string text, string where)
    {
        string[] parts = text.Trim().TrimEnd(')').Split('(', 2);
        string[] numbers = parts.Length == 2 && text.TrimEnd().EndsWith(')') ? parts[1].Split(',') : [];
        if (numbers.Length == 2 && string.Equals(parts[0].Trim(), "LogNormal10", StringComparison.OrdinalIgnoreCase)
            && double.TryParse(numbers[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double mean)
            && double.TryParse(numbers[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double deviation))
        {
            return (mean, deviation);
        }

        throw new InvalidInputException($"{where}: found \"{text}\", expected {Expected}");
    }
}
