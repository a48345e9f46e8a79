using SpikeStream.Numerics.Optimisers;

namespace SpikeStream.Models.Mixtures;

/// <summary>One phase of training: parameters, the state of the optimiser, and value and gradient at the parameters between epochs.</summary>
internal sealed class MixtureClimb
{
    private readonly MixtureObjective _objective;
    private readonly ShapeCoordinates _shift;
    private readonly MixtureTuning _tuning;
    private readonly MixtureTrainingOptions _options;
    private readonly AdamAscent? _adam;
    private readonly LimitedMemoryBfgs? _quasiNewton;
    private readonly double[] _coordinates;
    private readonly double[] _gradient;
    private double _value;

    public MixtureClimb(ITrialSource trials, MixtureTotals totals, MixtureParameters start, MixtureTrainingOptions options)
    {
        Phase = start.Model;
        (_tuning, _options) = (start.Tuning, options);
        _objective = new(trials, totals, start.Tuning, start.ComponentCount, Phase == MixtureModelKind.ComBased, options.Parallelism, options.VectorWidth);
        _shift = new(_objective, totals);
        _coordinates = _objective.Coordinates(start);
        _objective.Clamp(_coordinates);
        _gradient = new double[_objective.Dimension];
        if (options.Optimiser == MixtureOptimiser.Adam) _adam = new(_objective.Dimension, options.LearningRate);
        else _quasiNewton = new(_objective.Dimension);
    }

    public MixtureModelKind Phase { get; }

    public double Value => _value;

    public MixtureParameters Parameters => _objective.Parameters(_coordinates, _tuning);

    public void Begin(CancellationToken cancellation)
    {
        if (_quasiNewton is null) _value = _objective.Marginal(_coordinates, _gradient, cancellation);
        else
        {
            _shift.Shift(_coordinates, -1);
            _value = -_quasiNewton.Begin(Cost(cancellation), _coordinates);
            Land();
        }

        if (!double.IsFinite(_value)) throw new MixtureDataException("start: found distributions with modes beyond 1e6, expected counts of at most 1e6");
    }

    /// <summary>One epoch; false where nothing is left to gain.</summary>
    public bool Advance(CancellationToken cancellation)
    {
        if (_quasiNewton is not null)
        {
            bool hasMoved = _quasiNewton.Iterate(Cost(cancellation));
            _value = -_quasiNewton.Value;
            Land();
            return hasMoved;
        }

        // The gradient between epochs is that of the log-likelihood, and that of the objective of EM as well: responsibilities are those of the parameters.
        bool isExpected = Phase == MixtureModelKind.Poisson;
        int steps = isExpected ? _options.StepsPerEpoch : _options.ComStepsPerEpoch;
        if (isExpected) _adam!.Reset();
        for (int step = 0; step < steps; step++)
        {
            if (step > 0 && isExpected) Require(_objective.ExpectedGradient(_coordinates, _gradient) ? 0 : double.NaN);
            else if (step > 0) Require(_objective.Marginal(_coordinates, _gradient, cancellation));
            _adam!.Step(_coordinates, _gradient);
            _objective.Clamp(_coordinates);
        }

        _value = Require(_objective.Marginal(_coordinates, _gradient, cancellation));
        return true;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_value);
        writer.WriteAll(_coordinates);
        writer.WriteAll(_gradient);
        _adam?.Save(writer);
        _quasiNewton?.Save(writer);
    }

    public void Restore(BinaryReader reader)
    {
        _value = reader.ReadDouble();
        reader.ReadAll(_coordinates);
        reader.ReadAll(_gradient);
        _adam?.Restore(reader);
        _quasiNewton?.Restore(reader);
        // Steps of EM need the responsibilities at the parameters.
        if (_adam is not null && Phase == MixtureModelKind.Poisson) _objective.Freeze(_coordinates, CancellationToken.None);
    }

    private static double Require(double value) =>
        double.IsFinite(value) ? value : throw new MixtureDataException("training: an Adam step led to distributions with modes beyond 1e6; lower the learning rate, or use the optimiser lbfgs, which refuses such steps");

    private void Land()
    {
        _quasiNewton!.Point.CopyTo(_coordinates);
        _shift.Shift(_coordinates, 1);
    }

    private LimitedMemoryBfgs.Objective Cost(CancellationToken cancellation) => (point, gradient) =>
    {
        _shift.Shift(point, 1);
        _objective.Clamp(point);
        double value = _objective.Marginal(point, gradient, cancellation);
        if (double.IsFinite(value))
        {
            // At a bound the derivative is that of what still moves.
            _objective.HoldBounds(point, gradient);
            _shift.Gradient(gradient);
        }

        _shift.Shift(point, -1);
        for (int i = 0; i < gradient.Length; i++) gradient[i] = -gradient[i];
        return -value;
    };
}
