namespace SpikeStream.Numerics.Samplers;

/// <summary>What one transition of a <see cref="HamiltonianSampler"/> did.</summary>
/// <param name="Iteration">Its number, from 0; warm-up included.</param>
/// <param name="IsWarmUp">Whether it was part of the warm-up, and is no draw.</param>
/// <param name="LogDensity">Log density where it ended, in nats.</param>
/// <param name="Energy">Potential and kinetic energy where it ended, in nats.</param>
/// <param name="Acceptance">Mean acceptance over its trajectory, 0 to 1.</param>
/// <param name="StepSize">Step size that it used.</param>
/// <param name="TreeDepth">Number of doublings; 0 for fixed paths.</param>
/// <param name="LeapfrogSteps">Number of leapfrog steps: of gradients.</param>
/// <param name="IsDivergent">Whether its energy grew beyond the threshold: the density bends more than the step size resolves.</param>
/// <param name="IsCut">Whether the maximum depth, or number of steps, ended it.</param>
public readonly record struct SamplerTransition(
    int Iteration,
    bool IsWarmUp,
    double LogDensity,
    double Energy,
    double Acceptance,
    double StepSize,
    int TreeDepth,
    int LeapfrogSteps,
    bool IsDivergent,
    bool IsCut);
