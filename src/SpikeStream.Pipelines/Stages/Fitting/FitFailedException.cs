namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>A fit left the numbers: no start came to an end.</summary>
/// <param name="message">One line: which start, where in the data, at which parameter values.</param>
public sealed class FitFailedException(string message) : Exception(message);
