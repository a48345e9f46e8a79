using SpikeStream.Numerics.Random;
using SpikeStream.Numerics.Samplers;

namespace SpikeStream.Numerics.Tests.Samplers;

/// <summary>A density written down as value and gradient; counts evaluations.</summary>
internal sealed class WrittenDensity(int dimension, WrittenDensity.Function function) : ILogDensity
{
    public delegate double Function(ReadOnlySpan<double> position, Span<double> gradient);

    public int Dimension => dimension;

    public long Evaluations { get; private set; }

    public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Evaluations++;
        return function(position, gradient);
    }
}

internal static class Densities
{
    /// <summary>A Gaussian with the given variances along random orthogonal axes, around (1, 2, 3, ...).</summary>
    public static (ILogDensity Density, double[] Variances) RotatedGaussian(double[] axisVariances, ulong seed)
    {
        int dimension = axisVariances.Length;
        double[][] axes = Axes(dimension, seed);
        double[] variances = new double[dimension];
        double[,] precision = new double[dimension, dimension];
        for (int k = 0; k < dimension; k++)
        {
            for (int i = 0; i < dimension; i++)
            {
                variances[i] += axes[k][i] * axes[k][i] * axisVariances[k];
                for (int j = 0; j < dimension; j++) precision[i, j] += axes[k][i] * axes[k][j] / axisVariances[k];
            }
        }

        return (new WrittenDensity(dimension, (position, gradient) =>
        {
            double sum = 0;
            for (int i = 0; i < dimension; i++)
            {
                double pull = 0;
                for (int j = 0; j < dimension; j++) pull += precision[i, j] * (position[j] - 1 - j);
                gradient[i] = -pull;
                sum -= 0.5 * pull * (position[i] - 1 - i);
            }

            return sum;
        }), variances);
    }

    /// <summary>Neal's funnel: v ~ N(0, 3²) and x_i ~ N(0, exp(v)).</summary>
    public static ILogDensity Funnel(int dimension) => new WrittenDensity(dimension, (position, gradient) =>
    {
        double v = position[0], inverse = Math.Exp(-v), sum = -v * v / 18;
        gradient[0] = -v / 9;
        for (int i = 1; i < dimension; i++)
        {
            double x = position[i];
            sum -= 0.5 * x * x * inverse + v / 2;
            gradient[0] += 0.5 * x * x * inverse - 0.5;
            gradient[i] = -x * inverse;
        }

        return sum;
    });

    /// <summary>x ~ N(0, 1), y ~ N(x², 0.5²): the mean of y is 1 and its variance 2.25.</summary>
    public static ILogDensity Banana() => new WrittenDensity(2, (position, gradient) =>
    {
        double x = position[0], bend = (position[1] - x * x) / 0.25;
        gradient[0] = -x + 2 * x * bend;
        gradient[1] = -bend;
        return -0.5 * (x * x + bend * (position[1] - x * x));
    });

    private static double[][] Axes(int dimension, ulong seed)
    {
        RandomStream random = new(seed, "test", "axes");
        double[][] axes = new double[dimension][];
        for (int k = 0; k < dimension; k++)
        {
            double[] axis = [.. Enumerable.Range(0, dimension).Select(_ => random.NextNormal())];
            for (int earlier = 0; earlier < k; earlier++)
            {
                double along = axis.Zip(axes[earlier], (a, b) => a * b).Sum();
                for (int i = 0; i < dimension; i++) axis[i] -= along * axes[earlier][i];
            }

            double length = Math.Sqrt(axis.Sum(a => a * a));
            axes[k] = [.. axis.Select(a => a / length)];
        }

        return axes;
    }
}
