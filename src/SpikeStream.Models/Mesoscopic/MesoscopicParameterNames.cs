namespace SpikeStream.Models.Mesoscopic;

/// <summary>
/// The names that users write and read: symbols of the paper, with populations in brackets, such as <c>w[E,I]</c> (target, source).
/// </summary>
public static class MesoscopicParameterNames
{
    /// <summary>The symbol of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>Such as <c>tau_m</c>.</returns>
    public static string Symbol(MesoscopicParameterKind kind) => kind switch
    {
        MesoscopicParameterKind.SynapticWeight => "w",
        MesoscopicParameterKind.ConnectionProbability => "p",
        MesoscopicParameterKind.MembraneResistance => "R",
        MesoscopicParameterKind.RestPotential => "u_rest",
        MesoscopicParameterKind.Threshold => "u_th",
        MesoscopicParameterKind.ResetPotential => "u_r",
        MesoscopicParameterKind.EscapeRate => "c",
        MesoscopicParameterKind.NoiseLevel => "Delta_u",
        MesoscopicParameterKind.AdaptationStrength => "J",
        MesoscopicParameterKind.MembraneTimeConstant => "tau_m",
        MesoscopicParameterKind.SynapticTimeConstant => "tau_s",
        MesoscopicParameterKind.AdaptationTimeConstant => "tau_theta",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of parameter."),
    };

    /// <summary>The unit of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>Such as <c>mV</c>; empty for a pure number.</returns>
    public static string Unit(MesoscopicParameterKind kind) => kind switch
    {
        MesoscopicParameterKind.ConnectionProbability => "",
        MesoscopicParameterKind.MembraneResistance => "ohm",
        MesoscopicParameterKind.EscapeRate => "Hz",
        MesoscopicParameterKind.AdaptationStrength => "mV s",
        MesoscopicParameterKind.MembraneTimeConstant or MesoscopicParameterKind.SynapticTimeConstant
            or MesoscopicParameterKind.AdaptationTimeConstant => "s",
        _ => "mV",
    };

    /// <summary>Whether a kind has one value per pair of populations.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>False if it has one per population.</returns>
    public static bool IsMatrix(MesoscopicParameterKind kind) =>
        kind is MesoscopicParameterKind.SynapticWeight or MesoscopicParameterKind.ConnectionProbability;

    /// <summary>The name of one scalar parameter.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="index">Index of the population, or row-major index of the pair.</param>
    /// <param name="populations">Names of the populations.</param>
    /// <returns>Such as <c>w[E,I]</c> or <c>tau_m[E]</c>.</returns>
    public static string Component(MesoscopicParameterKind kind, int index, IReadOnlyList<string> populations)
    {
        ArgumentNullException.ThrowIfNull(populations);
        string inside = IsMatrix(kind) ? $"{populations[index / populations.Count]},{populations[index % populations.Count]}" : populations[index];
        return $"{Symbol(kind)}[{inside}]";
    }

    /// <summary>The kind that a name is of.</summary>
    /// <param name="name">A symbol, or a name with populations in brackets, which are not looked at.</param>
    /// <returns>The kind, or null for a name that is of none.</returns>
    public static MesoscopicParameterKind? KindOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string symbol = name.Split('[')[0];
        foreach (MesoscopicParameterKind kind in Enum.GetValues<MesoscopicParameterKind>())
        {
            if (Symbol(kind) == symbol) return kind;
        }

        return null;
    }
}
