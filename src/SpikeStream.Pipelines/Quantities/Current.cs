using System.Globalization;

namespace SpikeStream.Pipelines.Quantities;

/// <summary>An electrical current in mA, written as <c>"0.5 mA"</c>.</summary>
/// <param name="Milliamperes">The value in mA.</param>
public readonly record struct Current(double Milliamperes) : IQuantity<Current>
{
    /// <inheritdoc/>
    public static string Name => "a current";

    /// <inheritdoc/>
    public static IReadOnlyList<QuantityUnit> Units { get; } = [new("mA", 1, 1), new("A", 1000, 1), new("uA", 1, 1000), new("nA", 1, 1_000_000), new("pA", 1, 1_000_000_000)];

    /// <inheritdoc/>
    public double BaseValue => Milliamperes;

    /// <inheritdoc/>
    public static Current FromBase(long numerator, long denominator) => new((double)numerator / denominator);

    /// <summary>The number with its unit.</summary>
    /// <returns>Such as <c>1 mA</c>.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Milliamperes:R} mA");
}
