namespace SpikeStream.Pipelines.Plots;

/// <summary>One parameter of one set over the lengths of data of a study.</summary>
/// <param name="Subset">Name of the set of parameters.</param>
/// <param name="Parameter">The parameter.</param>
/// <param name="Lengths">Lengths of data, s, ascending.</param>
/// <param name="Values">Relative error or coefficient of variation at each length; NaN where there is none.</param>
public sealed record StudyCurve(string Subset, string Parameter, IReadOnlyList<double> Lengths, IReadOnlyList<double> Values);
