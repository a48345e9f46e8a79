using System.Globalization;
using System.Runtime.ExceptionServices;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using SpikeStream.Numerics.Samplers;

namespace SpikeStream.Models.Fitting;

/// <summary>
/// The observed information at a point: the Hessian of the negative log posterior by fitting coordinates, its eigenvalues and its inverse.
/// At a mode the inverse is the covariance of the posterior's Gaussian approximation.
/// </summary>
/// <remarks>
/// Columns are central differences of gradients, (g(z + h e_j) - g(z - h e_j))/(2h) with h = 1e-4·max(1, |z_j|), and the matrix is symmetrised.
/// The same bits whatever the parallelism.
/// </remarks>
public sealed class ObservedInformation
{
    private const double RelativeStep = 1e-4;

    // Eigenvalues below this part of the largest are rounding and differences' error.
    private const double RelativeFloor = 1e-10;

    private ObservedInformation(double[] coordinates, double logPosterior, double[] gradient, Matrix<double> matrix)
    {
        Coordinates = coordinates;
        LogPosterior = logPosterior;
        Gradient = gradient;
        Matrix = matrix;
        Evd<double> decomposition = matrix.Evd(Symmetricity.Symmetric);
        Eigenvalues = [.. decomposition.EigenValues.Select(value => value.Real)];
        Eigenvectors = decomposition.EigenVectors;
    }

    /// <summary>The point, in fitting coordinates.</summary>
    public IReadOnlyList<double> Coordinates { get; }

    /// <summary>Log posterior at the point, in nats.</summary>
    public double LogPosterior { get; }

    /// <summary>Gradient of the log posterior at the point; near zero at a mode.</summary>
    public IReadOnlyList<double> Gradient { get; }

    /// <summary>The information, [coordinate, coordinate], symmetric, as it was measured.</summary>
    public Matrix<double> Matrix { get; }

    /// <summary>Eigenvalues in ascending order: the precision along the column of <see cref="Eigenvectors"/> of the same index.</summary>
    public IReadOnlyList<double> Eigenvalues { get; }

    /// <summary>Orthonormal eigenvectors as columns: sloppy directions first, stiff ones last.</summary>
    public Matrix<double> Eigenvectors { get; }

    /// <summary>Smallest eigenvalue that is taken for a curvature.</summary>
    public double Floor => RelativeFloor * Math.Max(Math.Abs(Eigenvalues[0]), Math.Abs(Eigenvalues[^1]));

    /// <summary>Whether every eigenvalue is above <see cref="Floor"/>: the point may be a mode and the inverse is its covariance.</summary>
    public bool IsPositiveDefinite => Eigenvalues[0] > Floor;

    /// <summary>How far the mode is by the quadratic approximation: half of g' H⁻¹ g, the gain in log posterior that is left, in nats.</summary>
    public double ExpectedGain
    {
        get
        {
            double gain = 0;
            for (int k = 0; k < Eigenvalues.Count; k++)
            {
                double along = 0;
                for (int i = 0; i < Gradient.Count; i++) along += Eigenvectors[i, k] * Gradient[i];
                gain += along * along / Repaired(Eigenvalues[k]) / 2;
            }

            return gain;
        }
    }

    /// <summary>Measures the information with one thread.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="coordinates">The point, one fitting coordinate per free parameter.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The information.</returns>
    /// <exception cref="ArithmeticException">The log posterior or a gradient at or next to the point is not finite.</exception>
    public static ObservedInformation At(RecordingPosterior posterior, ReadOnlySpan<double> coordinates, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        return At([new RecordingLogDensity(posterior)], coordinates, cancellationToken);
    }

