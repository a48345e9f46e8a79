namespace SpikeStream.Models.Mixtures;

/// <summary>Quadratic forms of the inverse of a covariance by its Cholesky factor.</summary>
internal static class CovarianceSolver
{
    /// <summary>d' C^-1 d.</summary>
    /// <param name="covariance">C, [row, column]; kept.</param>
    /// <param name="difference">d.</param>
    /// <returns>The form; NaN where C is not positive definite.</returns>
    public static double QuadraticForm(ReadOnlySpan<double> covariance, ReadOnlySpan<double> difference)
    {
        int n = difference.Length;
        double[] factor = covariance.ToArray(), solved = difference.ToArray();
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            Span<double> row = factor.AsSpan(i * n, n);
            for (int j = 0; j <= i; j++)
            {
                ReadOnlySpan<double> other = factor.AsSpan(j * n, n);
                double rest = row[j];
                for (int k = 0; k < j; k++) rest -= row[k] * other[k];
                if (j < i) row[j] = rest / other[j];
                else if (rest > 1e-14 * covariance[i * n + i]) row[j] = Math.Sqrt(rest);
                else return double.NaN;
            }

            double value = solved[i];
            for (int k = 0; k < i; k++) value -= row[k] * solved[k];
            solved[i] = value / row[i];
            sum += solved[i] * solved[i];
        }

        return sum;
    }
}
