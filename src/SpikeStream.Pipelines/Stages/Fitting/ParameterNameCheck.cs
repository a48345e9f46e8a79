using SpikeStream.Models.Mesoscopic;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>Names of parameters as users write them, against those of the model.</summary>
internal static class ParameterNameCheck
{
    private const int TellingLength = 3;
    private static readonly string[] Fixed = ["N", "t_ref", "Delta"];

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
        if (MesoscopicParameterNames.KindOf(resolved) is not { } kind) throw new InvalidInputException($"{key}: found \"{name}\", {UnknownSymbol(symbol, index, parameters)}");
        if (index.Length == 0) return resolved;
        string[] components = [.. Enumerable.Range(0, parameters.Values(kind).Length).Select(i => MesoscopicParameterNames.Component(kind, i, parameters.PopulationNames))];
        return components.Contains(resolved) ? resolved : throw new InvalidInputException($"{key}: found \"{name}\", {UnknownPopulation(resolved, kind, components, parameters)}");
    }

    private static string UnknownSymbol(string symbol, string index, MesoscopicParameters parameters)
    {
        string[] symbols = [.. Enum.GetValues<MesoscopicParameterKind>().Select(MesoscopicParameterNames.Symbol)];
        string all = $"xpected one of {string.Join(", ", symbols)}, or one with populations such as w[{parameters.PopulationNames[0]},{parameters.PopulationNames[^1]}] (target, source)";
        if (Fixed.Contains(symbol)) return $"which is never free: it stays as the parameters say; e{all}";
        return NearestName.Find(symbol, symbols) is { } nearest ? $"did you mean \"{nearest}{index}\"? E{all}" : $"e{all}";
    }

    private static string UnknownPopulation(string name, MesoscopicParameterKind kind, string[] components, MesoscopicParameters parameters)
    {
        bool isMatrix = MesoscopicParameterNames.IsMatrix(kind);
        string expected = isMatrix
            ? $"{MesoscopicParameterNames.Symbol(kind)} takes the target and the source population, such as {components[Math.Min(1, components.Length - 1)]}"
            : $"{MesoscopicParameterNames.Symbol(kind)} takes one population, such as {components[0]}";
        string populations = $"the populations are {string.Join(", ", parameters.PopulationNames)}";
        // Names of a letter or two are all near each other.
        bool isTelling = name.Split(',').Length == (isMatrix ? 2 : 1) && parameters.PopulationNames.All(population => population.Length >= TellingLength);
        string? nearest = isTelling
            ? NearestName.Find(name, components)
            : components.FirstOrDefault(component => string.Equals(component, name, StringComparison.OrdinalIgnoreCase));
        return nearest is null ? $"but {expected}; {populations}" : $"did you mean \"{nearest}\"? {expected}; {populations}";
    }
}
