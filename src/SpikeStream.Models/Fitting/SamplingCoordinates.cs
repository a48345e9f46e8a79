using MathNet.Numerics.LinearAlgebra;
using SpikeStream.Numerics.Samplers;

namespace SpikeStream.Models.Fitting;

/// <summary>
/// Coordinates in which a posterior bends less: one map per parameter between its sampling coordinate y and its fitting coordinate x.
/// </summary>
/// <remarks>
/// A sampler's steps are as small as the posterior bends, and a ridge along which parameters trade off is straight on the scale on which they act: the
/// logarithm of an escape rate follows the adaptation strength in units of the noise level, not its logarithm. With s the standard deviation
/// at the mode, <see cref="SamplingScale.Ratio"/> is x = s sinh y, and <see cref="SamplingScale.Difference"/> the natural value b log(1 + exp y), with b a fifth
/// of its value at the mode. A parameter with a <see cref="Parameter.SamplingUnit"/> is mapped in units of the change of that one since the mode. All maps are smooth and onto, so that densities change by their Jacobian alone. Immutable.
/// </remarks>
public sealed class SamplingCoordinates
{
    // The natural value is linear in the coordinate but for exp(-5) at the mode, and positive everywhere.
    private const double BendOfMode = 0.2;

    private readonly ParameterSpace _space;
    private readonly SamplingScale[] _scales;
    private readonly double[] _widths;

    // Index of the parameter that is the unit, or -1, the logarithm of that one at the mode, and all indices with units before what is measured in them.
    private readonly int[] _units;
    private readonly double[] _unitsOfMode;
    private readonly int[] _unitsFirst;

