namespace SpikeStream.Numerics.Samplers;

/// <summary>What a sampler learns during warm-up: the step size after every transition, the metric at the ends of windows.</summary>
internal sealed class WarmUpAdaptation
{
    private readonly SamplerOptions _options;
    private readonly WarmUpSchedule _schedule;
    private readonly DualAveraging _stepSize;
    private readonly CovarianceEstimate? _covariance;
    private readonly EuclideanMetric? _guess;

    /// <summary>Prepares it.</summary>
    /// <param name="options">Options of the sampler.</param>
    /// <param name="dimension">Number of coordinates.</param>
    /// <param name="guess">The metric that the caller gave; null for none.</param>
    public WarmUpAdaptation(SamplerOptions options, int dimension, EuclideanMetric? guess)
    {
        _options = options;
        _guess = guess;
        _schedule = new(options.WarmUp);
        _covariance = options.Metric == MetricForm.Fixed ? null : new(dimension, options.Metric == MetricForm.Dense);
        Metric = guess ?? EuclideanMetric.Identity(dimension);
        double initial = options.InitialStepSize ?? (options.Trajectory as FixedPathOptions)?.InitialStepSize(dimension) ?? 1;
        _stepSize = new(options.TargetAcceptance, initial);
        StepSize = Limited(initial);
    }

    public EuclideanMetric Metric { get; private set; }

    public double StepSize { get; private set; }

    /// <summary>Whether a step size is to be searched at the start; else the initial one is meant.</summary>
    public bool SearchesAtStart => _options.InitialStepSize is null && _options.Trajectory is not FixedPathOptions;

    /// <summary>Goes on from a step size that was searched.</summary>
    public void Restart(double stepSize)
    {
        StepSize = Limited(stepSize);
        _stepSize.Restart(stepSize);
    }

    /// <summary>Takes a transition of the warm-up.</summary>
    /// <param name="iteration">Its number, from 0.</param>
    /// <param name="position">Where it ended.</param>
    /// <param name="acceptance">Its mean acceptance.</param>
    /// <returns>Whether the metric is another now, so that a step size has to be searched.</returns>
    public bool Learn(int iteration, ReadOnlySpan<double> position, double acceptance)
    {
        _stepSize.Learn(acceptance);
        StepSize = Limited(_stepSize.StepSize);
        bool metricHasChanged = false;
        if (_covariance is not null && _schedule.IsSlow(iteration))
        {
            _covariance.Add(position);
            if (_schedule.EndsWindow(iteration) && _covariance.ToMetric(_guess) is { } metric)
            {
                Metric = metric;
                metricHasChanged = true;
            }

            if (_schedule.EndsWindow(iteration)) _covariance.Clear();
        }

        if (iteration == _options.WarmUp - 1) StepSize = Limited(_stepSize.MeanStepSize);
        return metricHasChanged;
    }

    public void Save(BinaryWriter writer)
    {
        Metric.Save(writer);
        writer.Write(StepSize);
        _stepSize.Save(writer);
        _covariance?.Save(writer);
    }

    public void Restore(BinaryReader reader)
    {
        EuclideanMetric metric = EuclideanMetric.Read(reader);
        if (metric.Dimension != Metric.Dimension) throw new InvalidDataException($"sampler state: found {metric.Dimension} coordinates, expected {Metric.Dimension}");
        Metric = metric;
        StepSize = reader.ReadDouble();
        _stepSize.Restore(reader);
        _covariance?.Restore(reader);
    }

    private double Limited(double stepSize) => Math.Min(stepSize, _options.Trajectory.LargestStepSize);
}
