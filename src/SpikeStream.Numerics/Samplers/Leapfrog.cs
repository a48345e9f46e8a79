namespace SpikeStream.Numerics.Samplers;

/// <summary>The dynamics of one transition: a density, a metric and a step size.</summary>
/// <param name="Target">The density.</param>
/// <param name="Metric">The metric.</param>
/// <param name="StepSize">The step size, above 0.</param>
/// <param name="DivergenceThreshold">Growth of the energy that is a divergence, in nats.</param>
/// <param name="CancellationToken">Gives the transition up.</param>
internal readonly record struct Leapfrog(
    ILogDensity Target, EuclideanMetric Metric, double StepSize, double DivergenceThreshold, CancellationToken CancellationToken)
{
    /// <summary>One step: half a kick, a drift, half a kick. Reversible and volume preserving.</summary>
    /// <param name="point">Moves.</param>
    /// <param name="direction">1 forward in time, -1 backward.</param>
    public void Step(PhasePoint point, int direction)
    {
        double step = direction * StepSize;
        double[] position = point.Position, momentum = point.Momentum, gradient = point.Gradient, velocity = point.Velocity;
        for (int i = 0; i < momentum.Length; i++) momentum[i] += step / 2 * gradient[i];
        Metric.Velocity(momentum, velocity);
        for (int i = 0; i < position.Length; i++) position[i] += step * velocity[i];
        double value = Target.Evaluate(position, gradient, CancellationToken);
        point.LogDensity = double.IsFinite(value) ? value : double.NegativeInfinity;
        if (!double.IsFinite(value)) return;
        for (int i = 0; i < momentum.Length; i++) momentum[i] += step / 2 * gradient[i];
        Metric.Velocity(momentum, velocity);
    }
}
