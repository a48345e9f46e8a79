using SpikeStream.Numerics.Random;
using SpikeStream.Numerics.Time;

namespace SpikeStream.Models.Stimuli;

/// <summary>
/// A sine with multiplicative noise: I(t) = B sin(2 pi f t)(1 + q sqrt(dt) xi), xi standard normal, independent per population and step
/// (Rene, Longtin and Macke 2020, equation 4.28).
/// </summary>
public sealed class SineStimulus : IStimulus
{
    private readonly BinGrid _grid;
    private readonly double[] _amplitudes;
    private readonly double[] _frequencies;
    private readonly double[] _noise;
    private readonly RandomStream _random;

    /// <summary>A sine.</summary>
    /// <param name="timeStep">The fine time step.</param>
    /// <param name="amplitudes">B in mA, one per population.</param>
    /// <param name="frequencies">f in Hz, one per population.</param>
    /// <param name="noise">q in s^-1/2, one per population.</param>
    /// <param name="random">The stream of its noise, at position 0; step k uses the numbers k·M to (k + 1)·M - 1.</param>
    /// <exception cref="ArgumentException">Values are not finite or not as many.</exception>
    public SineStimulus(BinGrid timeStep, ReadOnlySpan<double> amplitudes, ReadOnlySpan<double> frequencies, ReadOnlySpan<double> noise, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(timeStep);
        ArgumentNullException.ThrowIfNull(random);
        StimulusChecks.RequireFinite("amplitude", amplitudes);
        StimulusChecks.RequireFinite("frequency", frequencies);
        StimulusChecks.RequireFinite("noise", noise);
        StimulusChecks.RequireLength("frequency", frequencies.Length, amplitudes.Length);
        StimulusChecks.RequireLength("noise", noise.Length, amplitudes.Length);
        _grid = timeStep;
        _amplitudes = amplitudes.ToArray();
        _frequencies = frequencies.ToArray();
        _noise = noise.ToArray();
        _random = random;
    }

    /// <inheritdoc/>
    public int PopulationCount => _amplitudes.Length;

    /// <inheritdoc/>
    public double TimeStep => _grid.Width;

    /// <inheritdoc/>
    public long StepCount { get; private set; }

    /// <inheritdoc/>
    public void Fill(Span<double> destination)
    {
        StimulusChecks.RequireSteps(destination.Length, PopulationCount);
        _random.FillNormal(destination);
        double rootStep = Math.Sqrt(TimeStep);
        for (int i = 0; i < destination.Length; StepCount++)
        {
            double time = _grid.Edge(StepCount);
            for (int a = 0; a < PopulationCount; a++, i++)
            {
                double sine = _amplitudes[a] * Math.Sin(2 * Math.PI * _frequencies[a] * time);
                destination[i] = sine * (1 + _noise[a] * rootStep * destination[i]);
            }
        }
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(StepCount);
        writer.Write(_random.Position);
    }

    /// <inheritdoc/>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        StepCount = reader.ReadInt64();
        _random.Position = reader.ReadUInt64();
    }
}
