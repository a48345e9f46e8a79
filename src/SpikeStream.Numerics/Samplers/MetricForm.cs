namespace SpikeStream.Numerics.Samplers;

/// <summary>What of the covariance of the coordinates a sampler learns during warm-up.</summary>
public enum MetricForm
{
    /// <summary>Nothing: the metric stays as it was given.</summary>
    Fixed,

    /// <summary>The variances.</summary>
    Diagonal,

    /// <summary>The whole matrix: what correlated coordinates need. Costs dimension² per leapfrog step.</summary>
    Dense,
}
