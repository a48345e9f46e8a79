using SpikeStream.Numerics.Distributions;

namespace SpikeStream.Models.Fitting;

/// <summary>The map between a parameter in its natural unit and its fitting coordinate.</summary>
public enum ParameterTransform
{
    /// <summary>The coordinate is the parameter.</summary>
    Identity,

    /// <summary>The coordinate is the natural logarithm of the parameter.</summary>
    Log,

    /// <summary>The coordinate is the decimal logarithm of the parameter.</summary>
    Log10,
}

/// <summary>One free scalar parameter of a model.</summary>
/// <param name="Name">Name with its index, such as <c>w[E,I]</c> (target, source) or <c>tau_m[E]</c>.</param>
/// <param name="Unit">Unit of the natural value, such as <c>mV</c>; empty if none.</param>
/// <param name="Transform">From natural value to fitting coordinate.</param>
/// <param name="Prior">Log density over the fitting coordinate, Jacobian included.</param>
/// <param name="Initial">Natural value of the model that was configured: a starting value of fits.</param>
public sealed record Parameter(string Name, string Unit, ParameterTransform Transform, IPrior Prior, double Initial)
{
    /// <summary>The scale on which samplers move along the parameter.</summary>
    public SamplingScale SamplingScale { get; init; }

    /// <summary>Name of the parameter in units of which samplers move along this one; null for none. Both must be positive (logarithmic); it is without effect where that one is not free.</summary>
    public string? SamplingUnit { get; init; }
}
