namespace SpikeStream.Models.Mixtures;

/// <summary>Log-partition function of a Conway-Maxwell-Poisson distribution and its first two derivatives: the moments of n and log n!.</summary>
/// <param name="LogPartition">A, the logarithm of the sum of exp(t n + s log n!).</param>
/// <param name="Mean">Mean count, dA/dt.</param>
/// <param name="MeanLogFactorial">Mean of log n!, dA/ds.</param>
/// <param name="Variance">Variance of the count.</param>
/// <param name="Covariance">Covariance of n and log n!.</param>
/// <param name="VarianceLogFactorial">Variance of log n!.</param>
public readonly record struct CountMoments(
    double LogPartition, double Mean, double MeanLogFactorial, double Variance, double Covariance, double VarianceLogFactorial);