    /// <summary>Measures the information with one thread per evaluator.</summary>
    /// <param name="evaluators">Objects that evaluate the same log posterior.</param>
    /// <param name="coordinates">The point, one fitting coordinate per free parameter.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The information; the same bits for any number of evaluators.</returns>
    /// <exception cref="ArithmeticException">The log posterior or a gradient at or next to the point is not finite.</exception>
    public static ObservedInformation At(IReadOnlyList<ILogDensity> evaluators, ReadOnlySpan<double> coordinates, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(evaluators);
        double[] point = coordinates.ToArray();
        double[] gradient = new double[point.Length];
        double logPosterior = evaluators[0].Evaluate(point, gradient, cancellationToken);
        CheckFinite(logPosterior, gradient, "the point");

        // Work 2j and 2j + 1 are the gradients to both sides of coordinate j.
        double[][] gradients = new double[2 * point.Length][];
        double[] values = new double[gradients.Length];
        int next = -1;
        try
        {
            Parallel.ForEach(
                evaluators,
                new ParallelOptions { MaxDegreeOfParallelism = evaluators.Count, CancellationToken = cancellationToken },
                evaluator =>
                {
                    double[] position = new double[point.Length];
                    for (int work = Interlocked.Increment(ref next); work < gradients.Length; work = Interlocked.Increment(ref next))
                    {
                        point.CopyTo(position, 0);
                        position[work / 2] += Side(work) * Step(point[work / 2]);
                        gradients[work] = new double[point.Length];
                        values[work] = evaluator.Evaluate(position, gradients[work], cancellationToken);
                    }
                });
        }
        catch (AggregateException faults)
        {
            // An evaluator that gives up by itself, not by the token, must look as it would on one thread.
            ExceptionDispatchInfo.Throw(faults.InnerExceptions.FirstOrDefault(fault => fault is not OperationCanceledException) ?? faults.InnerExceptions[0]);
        }

        for (int work = 0; work < gradients.Length; work++)
        {
            int j = work / 2;
            CheckFinite(values[work], gradients[work], string.Create(CultureInfo.InvariantCulture, $"coordinate {j} = {point[j] + Side(work) * Step(point[j]):G8}, next to the point"));
        }

        Matrix<double> matrix = Matrix<double>.Build.Dense(point.Length, point.Length);
        for (int j = 0; j < point.Length; j++)
        {
            double width = (point[j] + Step(point[j])) - (point[j] - Step(point[j]));
            for (int i = 0; i < point.Length; i++) matrix[i, j] = (gradients[2 * j + 1][i] - gradients[2 * j][i]) / width;
        }

        return new(point, logPosterior, gradient, (matrix + matrix.Transpose()) / 2);
    }

    /// <summary>
    /// The inverse of the information made positive definite: every eigenvalue is replaced by its absolute value, at least <see cref="Floor"/>.
    /// The plain inverse where <see cref="IsPositiveDefinite"/>.
    /// </summary>
    /// <returns>A covariance, [coordinate, coordinate].</returns>
    public Matrix<double> Covariance()
    {
        int dimension = Eigenvalues.Count;
        Matrix<double> covariance = Matrix<double>.Build.Dense(dimension, dimension);
        for (int i = 0; i < dimension; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int k = 0; k < dimension; k++) sum += Eigenvectors[i, k] * Eigenvectors[j, k] / Repaired(Eigenvalues[k]);
                covariance[i, j] = sum;
                covariance[j, i] = sum;
            }
        }

        return covariance;
    }

    private double Repaired(double eigenvalue) => Math.Max(Math.Max(Math.Abs(eigenvalue), Floor), 1e-300);

    // Even work is the step up, odd work the step down.
    private static int Side(int work) => work % 2 == 0 ? 1 : -1;

    private static double Step(double coordinate) => RelativeStep * Math.Max(1, Math.Abs(coordinate));

    private static void CheckFinite(double value, double[] gradient, string where)
    {
        if (double.IsFinite(value) && gradient.All(double.IsFinite)) return;
        throw new ArithmeticException(string.Create(
            CultureInfo.InvariantCulture,
            $"observed information: found a log posterior of {value} {(double.IsFinite(value) ? "with a gradient that is not finite " : "")}at {where}, expected finite values around a mode; fit first, or start elsewhere"));
    }
}
