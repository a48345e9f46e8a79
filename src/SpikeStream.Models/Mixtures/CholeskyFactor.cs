namespace SpikeStream.Models.Mixtures;

/// <summary>The lower Cholesky factor of a positive definite matrix. Immutable.</summary>
internal sealed class CholeskyFactor
{
    private readonly double[] _factor;

    /// <summary>Factors a matrix whose smallest eigenvalue is well above rounding.</summary>
    /// <param name="matrix">[row, column]; taken over.</param>
    /// <param name="size">Its rows.</param>
    public CholeskyFactor(double[] matrix, int size)
    {
        (_factor, Size) = (matrix, size);
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double rest = matrix[i * size + j];
                for (int k = 0; k < j; k++) rest -= matrix[i * size + k] * matrix[j * size + k];
                matrix[i * size + j] = j < i ? rest / matrix[j * size + j] : Math.Sqrt(rest);
            }

            LogDeterminant += 2 * Math.Log(matrix[i * size + i]);
        }
    }

    /// <summary>Rows.</summary>
    public int Size { get; }

    /// <summary>Log of the determinant of the matrix.</summary>
    public double LogDeterminant { get; }

    /// <summary>Divides by the factor in place: what is left has as its square the quadratic form of the inverse.</summary>
    public void DivideLower(Span<double> vector)
    {
        for (int i = 0; i < Size; i++)
        {
            for (int k = 0; k < i; k++) vector[i] -= _factor[i * Size + k] * vector[k];
            vector[i] /= _factor[i * Size + i];
        }
    }

    /// <summary>Divides by the matrix in place.</summary>
    public void Divide(Span<double> vector)
    {
        DivideLower(vector);
        for (int i = Size - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < Size; k++) vector[i] -= _factor[k * Size + i] * vector[k];
            vector[i] /= _factor[i * Size + i];
        }
    }
}
