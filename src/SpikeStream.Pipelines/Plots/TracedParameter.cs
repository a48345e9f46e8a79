namespace SpikeStream.Pipelines.Plots;

/// <summary>A parameter whose course is drawn.</summary>
/// <param name="Name">Its name, with indices if it is part of a vector or matrix.</param>
/// <param name="Unit">Its unit; empty if it has none.</param>
/// <param name="Truth">Its true value; null if it is not known.</param>
/// <param name="PriorLow">Lower end of the prior's central 95 %; null without a prior.</param>
/// <param name="PriorHigh">Upper end of the prior's central 95 %; null without a prior.</param>
public sealed record TracedParameter(string Name, string Unit = "", double? Truth = null, double? PriorLow = null, double? PriorHigh = null);
