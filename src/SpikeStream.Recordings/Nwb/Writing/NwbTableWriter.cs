using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Spools the rows of one table of an NWB file; HDF5 cannot be cut back to a checkpoint, and wants spikes unit after unit.</summary>
internal sealed class NwbTableWriter : ChunkedWriter
{
    private readonly NwbWriter _file;
    private readonly bool _isOnly;
    private readonly SpikeSpool? _spikes;
    private readonly RowSpool? _rows;

    /// <summary>Begins a table.</summary>
    /// <param name="file">The file of the table.</param>
    /// <param name="place">Where it goes.</param>
    /// <param name="schema">Its schema.</param>
    /// <param name="options">How to write it.</param>
    /// <param name="spoolSuffix">What the name of its spool ends in.</param>
    /// <param name="isOnly">Whether the file is complete with it.</param>
    public NwbTableWriter(NwbWriter file, NwbPlace place, Schema schema, WriteOptions options, string spoolSuffix, bool isOnly)
        : base(file.Path, schema, options, spoolSuffix)
    {
        _file = file;
        _isOnly = isOnly;
        Place = place;
        if (RecordingMetadata.KindOf(schema) == RecordingKind.Spikes) _spikes = new(Path, File);
        else _rows = new(File, schema);
    }

    /// <summary>Where the table goes.</summary>
    public NwbPlace Place { get; }

    /// <summary>Its schema.</summary>
    public Schema Table => Schema;

    /// <summary>Whether all rows are there.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Whether a table is written as a time series: samples in the order of time, without further columns.</summary>
    public static bool IsSeries(Schema schema) => RecordingMetadata.KindOf(schema) switch
    {
        RecordingKind.Series => schema.FieldsList.Count == 2,
        RecordingKind.Counts => schema.FieldsList.Count == 3,
        _ => false,
    };

    /// <summary>Refuses a table that has no place in NWB.</summary>
    public static RecordingKind Check(string path, Schema schema)
    {
        RecordingKind kind = RecordingMetadata.KindOf(schema) ?? throw new InvalidInputException($"{path}: found a table of no kind, expected spikes, trials, a series, counts or results for NWB: write .arrow or .csv.");
        RecordingSchemas.Check(schema, kind);
        if (schema.FieldsList.Count > NwbTableOutput.MostColumns)
            throw new InvalidInputException($"{path}: found {schema.FieldsList.Count} columns, expected at most {NwbTableOutput.MostColumns} for NWB: write .arrow or .csv.");
        foreach (Field field in schema.FieldsList)
        {
            if (!NwbColumnOutput.CanWrite(field.DataType))
                throw new InvalidInputException($"{path}: found column \"{field.Name}\" of type {Columns.Describe(field.DataType)}, which is not written to NWB: write .arrow.");
        }

        return kind;
    }

    /// <summary>Writes the table, once all its rows are there.</summary>
    /// <param name="objects">The file.</param>
    /// <param name="cancellation">Ends the writing.</param>
    public void WriteTo(NwbObjects objects, CancellationToken cancellation)
    {
        using Hdf5Group parent = objects.Group(Place.Parent);
        IEnumerable<RecordBatch> Read() => RowSpool.Read(SpoolPath, cancellation);
        if (_spikes is not null) NwbUnitsOutput.Write(objects, parent, Place.Name, Schema, SpoolPath, cancellation);
        else if (IsSeries(Schema)) NwbSeriesOutput.Write(objects, parent, Place.Name, Schema, Read);
        else if (RecordingMetadata.KindOf(Schema) == RecordingKind.Trials) NwbRowsOutput.WriteTrials(objects, parent, Place.Name, Schema, Read);
        else NwbRowsOutput.WriteResults(objects, parent, Place.Name, Schema, Read);
    }

    public override ValueTask DisposeAsync()
    {
        _rows?.Dispose();
        return base.DisposeAsync();
    }

    protected override void Start() => _rows?.Start();

    protected override void WriteChunk(RecordBatch chunk)
    {
        _spikes?.Add(chunk);
        _rows?.Add(chunk);
    }

    protected override void Flush()
    {
        _spikes?.WriteBlock();
        base.Flush();
    }

    protected override void Finish()
    {
        _rows?.End();
        _spikes?.End();
        base.Flush();
        IsComplete = true;
        if (_isOnly) _file.Assemble(Cancellation);
    }

    protected override void SaveState(BinaryWriter checkpoint) => _rows?.Save(checkpoint);

    protected override void RestoreState(BinaryReader checkpoint, long length) => _rows?.Restore(checkpoint);
}
