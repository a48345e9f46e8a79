using SpikeStream.Models.Mesoscopic;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>Names of parameters as users write them, against those of the model.</summary>
internal static class ParameterNameCheck
{
    /// <summary>The name that the model gives to a symbol of the parameter files.</summary>
    /// <param name="name">Such as <c>Du[E]</c> or <c>w[E, I]</c>.</param>
    /// <param name="key">The option that it stands in.</param>
    /// <param name="parameters">The model's parameters.</param>
    /// <exception cref="InvalidInputException">The model has no such parameter.</exception>
    public static string Resolve(string name, string key, MesoscopicParameters parameters)
    {
        int bracket = name.IndexOf('[', StringComparison.Ordinal);
        string symbol = bracket < 0 ? name : name[..bracket];
        string index = bracket < 0 ? "" : name[bracket..].Replace(" ", "", StringComparison.Ordinal);
        string resolved = symbol switch { "Du" => "Delta_u", "J_theta" => "J", _ => symbol } + index;
        string[] symbols = [.. Enum.GetValues<MesoscopicParameterKind>().Select(MesoscopicParameterNames.Symbol)];
        string[] components = [.. Enum.GetValues<MesoscopicParameterKind>().SelectMany(kind =>
            Enumerable.Range(0, parameters.Values(kind).Length).Select(i => MesoscopicParameterNames.Component(kind, i, parameters.PopulationNames)))];
        if (symbols.Contains(resolved) || components.Contains(resolved)) return resolved;
        string all = $"expected one of {string.Join(", ", symbols)}, or one with populations such as w[{parameters.PopulationNames[0]},{parameters.PopulationNames[^1]}] (target, source)";
        string hint = NearestName.Find(resolved, [.. symbols, .. components]) is { } nearest ? $"did you mean \"{nearest}\"? {char.ToUpperInvariant(all[0])}{all[1..]}" : all;
        throw new InvalidInputException($"{key}: found \"{name}\", {hint}");
    }
}
