namespace SpikeStream.Pipelines.Plots;

/// <summary>The parameters of one fit over its steps.</summary>
/// <param name="Steps">Step numbers, ascending.</param>
/// <param name="Values">Values [step, parameter], row by row.</param>
public sealed record ParameterTrace(ReadOnlyMemory<long> Steps, ReadOnlyMemory<double> Values);
