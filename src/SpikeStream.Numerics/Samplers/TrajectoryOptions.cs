namespace SpikeStream.Numerics.Samplers;

/// <summary>How the trajectories of a <see cref="HamiltonianSampler"/> are made.</summary>
public abstract record TrajectoryOptions
{
    private protected TrajectoryOptions()
    {
    }

    /// <summary>Checks all ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal abstract void Validate();

    /// <summary>A larger step size is cut to this.</summary>
    internal virtual double LargestStepSize => double.PositiveInfinity;

    /// <summary>Makes what makes trajectories.</summary>
    internal abstract ITrajectory Create(int dimension);
}

/// <summary>Trajectories that double until they turn back.</summary>
public sealed record NoUTurnOptions : TrajectoryOptions
{
    /// <summary>Doublings at most, 1 to 20: a transition takes at most 2^depth - 1 leapfrog steps.</summary>
    public int MaximumTreeDepth { get; init; } = 10;

    internal override void Validate()
    {
        if (MaximumTreeDepth is < 1 or > 20) throw new ArgumentOutOfRangeException(nameof(MaximumTreeDepth), MaximumTreeDepth, "expected 1 to 20");
    }

    internal override ITrajectory Create(int dimension) => new NoUTurnTrajectory(dimension, MaximumTreeDepth);
}

/// <summary>Trajectories of one length, whose ends are accepted or refused.</summary>
/// <remarks>The defaults are those of Rene, Longtin and Macke (2020), table 4.</remarks>
public sealed record FixedPathOptions : TrajectoryOptions
{
    /// <summary>Length: step size times number of steps, above 0, in units of the metric. No step is longer.</summary>
    public double PathLength { get; init; } = 0.1;

    /// <summary>The initial step size times the fourth root of the dimension, above 0.</summary>
    public double StepScale { get; init; } = 0.0025;

    /// <summary>Leapfrog steps at most, 1 or more.</summary>
    public int MaximumSteps { get; init; } = 1024;

    // A step beyond the path would be another path; acceptance alone does not stop it where the density is wide.
    internal override double LargestStepSize => PathLength;

    /// <summary>The initial step size.</summary>
    /// <param name="dimension">Number of coordinates.</param>
    /// <returns>Step scale / dimension^(1/4).</returns>
    public double InitialStepSize(int dimension) => StepScale / Math.Pow(dimension, 0.25);

    internal override void Validate()
    {
        if (!(PathLength > 0 && double.IsFinite(PathLength))) throw new ArgumentOutOfRangeException(nameof(PathLength), PathLength, "expected a positive number");
        if (!(StepScale > 0 && double.IsFinite(StepScale))) throw new ArgumentOutOfRangeException(nameof(StepScale), StepScale, "expected a positive number");
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumSteps, 1);
    }

    internal override ITrajectory Create(int dimension) => new FixedPathTrajectory(dimension, PathLength, MaximumSteps);
}
