using System.Globalization;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Numerics.Samplers;

/// <summary>
/// One chain of Hamiltonian Monte Carlo, with no-U-turn trajectories or fixed paths: a transition per call, warm-up first.
/// </summary>
/// <remarks>
/// The chain depends on the density, the options, the names of the random stream and the start alone: transition i draws from a part of the
/// stream of its own. Saved after any transition and restored into an object made with the same arguments it goes on to the same bits.
/// A transition that is cancelled, or whose density throws, leaves the chain where it was. Not thread-safe.
/// </remarks>
public sealed class HamiltonianSampler
{
    // Words of the stream that belong to one transition; the upper half is for the search of a step size.
    private const int WordsOfTransition = 32;
    private const double SearchedAcceptance = 0.8;

    private readonly ILogDensity _target;
    private readonly SamplerOptions _options;
    private readonly RandomStream _random;
    private readonly ITrajectory _trajectory;
    private readonly WarmUpAdaptation _adaptation;
    private readonly PhasePoint _current;
    private readonly PhasePoint _next;
    private bool _hasStarted;
    private bool _needsStepSize;

    /// <summary>Prepares a chain; evaluates nothing yet.</summary>
    /// <param name="target">The density; this chain is its only user while a call lasts.</param>
    /// <param name="options">How to sample.</param>
    /// <param name="random">A stream for this chain alone, named by seed, stage, purpose and chain; the sampler sets its position.</param>
    /// <param name="start">Where the chain starts.</param>
    /// <param name="metric">The metric to start with and to draw estimates to, such as the inverse observed information at a mode; null for the identity.</param>
    /// <exception cref="ArgumentException">Lengths differ, or an option is out of its range.</exception>
    public HamiltonianSampler(ILogDensity target, SamplerOptions options, RandomStream random, ReadOnlySpan<double> start, EuclideanMetric? metric = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(random);
        options.Validate();
        if (start.Length != target.Dimension || target.Dimension < 1)
            throw new ArgumentException($"found {start.Length} starting coordinates, expected the {target.Dimension} of the density, at least 1", nameof(start));
        if (metric is not null && metric.Dimension != target.Dimension)
            throw new ArgumentException($"found a metric of {metric.Dimension} coordinates, expected the {target.Dimension} of the density", nameof(metric));
        _target = target;
        _options = options;
        _random = random;
        _trajectory = options.Trajectory.Create(target.Dimension);
        _adaptation = new(options, target.Dimension, metric);
        _current = new(target.Dimension);
        _next = new(target.Dimension);
        start.CopyTo(_current.Position);
    }

    /// <summary>Number of transitions done, warm-up included.</summary>
    public int Iteration { get; private set; }

    /// <summary>Whether the next transition is a draw.</summary>
    public bool IsWarm => Iteration >= _options.WarmUp;

    /// <summary>Where the chain is.</summary>
    public ReadOnlySpan<double> Position => _current.Position;

    /// <summary>Step size of the next transition.</summary>
    public double StepSize => _adaptation.StepSize;

    /// <summary>The metric as learned so far.</summary>
    public EuclideanMetric Metric => _adaptation.Metric;

    /// <summary>One transition.</summary>
    /// <param name="cancellationToken">Gives it up and leaves the chain where it was.</param>
    /// <returns>What it did; <see cref="Position"/> is the draw.</returns>
    /// <exception cref="ArithmeticException">At the start: the density or its gradient is not finite, or no step size suits it.</exception>
    public SamplerTransition Step(CancellationToken cancellationToken = default)
    {
        if (!_hasStarted) Start(cancellationToken);
        if (_needsStepSize) SearchStepSize(cancellationToken);
        bool isWarmUp = !IsWarm;
        int iteration = Iteration;
        double stepSize = _adaptation.StepSize;
        Leapfrog dynamics = Dynamics(stepSize, cancellationToken);
        _random.Position = (ulong)iteration << WordsOfTransition;
        _next.CopyFrom(_current);
        Refresh(_next);
        TrajectoryOutcome outcome = _trajectory.Run(dynamics, _random, _next);
        SamplerTransition transition = new(
            iteration, isWarmUp, _next.LogDensity, _next.Energy, outcome.Acceptance, stepSize, outcome.Depth, outcome.Steps, outcome.IsDivergent, outcome.IsCut);
        _current.CopyFrom(_next);
        Iteration++;
        if (isWarmUp) _needsStepSize = _adaptation.Learn(iteration, _current.Position, outcome.Acceptance) && !IsWarm;
        return transition;
    }

