using System.Globalization;

namespace SpikeStream.Recordings;

/// <summary>The columns of a dynamic table, as text, numbers and truth values.</summary>
internal static class NwbColumns
{
    private const long MostValues = 1_000_000;

    /// <summary>Reads the columns of a table that have one value, or a short list, per row.</summary>
    /// <param name="file">The file.</param>
    /// <param name="table">The table.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="without">Columns that are read otherwise.</param>
    public static List<UnitColumn> Read(NwbFile file, Hdf5Group table, long rows, IReadOnlySet<string> without)
    {
        List<UnitColumn> columns = [];
        IReadOnlyList<string> names = table.FindTexts("colnames") ?? [.. table.Names().Where(name => !name.EndsWith("_index", StringComparison.Ordinal))];
        foreach (string name in names.Distinct())
        {
            if (name == UnitTable.Id || without.Contains(name) || name.Contains('/', StringComparison.Ordinal) || name.Length == 0) continue;
            using Hdf5Dataset? values = table.FindDataset(name);
            if (values is null)
            {
                file.Notice($"{table.Place}: found no column \"{name}\", which colnames lists, and left it out");
                continue;
            }

            using Hdf5Dataset? index = table.FindDataset(name + "_index");
            if (table.Has(name + "_index_index")) file.Notice($"{values.Place}: left out, a list of lists per row");
            else if (values.Type.Kind is Hdf5Kind.Compound or Hdf5Kind.Other) file.Notice($"{values.Place}: left out, found {values.Type}");
            else if (values.Extent.Count != 1) file.Notice($"{values.Place}: left out, found an array per row");
            else if (values.Count > MostValues) file.Notice($"{values.Place}: left out, found {values.Count} values");
            else columns.Add(new(name, index is null ? Plain(file, values, rows) : Ragged(file, values, NwbIndex.Read(index, values, rows))));
        }

        return columns;
    }

    /// <summary>The ids of the rows; their numbers where the table has none.</summary>
    public static long[] Ids(NwbFile file, Hdf5Group table, long rows)
    {
        using Hdf5Dataset? ids = table.FindDataset(UnitTable.Id);
        if (ids is null)
        {
            file.Notice($"{table.Place}: found no ids, and numbered the rows from 0");
            return [.. Enumerable.Range(0, checked((int)rows)).Select(row => (long)row)];
        }

        CheckRows(ids, rows);
        if (ids.Type.Kind != Hdf5Kind.Integer) throw new InvalidInputException($"{ids.Place}: found {ids.Type}, expected integers.");
        return ids.ReadAll<long>();
    }

    /// <summary>Refuses a column whose length is not that of the table.</summary>
    public static void CheckRows(Hdf5Dataset column, long rows)
    {
        if (column.Extent.Count == 0 || column.Rows != rows) throw new InvalidInputException($"{column.Place}: found {column.Count} values, expected {rows}, one per row of the table.");
    }

    /// <summary>All values of a column along one axis.</summary>
    public static object?[] Values(NwbFile file, Hdf5Dataset column) => column.Type.Kind switch
    {
        Hdf5Kind.Text => [.. column.ReadTexts()],
        Hdf5Kind.Truth => [.. column.ReadAll<sbyte>().Select(value => (object)(value != 0))],
        Hdf5Kind.Reference => [.. column.ReadAll<Hdf5Reference>().Select(reference => Target(file, reference))],
        _ => [.. column.ReadAll<double>().Select(value => double.IsFinite(value) ? (object)value : null)],
    };

    private static object?[] Plain(NwbFile file, Hdf5Dataset values, long rows)
    {
        CheckRows(values, rows);
        return Values(file, values);
    }

    private static object?[] Ragged(NwbFile file, Hdf5Dataset values, long[] bounds)
    {
        object?[] all = Values(file, values), rows = new object?[bounds.Length - 1];
        for (int row = 0; row < rows.Length; row++)
            rows[row] = string.Join(", ", all[(int)bounds[row]..(int)bounds[row + 1]].Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)));
        return rows;
    }

    private static string? Target(NwbFile file, Hdf5Reference reference)
    {
        using Hdf5Node? node = file.Root.Follow(reference);
        return node?.Name;
    }
}
