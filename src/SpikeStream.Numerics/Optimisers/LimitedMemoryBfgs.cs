namespace SpikeStream.Numerics.Optimisers;

/// <summary>
/// Minimisation by limited-memory BFGS (Nocedal 1980; Liu and Nocedal 1989) with a line search for the weak Wolfe conditions (Lewis and Overton 2013), one iteration per call. Not thread-safe.
/// </summary>
/// <remarks>
/// The objective may move a trial point into bounds; decrease is then judged along the displacement that is left. It refuses a point by returning infinity or not-a-number. A pair of steps without
/// positive curvature is left out. Where no decrease is found along the quasi-Newton direction, the history is dropped and the gradient is tried once.
/// </remarks>
public sealed class LimitedMemoryBfgs
{
    private const double Decrease = 1e-4;
    private const double Curvature = 0.9;
    private const int MostTrials = 40;

    private readonly double[][] _steps;
    private readonly double[][] _changes;
    private readonly double[] _curvatures;
    private readonly double[] _factors;
    private readonly double[] _point;
    private readonly double[] _gradient;
    private readonly double[] _direction;
    private readonly double[] _trialPoint;
    private readonly double[] _trialGradient;
    private int _pairs;
    private int _next;

    /// <summary>A new minimiser without a point.</summary>
    /// <param name="dimension">Number of coordinates.</param>
    /// <param name="history">Pairs of steps that are kept, at least 1.</param>
    public LimitedMemoryBfgs(int dimension, int history = 20)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dimension);
        ArgumentOutOfRangeException.ThrowIfLessThan(history, 1);
        _steps = [.. Enumerable.Range(0, history).Select(_ => new double[dimension])];
        _changes = [.. Enumerable.Range(0, history).Select(_ => new double[dimension])];
        (_curvatures, _factors) = (new double[history], new double[history]);
        (_point, _gradient, _direction, _trialPoint, _trialGradient) = (new double[dimension], new double[dimension], new double[dimension], new double[dimension], new double[dimension]);
    }

    /// <summary>What is minimised.</summary>
    /// <param name="point">The point; may be moved into bounds.</param>
    /// <param name="gradient">Receives the gradient; 0 for a coordinate at a bound that would leave it.</param>
    /// <returns>The value; infinity or not-a-number refuses the point.</returns>
    public delegate double Objective(Span<double> point, Span<double> gradient);

    /// <summary>Where the minimiser is.</summary>
    public ReadOnlySpan<double> Point => _point;

    /// <summary>The gradient there.</summary>
    public ReadOnlySpan<double> Gradient => _gradient;

    /// <summary>The value there.</summary>
    public double Value { get; private set; } = double.NaN;

    /// <summary>Begins at a point, without history.</summary>
    /// <param name="objective">The objective.</param>
    /// <param name="point">The point.</param>
    /// <returns>Its value; not finite where the objective refuses it.</returns>
    public double Begin(Objective objective, ReadOnlySpan<double> point)
    {
        ArgumentNullException.ThrowIfNull(objective);
        (_pairs, _next) = (0, 0);
        point.CopyTo(_point);
        return Value = objective(_point, _gradient);
    }

    /// <summary>One iteration.</summary>
    /// <param name="objective">The same objective.</param>
    /// <returns>False where no lower point is found: the point is as good as rounding lets it be.</returns>
    public bool Iterate(Objective objective)
    {
        ArgumentNullException.ThrowIfNull(objective);
        if (Search(objective)) return true;
        if (_pairs == 0) return false;
        (_pairs, _next) = (0, 0);
        return Search(objective);
    }

    /// <summary>Writes point, value and history, exact to the bit.</summary>
    /// <param name="writer">Receives them.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_point.Length);
        writer.Write(Value);
        writer.Write(_pairs);
        writer.Write(_next);
        foreach (double[] values in (double[][])[_point, _gradient, _curvatures, .. _steps, .. _changes])
        {
            foreach (double value in values) writer.Write(value);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Gives it.</param>
    /// <exception cref="InvalidDataException">What is read has another dimension.</exception>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        int dimension = reader.ReadInt32();
        if (dimension != _point.Length) throw new InvalidDataException($"minimiser state: found {dimension} coordinates, expected {_point.Length}");
        Value = reader.ReadDouble();
        (_pairs, _next) = (reader.ReadInt32(), reader.ReadInt32());
        foreach (double[] values in (double[][])[_point, _gradient, _curvatures, .. _steps, .. _changes])
        {
            for (int i = 0; i < values.Length; i++) values[i] = reader.ReadDouble();
        }
    }

    private bool Search(Objective objective)
    {
        Direct();
        double slope = Dot(_gradient, _direction);
        if (!(slope < 0)) return false;
        // Without a history the length of the gradient says nothing about that of the step.
        double length = _pairs > 0 ? 1 : Math.Min(1, 1 / Math.Sqrt(-slope));
        double low = 0, high = double.PositiveInfinity;
        for (int trial = 0; trial < MostTrials; trial++)
        {
            for (int i = 0; i < _point.Length; i++) _trialPoint[i] = _point[i] + length * _direction[i];
            double value = objective(_trialPoint, _trialGradient);
            double expected = 0;
            for (int i = 0; i < _point.Length; i++) expected += _gradient[i] * (_trialPoint[i] - _point[i]);
            bool isLower = double.IsFinite(value) && expected < 0 && value <= Value + Decrease * expected;
            if (isLower && (Dot(_trialGradient, _direction) >= Curvature * slope || trial == MostTrials - 1))
            {
                Accept(value);
                return true;
            }

            if (isLower) low = length; else high = length;
            double next = double.IsFinite(high) ? 0.5 * (low + high) : 2 * length;
            if (!isLower && low == 0 && double.IsFinite(value))
            {
                double fitted = -slope * length * length / (2 * (value - Value - slope * length));
                if (fitted > 0.1 * length && fitted < 0.9 * length) next = fitted;
            }

            if (next == length || high - low < 1e-14 * high) break;
            length = next;
        }

        if (low == 0) return false;
        for (int i = 0; i < _point.Length; i++) _trialPoint[i] = _point[i] + low * _direction[i];
        double last = objective(_trialPoint, _trialGradient);
        if (!(last < Value)) return false;
        Accept(last);
        return true;
    }

    private void Accept(double value)
    {
        double[] step = _steps[_next], change = _changes[_next];
        double curvature = 0, square = 0;
        for (int i = 0; i < step.Length; i++)
        {
            step[i] = _trialPoint[i] - _point[i];
            change[i] = _trialGradient[i] - _gradient[i];
            curvature += step[i] * change[i];
            square += change[i] * change[i];
        }

        if (curvature > 1e-14 * square)
        {
            _curvatures[_next] = curvature;
            _next = (_next + 1) % _steps.Length;
            _pairs = Math.Min(_pairs + 1, _steps.Length);
        }

        _trialPoint.CopyTo(_point, 0);
        _trialGradient.CopyTo(_gradient, 0);
        Value = value;
    }

    /// <summary>The two-loop recursion.</summary>
    private void Direct()
    {
        for (int i = 0; i < _direction.Length; i++) _direction[i] = -_gradient[i];
        for (int back = 1; back <= _pairs; back++)
        {
            int pair = (_next - back + _steps.Length) % _steps.Length;
            double factor = _factors[pair] = Dot(_steps[pair], _direction) / _curvatures[pair];
            Add(-factor, _changes[pair]);
        }

        if (_pairs > 0)
        {
            int last = (_next - 1 + _steps.Length) % _steps.Length;
            double scale = _curvatures[last] / Dot(_changes[last], _changes[last]);
            for (int i = 0; i < _direction.Length; i++) _direction[i] *= scale;
        }

        for (int back = _pairs; back >= 1; back--)
        {
            int pair = (_next - back + _steps.Length) % _steps.Length;
            Add(_factors[pair] - Dot(_changes[pair], _direction) / _curvatures[pair], _steps[pair]);
        }
    }

    private void Add(double factor, double[] values)
    {
        for (int i = 0; i < values.Length; i++) _direction[i] += factor * values[i];
    }

    // Four sums: one after the other would wait for each addition.
    private static double Dot(double[] a, double[] b)
    {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        int i = 0;
        for (; i <= a.Length - 4; i += 4)
        {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }

        for (; i < a.Length; i++) s0 += a[i] * b[i];
        return (s0 + s1) + (s2 + s3);
    }
}
