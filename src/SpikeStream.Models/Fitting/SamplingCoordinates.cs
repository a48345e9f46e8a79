using SpikeStream.Numerics.Samplers;

namespace SpikeStream.Models.Fitting;

/// <summary>
/// Coordinates in which a posterior bends less: one map per parameter between its sampling coordinate y and its fitting coordinate x.
/// </summary>
/// <remarks>
/// A sampler's steps are as small as the posterior bends, and a ridge along which parameters trade off is straight on the scale on which they act: the
/// logarithm of an escape rate follows the adaptation strength itself, not its logarithm. With s the standard deviation
/// at the mode, <see cref="SamplingScale.Ratio"/> is x = s sinh y, and <see cref="SamplingScale.Difference"/> the natural value b log(1 + exp y), with b a fifth
/// of its value at the mode. All maps are smooth and onto, so that densities change by their Jacobian alone. Immutable.
/// </remarks>
public sealed class SamplingCoordinates
{
    // The natural value is linear in the coordinate but for exp(-5) at the mode, and positive everywhere.
    private const double BendOfMode = 0.2;

    private readonly ParameterSpace _space;
    private readonly SamplingScale[] _scales;
    private readonly double[] _widths;

    /// <summary>Lays the coordinates out around a mode.</summary>
    /// <param name="space">The free parameters.</param>
    /// <param name="mode">The mode, in fitting coordinates.</param>
    /// <param name="metric">Covariance of the fitting coordinates at the mode.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a scale does not suit the transform of its parameter.</exception>
    public SamplingCoordinates(ParameterSpace space, ReadOnlySpan<double> mode, EuclideanMetric metric)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(metric);
        if (mode.Length != space.Count || metric.Dimension != space.Count)
            throw new ArgumentException($"found {mode.Length} coordinates and a metric of {metric.Dimension}, expected {space.Count}", nameof(mode));
        _space = space;
        _scales = [.. space.Parameters.Select(parameter => parameter.SamplingScale)];
        _widths = new double[space.Count];
        double[] natural = new double[space.Count];
        space.ToNatural(mode, natural);
        for (int i = 0; i < _widths.Length; i++)
        {
            if (!Suits(_scales[i], space.Parameters[i].Transform))
                throw new ArgumentException($"{space.Parameters[i].Name}: found the scale {_scales[i]}, which does not suit its transform {space.Parameters[i].Transform}", nameof(space));
            double variance = metric.Covariance[metric.IsDense ? i * space.Count + i : i];
            _widths[i] = _scales[i] == SamplingScale.Difference ? BendOfMode * natural[i] : Math.Sqrt(variance);
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
                SamplingScale.Difference => InverseSoftPlus(Math.Exp(fitting[i] * Unit(i)) / _widths[i]),
                _ => fitting[i],
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
        for (int i = 0; i < Count; i++)
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
                    fitting[i] = (Math.Log(_widths[i]) + logValue) / Unit(i);
                    jacobian += -SoftPlus(-y) - logValue - Math.Log(Unit(i));
                    break;
                default:
                    fitting[i] = y;
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
        for (int i = 0; i < Count; i++)
        {
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
        double[] covariance = metric.Covariance.ToArray(), slopes = new double[Count];
        for (int i = 0; i < Count; i++) slopes[i] = Slope(i, sampling[i]).Slope;
        for (int i = 0; i < Count; i++)
        {
            if (!metric.IsDense)
            {
                covariance[i] /= slopes[i] * slopes[i];
                continue;
            }

            for (int j = 0; j < Count; j++) covariance[i * Count + j] /= slopes[i] * slopes[j];
        }

        return metric.IsDense ? EuclideanMetric.Dense(Count, covariance) : EuclideanMetric.Diagonal(covariance);
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
                return (rate / Unit(i), Math.Exp(-SoftPlus(y)) - rate);
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
    private double Unit(int i) => _space.Parameters[i].Transform == ParameterTransform.Log10 ? Math.Log(10) : 1;

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
