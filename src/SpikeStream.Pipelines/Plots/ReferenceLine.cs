namespace SpikeStream.Pipelines.Plots;

/// <summary>A value to compare with, drawn across a figure: the start, the truth, a baseline.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Value">The value, in the unit of the axis.</param>
public sealed record ReferenceLine(string Label, double Value);
