using System.Numerics.Tensors;

namespace SpikeStream.Models.Stimuli;

/// <summary>The sum of several stimuli of the same populations and time step.</summary>
public sealed class SumStimulus : IStimulus
{
    private readonly IStimulus[] _parts;
    private double[] _part = [];

    /// <summary>A sum.</summary>
    /// <param name="parts">The stimuli, at least one, at step 0.</param>
    /// <exception cref="ArgumentException">There are none, or their populations or time steps differ.</exception>
    public SumStimulus(IReadOnlyList<IStimulus> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0) throw new ArgumentException("parts: found none, expected at least one", nameof(parts));
        foreach (IStimulus part in parts)
        {
            if (part.PopulationCount != parts[0].PopulationCount || part.TimeStep != parts[0].TimeStep)
                throw new ArgumentException($"parts: found {part.PopulationCount} populations at steps of {part.TimeStep} s, expected {parts[0].PopulationCount} at {parts[0].TimeStep} s as in the first", nameof(parts));
        }

        _parts = [.. parts];
    }

    /// <inheritdoc/>
    public int PopulationCount => _parts[0].PopulationCount;

    /// <inheritdoc/>
    public double TimeStep => _parts[0].TimeStep;

    /// <inheritdoc/>
    public long StepCount => _parts[0].StepCount;

    /// <inheritdoc/>
    public void Fill(Span<double> destination)
    {
        _parts[0].Fill(destination);
        if (_part.Length < destination.Length) _part = new double[destination.Length];
        Span<double> part = _part.AsSpan(0, destination.Length);
        foreach (IStimulus other in _parts.AsSpan(1))
        {
            other.Fill(part);
            TensorPrimitives.Add(destination, part, destination);
        }
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        foreach (IStimulus part in _parts) part.Save(writer);
    }

    /// <inheritdoc/>
    public void Restore(BinaryReader reader)
    {
        foreach (IStimulus part in _parts) part.Restore(reader);
    }
}