    /// <summary>Writes the whole state, exact to the bit.</summary>
    /// <param name="writer">Receives it.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_target.Dimension);
        writer.Write(Iteration);
        writer.Write(_hasStarted);
        writer.Write(_needsStepSize);
        foreach (double value in _current.Position) writer.Write(value);
        foreach (double value in _current.Gradient) writer.Write(value);
        writer.Write(_current.LogDensity);
        _adaptation.Save(writer);
    }

    /// <summary>Takes up what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Gives it.</param>
    /// <exception cref="InvalidDataException">What is read has another dimension, or is no chain.</exception>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        int dimension = reader.ReadInt32();
        if (dimension != _target.Dimension) throw new InvalidDataException($"sampler state: found {dimension} coordinates, expected {_target.Dimension}");
        Iteration = reader.ReadInt32();
        _hasStarted = reader.ReadBoolean();
        _needsStepSize = reader.ReadBoolean();
        for (int i = 0; i < dimension; i++) _current.Position[i] = reader.ReadDouble();
        for (int i = 0; i < dimension; i++) _current.Gradient[i] = reader.ReadDouble();
        _current.LogDensity = reader.ReadDouble();
        _adaptation.Restore(reader);
    }

    private void Start(CancellationToken cancellationToken)
    {
        double value = _target.Evaluate(_current.Position, _current.Gradient, cancellationToken);
        if (!double.IsFinite(value) || !_current.Gradient.All(double.IsFinite))
        {
            string found = double.IsFinite(value) ? "a gradient that is not finite" : string.Create(CultureInfo.InvariantCulture, $"a log density of {value}");
            throw new ArithmeticException(string.Create(
                CultureInfo.InvariantCulture,
                $"start of the chain: found {found} at ({string.Join(", ", _current.Position.Select(x => x.ToString("G6", CultureInfo.InvariantCulture)))}), expected a point where the density is positive; start elsewhere"));
        }

        _current.LogDensity = value;
        _needsStepSize = _adaptation.SearchesAtStart;
        _hasStarted = true;
    }

    private Leapfrog Dynamics(double stepSize, CancellationToken cancellationToken) =>
        new(_target, _adaptation.Metric, stepSize, _options.DivergenceThreshold, cancellationToken);

    private void Refresh(PhasePoint point)
    {
        _adaptation.Metric.SampleMomentum(_random, point.Momentum);
        _adaptation.Metric.Velocity(point.Momentum, point.Velocity);
    }

    // Doubles or halves the step size until the acceptance of a single step crosses 0.8 (Hoffman and Gelman 2014, algorithm 4).
    private void SearchStepSize(CancellationToken cancellationToken)
    {
        _random.Position = ((ulong)Iteration << WordsOfTransition) | (1UL << (WordsOfTransition - 1));
        double stepSize = _adaptation.StepSize;
        int direction = 0;
        while (true)
        {
            _next.CopyFrom(_current);
            Refresh(_next);
            double before = _next.Energy;
            Dynamics(stepSize, cancellationToken).Step(_next, 1);
            bool isAccepted = before - _next.Energy > Math.Log(SearchedAcceptance);
            if (direction == 0) direction = isAccepted ? 1 : -1;
            else if (isAccepted != (direction > 0)) break;
            stepSize = direction > 0 ? 2 * stepSize : stepSize / 2;
            if (stepSize is > 1e7 or < 1e-12)
            {
                throw new ArithmeticException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"step size: found none between 1e-12 and 1e7 that suits the density, expected {(stepSize > 1 ? "a density that falls off in all directions" : "a smooth density with a gradient that is its own")}"));
            }
        }

        _adaptation.Restart(stepSize);
        _needsStepSize = false;
    }
}
