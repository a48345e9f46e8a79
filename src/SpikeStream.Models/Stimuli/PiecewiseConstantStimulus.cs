using SpikeStream.Numerics.Time;

namespace SpikeStream.Models.Stimuli;

/// <summary>An input that is constant, with an optional step: a base, and another value within a stretch of time.</summary>
public sealed class PiecewiseConstantStimulus : IStimulus
{
    private readonly double[] _base;
    private readonly double[] _within;
    private readonly long _start;
    private readonly long _stop;

    /// <summary>A constant input.</summary>
    /// <param name="timeStep">The fine time step.</param>
    /// <param name="values">Input in mA, one per population.</param>
    public PiecewiseConstantStimulus(BinGrid timeStep, ReadOnlySpan<double> values)
        : this(timeStep, values, values, 0, 0)
    {
    }

    /// <summary>A step.</summary>
    /// <param name="timeStep">The fine time step.</param>
    /// <param name="values">Input outside of the step in mA, one per population.</param>
    /// <param name="stepValues">Input within the step in mA, one per population.</param>
    /// <param name="start">First time of the step in seconds; the time step that holds it belongs to the step.</param>
    /// <param name="stop">End of the step in seconds; the time step that holds it does not.</param>
    /// <exception cref="ArgumentException">Values are not finite or not as many, or the times are out of order.</exception>
    public PiecewiseConstantStimulus(BinGrid timeStep, ReadOnlySpan<double> values, ReadOnlySpan<double> stepValues, double start, double stop)
    {
        ArgumentNullException.ThrowIfNull(timeStep);
        StimulusChecks.RequireFinite("value", values);
        StimulusChecks.RequireFinite("step value", stepValues);
        StimulusChecks.RequireLength("step value", stepValues.Length, values.Length);
        if (!(stop >= start)) throw new ArgumentException($"found a step from {start} s to {stop} s, expected an end after the start", nameof(stop));
        _base = values.ToArray();
        _within = stepValues.ToArray();
        _start = timeStep.IndexOf(start);
        _stop = timeStep.IndexOf(stop);
        TimeStep = timeStep.Width;
    }

    /// <inheritdoc/>
    public int PopulationCount => _base.Length;

    /// <inheritdoc/>
    public double TimeStep { get; }

    /// <inheritdoc/>
    public long StepCount { get; private set; }

    /// <inheritdoc/>
    public void Fill(Span<double> destination)
    {
        StimulusChecks.RequireSteps(destination.Length, PopulationCount);
        for (int i = 0; i < destination.Length; i += PopulationCount, StepCount++)
            (StepCount >= _start && StepCount < _stop ? _within : _base).CopyTo(destination[i..]);
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(StepCount);
    }

    /// <inheritdoc/>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        StepCount = reader.ReadInt64();
    }
}
