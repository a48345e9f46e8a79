namespace SpikeStream.Recordings;

/// <summary>The arrays that may lie beside a matrix in an archive, one row each per row of the matrix.</summary>
/// <param name="Bins">Indices of the bins; null where they count from 0.</param>
/// <param name="Times">Times of the rows in s; null where they follow from the bins.</param>
/// <param name="Observed">Whether each entry was observed [row, entry]; null where all were.</param>
internal sealed record NpyCompanions(NpyColumn? Bins, NpyColumn? Times, NpyColumn? Observed)
{
    /// <summary>A matrix alone.</summary>
    public static NpyCompanions None { get; } = new(null, null, null);

    /// <summary>Refuses companions that do not fit a matrix.</summary>
    public void Check(NpyColumn matrix)
    {
        CheckShape(Bins, matrix, 1);
        CheckShape(Times, matrix, 1);
        CheckShape(Observed, matrix, matrix.Header.RowSize);
        if (Bins is { Header.IsInteger: false })
            throw new InvalidInputException($"{Bins.Name}: found floating-point indices of bins, expected integers.");
    }

    private static void CheckShape(NpyColumn? companion, NpyColumn matrix, int rowSize)
    {
        if (companion is null || (companion.Header.Rows == matrix.Header.Rows && companion.Header.RowSize == rowSize)) return;
        throw new InvalidInputException(
            $"{companion.Name}: found {companion.Header.Rows} rows of {companion.Header.RowSize}, expected {matrix.Header.Rows} rows of {rowSize} to go with {matrix.Name}.");
    }
}
