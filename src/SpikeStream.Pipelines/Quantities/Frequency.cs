using System.Globalization;

namespace SpikeStream.Pipelines.Quantities;

/// <summary>A rate or frequency in Hz, written as <c>"20 Hz"</c>.</summary>
/// <param name="Hertz">The value in Hz.</param>
public readonly record struct Frequency(double Hertz) : IQuantity<Frequency>
{
    /// <inheritdoc/>
    public static string Name => "a frequency";

    /// <inheritdoc/>
    public static IReadOnlyList<QuantityUnit> Units { get; } = [new("Hz", 1, 1), new("kHz", 1000, 1), new("mHz", 1, 1000)];

    /// <inheritdoc/>
    public double BaseValue => Hertz;

    /// <inheritdoc/>
    public static Frequency FromBase(long numerator, long denominator) => new((double)numerator / denominator);

    /// <summary>The number with its unit.</summary>
    /// <returns>Such as <c>1 Hz</c>.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Hertz:R} Hz");
}
