namespace SpikeStream.Models.Fitting;

/// <summary>When a <see cref="MapPolish"/> ends.</summary>
public sealed record MapPolishOptions
{
    /// <summary>Rounds at most, each with the observed information at its start; 0 only measures the information.</summary>
    public int MaximumRounds { get; init; } = 6;

    /// <summary>Iterations of L-BFGS of each round at most, 2 or more.</summary>
    public int MaximumIterations { get; init; } = 100;

    /// <summary>Gain in log posterior that may be left by the quadratic approximation, in nats, above 0.</summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>Checks all ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MaximumRounds);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumIterations, 2);
        if (!(Tolerance > 0 && double.IsFinite(Tolerance))) throw new ArgumentOutOfRangeException(nameof(Tolerance), Tolerance, "expected a positive number of nats");
    }
}
