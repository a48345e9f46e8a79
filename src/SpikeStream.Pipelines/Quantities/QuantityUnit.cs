namespace SpikeStream.Pipelines.Quantities;

/// <summary>A unit that a quantity may be written in, and its exact size in the quantity's base unit.</summary>
/// <param name="Symbol">The symbol as written after the number, such as <c>ms</c>.</param>
/// <param name="Numerator">Size in base units, numerator.</param>
/// <param name="Denominator">Size in base units, denominator; at least 1.</param>
public readonly record struct QuantityUnit(string Symbol, long Numerator, long Denominator);
