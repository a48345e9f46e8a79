namespace SpikeStream.Pipelines.Quantities;

/// <summary>A number with a unit, written in pipeline files as text such as <c>"1 ms"</c>.</summary>
/// <typeparam name="TSelf">The quantity.</typeparam>
public interface IQuantity<TSelf>
    where TSelf : struct, IQuantity<TSelf>
{
    /// <summary>What it is, for messages, with its article: <c>a duration</c>.</summary>
    static abstract string Name { get; }

    /// <summary>The accepted units; the first is the one that messages suggest.</summary>
    static abstract IReadOnlyList<QuantityUnit> Units { get; }

    /// <summary>Makes the quantity from an exact number of base units.</summary>
    /// <param name="numerator">Base units, numerator.</param>
    /// <param name="denominator">Base units, denominator; at least 1; no common factor.</param>
    /// <returns>The quantity.</returns>
    static abstract TSelf FromBase(long numerator, long denominator);

    /// <summary>The value in base units, for range checks.</summary>
    double BaseValue { get; }
}
