using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Makes one of our kinds of an Arrow table: as it stands where it has our columns, or by converting the columns of a foreign one.</summary>
internal sealed class ArrowTableMapping
{
    private readonly Func<RecordBatch, long, RecordBatch> _map;

    private ArrowTableMapping(RecordingKind kind, Schema schema, Func<RecordBatch, long, RecordBatch> map, bool isIdentity = false)
    {
        IsIdentity = isIdentity;
        _map = map;
        Kind = kind;
        Schema = schema;
    }

    public RecordingKind Kind { get; }

    /// <summary>Whether rows are given as they stand in the file.</summary>
    public bool IsIdentity { get; }

    public Schema Schema { get; }

    /// <summary>Finds how a table is to be read.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="schema">Schema of the table.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="readAll">All batches, for the names of units that are text.</param>
    public static ArrowTableMapping Create(string path, Schema schema, ReadOptions options, Func<IEnumerable<RecordBatch>> readAll)
    {
        RecordingKind? declared = At(path, () => RecordingMetadata.KindOf(schema));
        if (declared is { } kind && options.Columns is null)
        {
            if (options.Kind is { } stated && stated != kind)
                throw new InvalidInputException($"{path}: found kind {RecordingMetadata.KindText(kind)}, expected {RecordingMetadata.KindText(stated)} as stated.");
            Check(path, schema, kind);
            return new ArrowTableMapping(kind, schema, kind == RecordingKind.Spikes ? (batch, row) => RefuseNulls(path, batch, row) : static (batch, _) => batch, isIdentity: true);
        }

        RecordingKind wanted = options.Kind ?? RecordingKind.Spikes;
        if (wanted == RecordingKind.Spikes)
        {
            ForeignSpikes spikes = ForeignSpikes.Create(path, schema, options, readAll);
            return new ArrowTableMapping(wanted, spikes.Schema, spikes.Map);
        }

        Schema completed = RecordingMetadata.With(schema, [new(RecordingMetadata.Kind, RecordingMetadata.KindText(wanted))]);
        if (options.BinWidth is { } width)
        {
            string key = wanted == RecordingKind.Series ? RecordingMetadata.SamplingStepText : RecordingMetadata.BinWidthText;
            completed = RecordingMetadata.With(completed, RecordingMetadata.Width(key, width));
        }

        Check(path, completed, wanted);
        return new ArrowTableMapping(wanted, completed, (batch, _) => new RecordBatch(completed, batch.Arrays, batch.Length));
    }

    /// <summary>Maps a batch.</summary>
    /// <param name="batch">A batch of the table.</param>
    /// <param name="row">Index of its first row, for messages.</param>
    public RecordBatch Map(RecordBatch batch, long row) => _map(batch, row);

    /// <summary>The same mapping with other metadata.</summary>
    /// <param name="schema">The schema of what is mapped.</param>
    public ArrowTableMapping With(Schema schema) => ReferenceEquals(schema, Schema)
        ? this
        : new ArrowTableMapping(Kind, schema, (batch, row) => new RecordBatch(schema, _map(batch, row).Arrays, batch.Length), IsIdentity);

    private static RecordBatch RefuseNulls(string path, RecordBatch batch, long row)
    {
        for (int column = 0; column < batch.ColumnCount; column++)
        {
            string name = batch.Schema.FieldsList[column].Name;
            if (name is not (SpikesSchema.Time or SpikesSchema.Unit)) continue;
            ArrayData data = batch.Column(column).Data;
            if (!Columns.AllSet(Columns.Validity(data), data.Offset, data.Length))
                throw new InvalidInputException($"{path}: found a null in column \"{name}\" within rows {row} to {row + batch.Length - 1}, expected a value in every row.");
        }

        return batch;
    }

    private static void Check(string path, Schema schema, RecordingKind kind) => At(path, () =>
    {
        RecordingSchemas.Check(schema, kind);
        return kind;
    });

    private static T At<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidInputException fault)
        {
            throw new InvalidInputException($"{path}: {fault.Message}", fault);
        }
    }
}
