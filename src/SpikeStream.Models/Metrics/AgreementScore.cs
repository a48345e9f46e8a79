namespace SpikeStream.Models.Metrics;

/// <summary>A measure of agreement and how sure it is.</summary>
/// <param name="Value">The measure.</param>
/// <param name="Error">For measures of pairs of runs the population standard deviation over the pairs, for those of averages over runs the bootstrap's standard error.</param>
public readonly record struct AgreementScore(double Value, double Error);
