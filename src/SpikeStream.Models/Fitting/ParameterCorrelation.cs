namespace SpikeStream.Models.Fitting;

/// <summary>Two parameters that the posterior ties together.</summary>
/// <param name="First">Index of the first.</param>
/// <param name="Second">Index of the second.</param>
/// <param name="Correlation">Correlation of their coordinates, -1 to 1.</param>
public sealed record ParameterCorrelation(int First, int Second, double Correlation);
