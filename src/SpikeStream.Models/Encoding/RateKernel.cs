namespace SpikeStream.Models.Encoding;

/// <summary>Weights that smooth a rate over bins. Immutable.</summary>
/// <remarks>
/// At the ends of a trace, where part of the kernel lies outside, the weights inside are scaled up to the whole, so that a constant stays a constant. Gaussians are cut off at 4 standard deviations,
/// exponentials at 10 time constants.
/// </remarks>
public sealed class RateKernel
{
    private readonly double[] _weights;
    private readonly int _ahead;

    private RateKernel(double[] weights, int ahead)
    {
        double sum = weights.Sum();
        _weights = [.. weights.Select(weight => weight / sum)];
        _ahead = ahead;
    }

    /// <summary>Leaves rates as they are.</summary>
    public static RateKernel None { get; } = new([1], 0);

    /// <summary>A Gaussian, half of which looks ahead in time.</summary>
    /// <param name="deviation">Standard deviation in bins, above 0.</param>
    /// <returns>The kernel.</returns>
    public static RateKernel Gaussian(double deviation)
    {
        int reach = Reach(4 * deviation);
        return new([.. Enumerable.Range(-reach, 2 * reach + 1).Select(k => Math.Exp(-0.5 * k * k / (deviation * deviation)))], reach);
    }

    /// <summary>The half of a Gaussian that looks back.</summary>
    /// <param name="deviation">Standard deviation of the whole in bins, above 0.</param>
    /// <returns>The kernel.</returns>
    public static RateKernel CausalGaussian(double deviation) =>
        new([.. Enumerable.Range(0, Reach(4 * deviation) + 1).Select(k => Math.Exp(-0.5 * k * k / (deviation * deviation)))], 0);

    /// <summary>An exponential that looks back.</summary>
    /// <param name="timeConstant">Time constant in bins, above 0.</param>
    /// <returns>The kernel.</returns>
    public static RateKernel Exponential(double timeConstant) =>
        new([.. Enumerable.Range(0, Reach(10 * timeConstant) + 1).Select(k => Math.Exp(-k / timeConstant))], 0);

    /// <summary>The weights, of sum 1: weight k belongs to the bin that is k less <see cref="Ahead"/> before the one that is smoothed.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>How many bins it looks ahead.</summary>
    public int Ahead => _ahead;

    /// <summary>Whether it changes nothing.</summary>
    public bool IsNone => _weights.Length == 1;

    /// <summary>Smooths a trace.</summary>
    /// <param name="values">The trace; NaN where there is no value, which then takes no part.</param>
    /// <param name="smooth">Receives as many values; NaN where none is near.</param>
    public void Smooth(ReadOnlySpan<double> values, Span<double> smooth)
    {
        for (int bin = 0; bin < values.Length; bin++)
        {
            double sum = 0, inside = 0;
            // Weight k belongs to the bin that is k - ahead before this one.
            int first = Math.Max(0, bin + _ahead - (values.Length - 1)), last = Math.Min(_weights.Length - 1, bin + _ahead);
            for (int k = first; k <= last; k++)
            {
                double value = values[bin + _ahead - k];
                if (double.IsNaN(value)) continue;
                sum += _weights[k] * value;
                inside += _weights[k];
            }

            smooth[bin] = inside > 0 ? sum / inside : double.NaN;
        }
    }

    /// <summary>The standard errors of a smoothed trace whose values are independent.</summary>
    /// <param name="errors">Standard errors of the values.</param>
    /// <param name="smooth">Receives as many.</param>
    public void SmoothErrors(ReadOnlySpan<double> errors, Span<double> smooth)
    {
        for (int bin = 0; bin < errors.Length; bin++)
        {
            double sum = 0, inside = 0;
            int first = Math.Max(0, bin + _ahead - (errors.Length - 1)), last = Math.Min(_weights.Length - 1, bin + _ahead);
            for (int k = first; k <= last; k++)
            {
                double error = _weights[k] * errors[bin + _ahead - k];
                if (double.IsNaN(error)) continue;
                sum += error * error;
                inside += _weights[k];
            }

            smooth[bin] = inside > 0 ? Math.Sqrt(sum) / inside : double.NaN;
        }
    }

    private static int Reach(double bins)
    {
        if (!(bins > 0 && bins < 1 << 24)) throw new ArgumentOutOfRangeException(nameof(bins), bins, "expected a kernel of 0 to 2^24 bins");
        return (int)Math.Ceiling(bins);
    }
}
