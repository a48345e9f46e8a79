using System.Globalization;
using SpikeStream.Models.Fitting;
using SpikeStream.Numerics.Random;
using SpikeStream.Numerics.Samplers;

namespace SpikeStream.Pipelines.Stages.Sampling;

/// <summary>Where chains start: points spread around a mode by its curvature.</summary>
internal static class PosteriorStart
{
    // A point without density is drawn again, ever nearer to the centre.
    private const int Trials = 20;

    // Nats that may be left: next to the width of the posterior nothing.
    private const double ModeTolerance = 0.01;

    /// <summary>The mode next to a point, and the metric of the curvature there.</summary>
    /// <param name="Centre">The mode, in fitting coordinates.</param>
    /// <param name="Metric">The inverse of the observed information.</param>
    public sealed record Mode(double[] Centre, EuclideanMetric Metric);

    /// <summary>Goes up to the mode and measures the curvature there; from a polished fit that is the measurement alone.</summary>
    /// <param name="density">The log posterior, for as many threads as are allowed.</param>
    /// <param name="start">Where to start, in fitting coordinates.</param>
    /// <param name="parallelism">Threads at most.</param>
    /// <param name="warn">Told where the point found is no mode.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArithmeticException">There is no finite log posterior at the start, or no curvature where the search ended.</exception>
    public static Mode FindMode(ILogDensity density, double[] start, int parallelism, Action<string> warn, CancellationToken cancellationToken)
    {
        ILogDensity[] evaluators = [.. Enumerable.Repeat(density, Math.Max(1, parallelism))];
        MapPolishResult found = MapPolish.Run(evaluators, start, new MapPolishOptions { Tolerance = ModeTolerance }, cancellationToken);
        if (found.Information is not { } information) throw new ArithmeticException(found.Note);
        if (!information.IsPositiveDefinite)
        {
            warn(string.Create(
                CultureInfo.InvariantCulture,
                $"the log posterior is not concave where the chains start (smallest eigenvalue of the observed information {information.Eigenvalues[0]:G3}): the point is no mode; fit from several starts, or leave directions that the data do not determine out of \"free\""));
        }
        else if (information.ExpectedGain > start.Length)
        {
            warn(string.Create(
                CultureInfo.InvariantCulture,
                $"the chains start about {information.ExpectedGain:G3} nats below the mode, expected less than {start.Length}: the warm-up has to find the way; fit longer first"));
        }

        return new(found.Coordinates, EuclideanMetric.Dense(start.Length, information.Covariance().ToRowMajorArray()));
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
