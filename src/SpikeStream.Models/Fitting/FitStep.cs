namespace SpikeStream.Models.Fitting;

/// <summary>What one iteration of a fit did.</summary>
/// <param name="Step">Number of the step, from 1.</param>
/// <param name="Epoch">Number of the pass over the data, from 0.</param>
/// <param name="BinsConsumed">Bins of this pass up to the end of the step's batch.</param>
/// <param name="Objective">The cost -(L/B·log likelihood of the batch + log prior) before the step, in nats.</param>
/// <param name="BatchLogLikelihood">Log likelihood of the batch before the step, in nats, not scaled.</param>
/// <param name="GradientNorm">Euclidean norm of the cost's gradient by the coordinates, before rescaling.</param>
/// <param name="Values">Natural parameter values after the step; where the step failed, those that made it fail.</param>
/// <param name="Failure">Null; or why the fit ended here, with all parameter values, in one line.</param>
public sealed record FitStep(
    long Step,
    int Epoch,
    long BinsConsumed,
    double Objective,
    double BatchLogLikelihood,
    double GradientNorm,
    IReadOnlyList<double> Values,
    string? Failure);
