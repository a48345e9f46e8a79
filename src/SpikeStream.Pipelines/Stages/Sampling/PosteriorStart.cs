using System.Globalization;
using SpikeStream.Models.Fitting;
using SpikeStream.Numerics.Random;
using SpikeStream.Numerics.Samplers;
using SpikeStream.Pipelines.Stages.Fitting;

namespace SpikeStream.Pipelines.Stages.Sampling;

/// <summary>Where chains start: points spread around a mode by its curvature.</summary>
internal static class PosteriorStart
{
    // A point without density is drawn again, ever nearer to the centre.
    private const int Trials = 20;

    /// <summary>The metric of the curvature at a point.</summary>
    /// <param name="density">The log posterior, for as many threads as are allowed.</param>
    /// <param name="centre">The point, in fitting coordinates.</param>
    /// <param name="parallelism">Threads at most.</param>
    /// <param name="warn">Told where the point is no mode.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FitFailedException">There is no finite curvature at the point.</exception>
    public static EuclideanMetric Metric(ILogDensity density, double[] centre, int parallelism, Action<string> warn, CancellationToken cancellationToken)
    {
        try
        {
            ObservedInformation information = ObservedInformation.At([.. Enumerable.Repeat(density, Math.Max(1, parallelism))], centre, cancellationToken);
            if (!information.IsPositiveDefinite)
            {
                warn(string.Create(
                    CultureInfo.InvariantCulture,
                    $"the log posterior is not concave where the chains start (smallest eigenvalue of the observed information {information.Eigenvalues[0]:G3}): the point is no mode; fit longer, or leave the directions that the data do not determine out of \"free\""));
            }
            else if (information.ExpectedGain > centre.Length)
            {
                warn(string.Create(
                    CultureInfo.InvariantCulture,
                    $"the chains start about {information.ExpectedGain:G3} nats below the mode, expected less than {centre.Length}: the warm-up has to find the way; a fit with its polish gives a better start"));
            }

            return EuclideanMetric.Dense(centre.Length, information.Covariance().ToRowMajorArray());
        }
        catch (ArithmeticException fault)
        {
            throw new FitFailedException(fault.Message);
        }
    }

    /// <summary>A start with density: the centre and a normal displacement.</summary>
    /// <param name="density">The log posterior.</param>
    /// <param name="centre">The centre, in fitting coordinates.</param>
    /// <param name="metric">Covariance of the displacement.</param>
    /// <param name="spread">Factor of the displacement; 0 for the centre itself.</param>
    /// <param name="random">Random numbers of this chain's start.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static double[] Draw(
        ILogDensity density, double[] centre, EuclideanMetric metric, double spread, RandomStream random, CancellationToken cancellationToken)
    {
        double[] displacement = new double[centre.Length], gradient = new double[centre.Length];
        for (int trial = 0; spread > 0 && trial < Trials; trial++)
        {
            metric.SampleDisplacement(random, displacement);
            double[] start = [.. centre.Select((value, i) => value + spread * displacement[i])];
            if (double.IsFinite(density.Evaluate(start, gradient, cancellationToken)) && gradient.All(double.IsFinite)) return start;
            spread /= 1.5;
        }

        return centre;
    }
}
