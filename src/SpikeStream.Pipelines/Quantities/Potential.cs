using System.Globalization;

namespace SpikeStream.Pipelines.Quantities;

/// <summary>An electrical potential in mV, written as <c>"15 mV"</c>.</summary>
/// <param name="Millivolts">The value in mV.</param>
public readonly record struct Potential(double Millivolts) : IQuantity<Potential>
{
    /// <inheritdoc/>
    public static string Name => "a potential";

    /// <inheritdoc/>
    public static IReadOnlyList<QuantityUnit> Units { get; } = [new("mV", 1, 1), new("V", 1000, 1), new("uV", 1, 1000)];

    /// <inheritdoc/>
    public double BaseValue => Millivolts;

    /// <inheritdoc/>
    public static Potential FromBase(long numerator, long denominator) => new((double)numerator / denominator);

    /// <summary>The number with its unit.</summary>
    /// <returns>Such as <c>1 mV</c>.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Millivolts:R} mV");
}
