namespace SpikeStream.Pipelines.Plots;

/// <summary>The course of one start of a fit.</summary>
/// <param name="Steps">Step numbers, ascending.</param>
/// <param name="Values">Values [step, parameter], row by row.</param>
/// <param name="Objectives">Cost at each step, nats; NaN where there is none.</param>
/// <param name="FinalLogLikelihood">Log likelihood of all data at its end, per bin or in all; NaN where the start failed.</param>
public sealed record FitTrace(ReadOnlyMemory<long> Steps, ReadOnlyMemory<double> Values, ReadOnlyMemory<double> Objectives, double FinalLogLikelihood);
