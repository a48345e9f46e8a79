namespace SpikeStream.Numerics.Samplers;

/// <summary>Learns the step size at which the mean acceptance is the one asked for.</summary>
/// <remarks>
/// Nesterov's dual averaging as in Hoffman and Gelman (2014), The No-U-Turn Sampler, section 3.2, with their gamma = 0.05, t0 = 10,
/// kappa = 0.75 and log steps drawn to ten times the initial one. Not thread-safe.
/// </remarks>
internal sealed class DualAveraging
{
    private const double Gamma = 0.05, Delay = 10, Kappa = 0.75;

    private readonly double _target;
    private double _centre;
    private double _error;
    private double _logStep;
    private double _meanLogStep;
    private long _count;

    /// <summary>Prepares it for a step size.</summary>
    /// <param name="target">Mean acceptance asked for, between 0 and 1.</param>
    /// <param name="stepSize">The initial step size, above 0.</param>
    public DualAveraging(double target, double stepSize)
    {
        _target = target;
        Restart(stepSize);
    }

    /// <summary>The step size to use next while learning.</summary>
    public double StepSize => Math.Exp(_logStep);

    /// <summary>The average step size: the one to keep.</summary>
    public double MeanStepSize => _count == 0 ? StepSize : Math.Exp(_meanLogStep);

    /// <summary>Forgets everything and begins at a step size.</summary>
    public void Restart(double stepSize)
    {
        _logStep = Math.Log(stepSize);
        _centre = Math.Log(10) + _logStep;
        _error = 0;
        _meanLogStep = 0;
        _count = 0;
    }

    /// <summary>Takes the acceptance of a transition.</summary>
    /// <param name="acceptance">0 to 1.</param>
    public void Learn(double acceptance)
    {
        _count++;
        double weight = 1 / (_count + Delay);
        _error = (1 - weight) * _error + weight * (_target - acceptance);
        _logStep = _centre - Math.Sqrt(_count) / Gamma * _error;
        double decay = Math.Pow(_count, -Kappa);
        _meanLogStep = decay * _logStep + (1 - decay) * _meanLogStep;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_centre);
        writer.Write(_error);
        writer.Write(_logStep);
        writer.Write(_meanLogStep);
        writer.Write(_count);
    }

    public void Restore(BinaryReader reader)
    {
        _centre = reader.ReadDouble();
        _error = reader.ReadDouble();
        _logStep = reader.ReadDouble();
        _meanLogStep = reader.ReadDouble();
        _count = reader.ReadInt64();
    }
}
