namespace SpikeStream.Recordings;

/// <summary>The index of a ragged column: where the values of each row of a table end.</summary>
internal static class NwbIndex
{
    /// <summary>Reads an index.</summary>
    /// <param name="index">The index, of any width.</param>
    /// <param name="values">The column that it divides.</param>
    /// <param name="rows">Rows of the table.</param>
    /// <returns>The bounds: row r is from entry r to entry r + 1.</returns>
    /// <exception cref="InvalidInputException">It has another length, decreases, or does not end where the values end.</exception>
    public static long[] Read(Hdf5Dataset index, Hdf5Dataset values, long rows)
    {
        if (index.Extent.Count != 1 || index.Rows != rows) throw new InvalidInputException($"{index.Place}: found {index.Count} entries, expected {rows}, one per row of the table.");
        if (index.Type.Kind != Hdf5Kind.Integer) throw new InvalidInputException($"{index.Place}: found {index.Type}, expected integers.");
        long[] ends = index.ReadAll<long>();
        long previous = 0;
        for (int row = 0; row < ends.Length; row++)
        {
            if (ends[row] < previous) throw new InvalidInputException($"{index.Place}: row {row}: found the end {ends[row]} after {previous}, expected ends that do not decrease.");
            previous = ends[row];
        }

        if (previous != values.Rows) throw new InvalidInputException($"{index.Place}: found {previous} as its last end, expected {values.Rows}, the length of {values.Name}.");
        return [0, .. ends];
    }
}
