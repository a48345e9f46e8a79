namespace SpikeStream.Models.Fitting;

/// <summary>Where a <see cref="MapPolish"/> came to.</summary>
/// <param name="Coordinates">The point of the highest log posterior that was seen.</param>
/// <param name="LogPosterior">Log posterior there, in nats.</param>
/// <param name="StartLogPosterior">Log posterior at the start, in nats.</param>
/// <param name="Gradient">Gradient of the log posterior by the coordinates.</param>
/// <param name="Information">The observed information there; null where it could not be measured, see <paramref name="Note"/>.</param>
/// <param name="Evaluations">Gradients of the log posterior that were evaluated.</param>
/// <param name="IsConverged">Whether it is a mode: the information is positive definite and less than the tolerance is left to gain.</param>
/// <param name="Note">Why it is not, in one line; null if it is.</param>
public sealed record MapPolishResult(
    double[] Coordinates,
    double LogPosterior,
    double StartLogPosterior,
    double[] Gradient,
    ObservedInformation? Information,
    int Evaluations,
    bool IsConverged,
    string? Note)
{
    /// <summary>Euclidean norm of the gradient by the coordinates.</summary>
    public double GradientNorm => Math.Sqrt(Gradient.Sum(g => g * g));
}
