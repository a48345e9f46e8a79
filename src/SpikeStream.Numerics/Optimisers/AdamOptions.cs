namespace SpikeStream.Numerics.Optimisers;

/// <summary>Options of <see cref="Adam"/>.</summary>
public sealed record AdamOptions
{
    /// <summary>Step size, above 0.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Decay of the mean gradient, 0 to below 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean squared gradient, 0 to below 1.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the mean squared gradient, above 0.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Largest absolute gradient component; a larger gradient is scaled down as a whole. Above 0; infinity for never.</summary>
    public double GradientLimit { get; init; } = 100;

    /// <summary>Checks all ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public void Validate()
    {
        if (!(LearningRate > 0 && double.IsFinite(LearningRate))) throw OutOfRange(nameof(LearningRate), LearningRate, "a positive number");
        if (!(Beta1 >= 0 && Beta1 < 1)) throw OutOfRange(nameof(Beta1), Beta1, "0 to below 1");
        if (!(Beta2 >= 0 && Beta2 < 1)) throw OutOfRange(nameof(Beta2), Beta2, "0 to below 1");
        if (!(Epsilon > 0 && double.IsFinite(Epsilon))) throw OutOfRange(nameof(Epsilon), Epsilon, "a positive number");
        if (!(GradientLimit > 0)) throw OutOfRange(nameof(GradientLimit), GradientLimit, "a positive number");
    }

    private static ArgumentOutOfRangeException OutOfRange(string name, double found, string expected) => new(name, found, $"expected {expected}");
}