    /// <summary>Lays the coordinates out around a mode.</summary>
    /// <param name="space">The free parameters.</param>
    /// <param name="mode">The mode, in fitting coordinates.</param>
    /// <param name="metric">Covariance of the fitting coordinates at the mode.</param>
    /// <exception cref="ArgumentException">Lengths differ, a scale does not suit the transform of its parameter, or parameters are the units of each other.</exception>
    public SamplingCoordinates(ParameterSpace space, ReadOnlySpan<double> mode, EuclideanMetric metric)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(metric);
        if (mode.Length != space.Count || metric.Dimension != space.Count)
            throw new ArgumentException($"found {mode.Length} coordinates and a metric of {metric.Dimension}, expected {space.Count}", nameof(mode));
        _space = space;
        _scales = [.. space.Parameters.Select(parameter => parameter.SamplingScale)];
        _widths = new double[space.Count];
        _units = [.. space.Parameters.Select(parameter => UnitOf(space, parameter))];
        _unitsOfMode = new double[space.Count];
        _unitsFirst = [.. Enumerable.Range(0, space.Count).OrderBy(Depth)];
        double[] natural = new double[space.Count];
        space.ToNatural(mode, natural);
        for (int i = 0; i < _widths.Length; i++)
        {
            if (!Suits(_scales[i], space.Parameters[i].Transform))
                throw new ArgumentException($"{space.Parameters[i].Name}: found the scale {_scales[i]}, which does not suit its transform {space.Parameters[i].Transform}", nameof(space));
            double variance = metric.Covariance[metric.IsDense ? i * space.Count + i : i];
            _widths[i] = _scales[i] == SamplingScale.Difference ? BendOfMode * natural[i] : Math.Sqrt(variance);
            if (_units[i] >= 0) _unitsOfMode[i] = mode[_units[i]] * Base(_units[i]);
        }
    }

    /// <summary>Number of coordinates.</summary>
    public int Count => _widths.Length;

    /// <summary>Fitting to sampling coordinates.</summary>
    /// <param name="fitting">Fitting coordinates.</param>
    /// <param name="sampling">Receives the sampling coordinates.</param>
    public void FromFitting(ReadOnlySpan<double> fitting, Span<double> sampling)
    {
        for (int i = 0; i < Count; i++)
        {
            sampling[i] = _scales[i] switch
            {
                SamplingScale.Ratio => Math.Asinh(fitting[i] / _widths[i]),
                SamplingScale.Difference => InverseSoftPlus(Math.Exp(fitting[i] * Base(i) - Growth(i, fitting)) / _widths[i]),
                _ => fitting[i] - Growth(i, fitting) / Base(i),
            };
        }
    }

    /// <summary>Sampling to fitting coordinates.</summary>
    /// <param name="sampling">Sampling coordinates.</param>
    /// <param name="fitting">Receives the fitting coordinates.</param>
    /// <returns>The log of the Jacobian: log density of the sampling coordinates less that of the fitting coordinates, in nats.</returns>
    public double ToFitting(ReadOnlySpan<double> sampling, Span<double> fitting)
    {
        double jacobian = 0;
        foreach (int i in _unitsFirst)
        {
            double y = sampling[i];
            switch (_scales[i])
            {
                case SamplingScale.Ratio:
                    fitting[i] = _widths[i] * Math.Sinh(y);
                    jacobian += Math.Log(_widths[i] * Math.Cosh(y));
                    break;
                case SamplingScale.Difference:
                    double logValue = LogSoftPlus(y);
                    fitting[i] = (Math.Log(_widths[i]) + logValue + Growth(i, fitting)) / Base(i);
                    jacobian += -SoftPlus(-y) - logValue - Math.Log(Base(i));
                    break;
                default:
                    fitting[i] = y + Growth(i, fitting) / Base(i);
                    break;
            }
        }

        return jacobian;
    }

    /// <summary>Turns a gradient of a log density by fitting coordinates into that by sampling coordinates, its Jacobian included, in place.</summary>
    /// <param name="sampling">Sampling coordinates.</param>
    /// <param name="gradient">Derivatives by fitting coordinates; on return by sampling coordinates.</param>
    public void ChainToSampling(ReadOnlySpan<double> sampling, Span<double> gradient)
    {
        for (int k = Count - 1; k >= 0; k--)
        {
            int i = _unitsFirst[k];
            if (_units[i] >= 0) gradient[_units[i]] += gradient[i] * Base(_units[i]) / Base(i);
            (double slope, double bend) = Slope(i, sampling[i]);
            gradient[i] = gradient[i] * slope + bend;
        }
    }

    /// <summary>The covariance of sampling coordinates next to a point, from that of fitting coordinates there.</summary>
    /// <param name="metric">Covariance of fitting coordinates.</param>
    /// <param name="sampling">The point, in sampling coordinates.</param>
    /// <returns>Covariance of sampling coordinates, dense where <paramref name="metric"/> is.</returns>
    public EuclideanMetric ToSampling(EuclideanMetric metric, ReadOnlySpan<double> sampling)
    {
        ArgumentNullException.ThrowIfNull(metric);
        // (1 - U) dx = D dy, with slopes on the diagonal D and what a unit does to a coordinate in U.
        Matrix<double> back = Matrix<double>.Build.DenseIdentity(Count);
        for (int i = 0; i < Count; i++)
        {
            if (_units[i] >= 0) back[i, _units[i]] = -Base(_units[i]) / Base(i);
            back.SetRow(i, back.Row(i) / Slope(i, sampling[i]).Slope);
        }

        double[] covariance = metric.Covariance.ToArray();
        Matrix<double> fitting = metric.IsDense ? Matrix<double>.Build.DenseOfRowMajor(Count, Count, covariance) : Matrix<double>.Build.DenseOfDiagonalArray(covariance);
        Matrix<double> found = back * fitting * back.Transpose();
        return metric.IsDense ? EuclideanMetric.Dense(Count, found.ToRowMajorArray()) : EuclideanMetric.Diagonal(found.Diagonal().ToArray());
    }

    /// <summary>dx/dy, and the derivative of its logarithm.</summary>
    private (double Slope, double Bend) Slope(int i, double y)
    {
        switch (_scales[i])
        {
            case SamplingScale.Ratio:
                return (_widths[i] * Math.Cosh(y), Math.Tanh(y));
            case SamplingScale.Difference:
                // With v = log(1 + exp y): d log v / dy = exp(-log(1 + exp -y) - log v).
                double rate = Math.Exp(-SoftPlus(-y) - LogSoftPlus(y));
                return (rate / Base(i), Math.Exp(-SoftPlus(y)) - rate);
            default:
                return (1, 0);
        }
    }

    private static bool Suits(SamplingScale scale, ParameterTransform transform) => scale switch
    {
        SamplingScale.Ratio => transform == ParameterTransform.Identity,
        SamplingScale.Difference => transform != ParameterTransform.Identity,
        _ => true,
    };

    // Natural logarithm of the natural value per fitting coordinate.
    private double Base(int i) => _space.Parameters[i].Transform == ParameterTransform.Log10 ? Math.Log(10) : 1;

    // The log of the unit since the mode.
    private double Growth(int i, ReadOnlySpan<double> fitting) =>
        _units[i] < 0 ? 0 : fitting[_units[i]] * Base(_units[i]) - _unitsOfMode[i];

    private int Depth(int i)
    {
        int depth = 0;
        for (int unit = _units[i]; unit >= 0; unit = _units[unit])
        {
            if (++depth > Count) throw new ArgumentException($"{_space.Parameters[i].Name}: found a unit that is measured in units of itself");
        }

        return depth;
    }

    private static int UnitOf(ParameterSpace space, Parameter parameter)
    {
        if (parameter.SamplingUnit is null || parameter.Transform == ParameterTransform.Identity) return -1;
        int index = space.Parameters.ToList().FindIndex(other => other.Name == parameter.SamplingUnit);
        return index >= 0 && space.Parameters[index].Transform != ParameterTransform.Identity ? index : -1;
    }

    private static double SoftPlus(double y) => y > 0 ? y + Math.Log(1 + Math.Exp(-y)) : LogOnePlus(Math.Exp(y));

    private static double LogSoftPlus(double y) => y < -36 ? y : Math.Log(SoftPlus(y));

    private static double InverseSoftPlus(double v) => v > 36 ? v : v + Math.Log(-ExpMinusOne(-v));

    // Exact also where x is far below the spacing of doubles at 1.
    private static double LogOnePlus(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * x / (sum - 1);
    }

    private static double ExpMinusOne(double x)
    {
        if (Math.Abs(x) < 1e-5) return x + x * x / 2;
        return Math.Exp(x) - 1;
    }
}
