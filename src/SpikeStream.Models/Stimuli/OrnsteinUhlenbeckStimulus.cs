using SpikeStream.Numerics.Random;
using SpikeStream.Numerics.Time;

namespace SpikeStream.Models.Stimuli;

/// <summary>
/// Ornstein-Uhlenbeck noise by Euler-Maruyama: dI = (mu - I)/tau dt + q sqrt(2/tau) dW, stationary standard deviation q
/// (Rene, Longtin and Macke 2020, equation 4.29). The first step is I(0) itself.
/// </summary>
public sealed class OrnsteinUhlenbeckStimulus : IStimulus
{
    private readonly double[] _means;
    private readonly double[] _decays;
    private readonly double[] _kicks;
    private readonly double[] _current;
    private readonly RandomStream _random;

    /// <summary>An Ornstein-Uhlenbeck process per population.</summary>
    /// <param name="timeStep">The fine time step.</param>
    /// <param name="means">mu in mA, one per population.</param>
    /// <param name="timeConstants">tau in seconds, above 0, one per population.</param>
    /// <param name="deviations">q in mA, one per population.</param>
    /// <param name="initial">I(0) in mA, one per population.</param>
    /// <param name="random">The stream of its noise, at position 0.</param>
    /// <exception cref="ArgumentException">Values are out of range or not as many.</exception>
    public OrnsteinUhlenbeckStimulus(
        BinGrid timeStep,
        ReadOnlySpan<double> means,
        ReadOnlySpan<double> timeConstants,
        ReadOnlySpan<double> deviations,
        ReadOnlySpan<double> initial,
        RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(timeStep);
        ArgumentNullException.ThrowIfNull(random);
        StimulusChecks.RequireFinite("mean", means);
        StimulusChecks.RequirePositive("time constant", timeConstants);
        StimulusChecks.RequireFinite("standard deviation", deviations);
        StimulusChecks.RequireFinite("initial value", initial);
        StimulusChecks.RequireLength("time constant", timeConstants.Length, means.Length);
        StimulusChecks.RequireLength("standard deviation", deviations.Length, means.Length);
        StimulusChecks.RequireLength("initial value", initial.Length, means.Length);
        TimeStep = timeStep.Width;
        _means = means.ToArray();
        _current = initial.ToArray();
        _decays = new double[means.Length];
        _kicks = new double[means.Length];
        for (int a = 0; a < means.Length; a++)
        {
            _decays[a] = TimeStep / timeConstants[a];
            _kicks[a] = deviations[a] * Math.Sqrt(2 * TimeStep / timeConstants[a]);
        }

        _random = random;
    }

    /// <inheritdoc/>
    public int PopulationCount => _means.Length;

    /// <inheritdoc/>
    public double TimeStep { get; }

    /// <inheritdoc/>
    public long StepCount { get; private set; }

    /// <inheritdoc/>
    public void Fill(Span<double> destination)
    {
        StimulusChecks.RequireSteps(destination.Length, PopulationCount);
        _random.FillNormal(destination);
        for (int i = 0; i < destination.Length; StepCount++)
        {
            for (int a = 0; a < PopulationCount; a++, i++)
            {
                double now = _current[a];
                _current[a] = now + (_means[a] - now) * _decays[a] + _kicks[a] * destination[i];
                destination[i] = now;
            }
        }
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(StepCount);
        writer.Write(_random.Position);
        foreach (double value in _current) writer.Write(value);
    }

    /// <inheritdoc/>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        StepCount = reader.ReadInt64();
        _random.Position = reader.ReadUInt64();
        for (int a = 0; a < _current.Length; a++) _current[a] = reader.ReadDouble();
    }
}
