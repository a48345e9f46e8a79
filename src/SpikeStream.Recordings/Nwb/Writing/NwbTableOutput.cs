namespace SpikeStream.Recordings;

/// <summary>A dynamic table that is being written: its columns are datasets in one group.</summary>
internal sealed class NwbTableOutput : IDisposable
{
    /// <summary>More column names do not fit into an attribute.</summary>
    public const int MostColumns = 4000;

    private readonly NwbObjects _objects;
    private readonly List<string> _columns = [];
    private readonly HashSet<string> _taken;

    /// <summary>Makes the group.</summary>
    /// <param name="objects">The file.</param>
    /// <param name="parent">The group that it lies in.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="type">Its type and the namespace of that.</param>
    /// <param name="description">What it holds.</param>
    /// <param name="reserved">Names of columns that only <see cref="Add"/> with exactly that name may use.</param>
    public NwbTableOutput(NwbObjects objects, Hdf5Group parent, string name, (string Name, string Space) type, string description, params IEnumerable<string> reserved)
    {
        _objects = objects;
        _taken = [UnitTable.Id, .. reserved];
        Group = parent.CreateGroup(name);
        objects.Declare(Group, type.Name, type.Space, description);
    }

    public Hdf5Group Group { get; }

    /// <summary>Makes the ids of the rows.</summary>
    public Hdf5Dataset Ids(long rows)
    {
        Hdf5Dataset ids = Group.CreateDataset<long>(UnitTable.Id, [rows]);
        _objects.Declare(ids, "ElementIdentifiers", NwbObjects.Tables);
        return ids;
    }

    /// <summary>Lists a dataset that has just been made as a column.</summary>
    /// <returns>The dataset.</returns>
    public Hdf5Dataset Add(Hdf5Dataset column, string description)
    {
        _columns.Add(column.Name);
        _taken.Add(column.Name);
        _objects.Declare(column, "VectorData", NwbObjects.Tables, description);
        return column;
    }

    /// <summary>Writes the index of a ragged column: where the values of each row end.</summary>
    public void WriteIndex(string column, ReadOnlySpan<ulong> ends)
    {
        using Hdf5Dataset index = Group.CreateDataset<ulong>($"{column}_index", [ends.Length]);
        _objects.Write(index, 0, ends);
        index.SetNumber("target", Group.Reference(column));
        _objects.Declare(index, "VectorIndex", NwbObjects.Tables, $"Index for VectorData '{column}'");
    }

    /// <summary>A name for a column: as it is, or changed where HDF5 or the table's type does not allow it.</summary>
    public string Free(string name)
    {
        string free = name.Replace('/', '_').Replace('\0', '_');
        if (free.Length == 0 || free == ".") free = "column";
        // The index of a column is known by this ending.
        while (_taken.Contains(free) || free.EndsWith("_index", StringComparison.Ordinal)) free += '_';
        return free;
    }

    public void Dispose()
    {
        Group.SetTexts("colnames", _columns);
        Group.Dispose();
    }
}
