namespace SpikeStream.Pipelines.Plots;

/// <summary>The objective of one fit over its steps.</summary>
/// <param name="Steps">Step numbers, ascending.</param>
/// <param name="Values">The objective at each step; NaN where it is not known.</param>
public sealed record ObjectiveTrace(ReadOnlyMemory<long> Steps, ReadOnlyMemory<double> Values);
