using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Writes an NWB 2 file of one table or several: each is spooled beside the partial file, which is made of them when all rows are there.</summary>
internal sealed class NwbWriter : IRecordingTables
{
    /// <summary>What the name of a spool ends in.</summary>
    public const string SpoolSuffix = ".spool.partial";

    private readonly WriteOptions _options;
    private readonly List<NwbTableWriter> _tables = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private bool _isComplete;

    /// <summary>Begins a file.</summary>
    /// <param name="path">Its final name.</param>
    /// <param name="options">How to write it.</param>
    /// <exception cref="InvalidInputException">The library for HDF5 is missing.</exception>
    public NwbWriter(string path, WriteOptions options)
    {
        Hdf5Library.Require(path);
        Path = path;
        _options = options;
    }

    /// <summary>The final name.</summary>
    public string Path { get; }

    private string PartialPath => Path + ".partial";

    /// <summary>Begins a file of one table.</summary>
    public static IRecordingWriter CreateOne(string path, Schema schema, WriteOptions options) => new NwbWriter(path, options).Add(null, schema, isOnly: true);

    public IRecordingWriter Add(string? name, Schema schema) => Add(name, schema, isOnly: false);

    public ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (!_isComplete) Assemble(cancellationToken);
        return ValueTask.CompletedTask;
    }

    public void Commit()
    {
        if (!_isComplete) throw new InvalidOperationException($"{Path} is not complete.");
        File.Move(PartialPath, Path, overwrite: true);
        for (int number = 0; number < _tables.Count; number++) File.Delete(Path + Suffix(number));
    }

    public void Abandon()
    {
        foreach (NwbTableWriter table in _tables) table.Abandon();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (NwbTableWriter table in _tables) await table.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Makes the file of the complete tables, under its partial name.</summary>
    internal void Assemble(CancellationToken cancellation)
    {
        if (_tables.Any(table => !table.IsComplete)) throw new InvalidOperationException($"A table of {Path} is not complete.");
        using (var file = Hdf5File.Create(PartialPath))
        {
            using NwbObjects objects = new(file);
            NwbSessionOutput.Begin(objects);
            foreach (NwbTableWriter table in _tables)
            {
                objects.Add(table.Place.Path);
                table.WriteTo(objects, cancellation);
            }

            IReadOnlyDictionary<string, string> facts = _tables.Select(table => NwbSession.Read(table.Table)).FirstOrDefault(said => said.Count > 0) ?? new Dictionary<string, string>();
            NwbSessionOutput.End(objects, Path, facts, _options);
            objects.Identify();
        }

        using (FileStream written = new(PartialPath, FileMode.Open, FileAccess.ReadWrite)) written.Flush(flushToDisk: true);
        _isComplete = true;
    }

    private static string Suffix(int number) => number == 0 ? SpoolSuffix : FormattableString.Invariant($".{number + 1}{SpoolSuffix}");

    private NwbTableWriter Add(string? name, Schema schema, bool isOnly)
    {
        RecordingKind kind = NwbTableWriter.Check(Path, schema);
        NwbTableWriter table = new(this, NwbPlace.Find(name, kind, NwbTableWriter.IsSeries(schema), _taken), schema, _options, Suffix(_tables.Count), isOnly);
        _tables.Add(table);
        return table;
    }
}
