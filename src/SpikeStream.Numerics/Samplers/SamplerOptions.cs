namespace SpikeStream.Numerics.Samplers;

/// <summary>Options of <see cref="HamiltonianSampler"/>.</summary>
public sealed record SamplerOptions
{
    /// <summary>How trajectories are made.</summary>
    public TrajectoryOptions Trajectory { get; init; } = new NoUTurnOptions();

    /// <summary>Number of transitions that learn step size and metric and are no draws; 0 or more.</summary>
    public int WarmUp { get; init; } = 300;

    /// <summary>Mean acceptance that the step size is made for, between 0 and 1.</summary>
    public double TargetAcceptance { get; init; } = 0.8;

    /// <summary>What is learned of the covariance.</summary>
    public MetricForm Metric { get; init; } = MetricForm.Dense;

    /// <summary>A trajectory whose energy grows by more than this has diverged; in nats, 50 or more: points that are left out beyond it have to be without weight.</summary>
    public double DivergenceThreshold { get; init; } = 1000;

    /// <summary>Initial step size, above 0; null to search one.</summary>
    public double? InitialStepSize { get; init; }

    /// <summary>The metric form for a number of coordinates where nothing speaks for another: dense up to 64, where its cost is nothing beside a density's.</summary>
    /// <param name="dimension">Number of coordinates.</param>
    /// <returns>The form.</returns>
    public static MetricForm DefaultMetric(int dimension) => dimension <= 64 ? MetricForm.Dense : MetricForm.Diagonal;

    /// <summary>Checks all ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Trajectory);
        Trajectory.Validate();
        ArgumentOutOfRangeException.ThrowIfNegative(WarmUp);
        if (!(TargetAcceptance > 0 && TargetAcceptance < 1)) throw new ArgumentOutOfRangeException(nameof(TargetAcceptance), TargetAcceptance, "expected a number between 0 and 1");
        if (!(DivergenceThreshold >= 50)) throw new ArgumentOutOfRangeException(nameof(DivergenceThreshold), DivergenceThreshold, "expected 50 or more");
        if (InitialStepSize is { } step && !(step > 0 && double.IsFinite(step))) throw new ArgumentOutOfRangeException(nameof(InitialStepSize), step, "expected a positive number");
    }
}
