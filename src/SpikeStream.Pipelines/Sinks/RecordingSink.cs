using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options that all sinks that write a recording have.</summary>
public abstract record RecordingSinkOptions
{
    /// <summary>The file, relative to the run folder.</summary>
    [OutputPath]
    [NotEmpty]
    public required string Path { get; init; }
}

/// <summary>Writes what arrives to one file, which has its final name only when the whole run has succeeded.</summary>
/// <typeparam name="TOptions">The options record.</typeparam>
public abstract class RecordingSink<TOptions> : Sink<TOptions>
    where TOptions : RecordingSinkOptions
{
    private IRecordingWriter? _writer;
    private Schema? _schema;
    private OutputFile? _file;

    /// <inheritdoc/>
    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _schema = inputs[0];
        Check(_schema);
        _file = Context.OutputFile(Options.Path);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _writer = CreateWriter();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return _writer!.WriteAsync(batch.Records, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(CancellationToken cancellationToken) => _writer!.CompleteAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask CommittedAsync(CancellationToken cancellationToken)
    {
        // The rows that an archive was put together from: a checkpoint may have wanted them until now.
        File.Delete(_file!.Path + ".spool.partial");
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => _writer!.Save(writer);

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        _writer = CreateWriter();
        _writer.Restore(reader);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_writer is not null) await _writer.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Refuses a table or a name of file that the format has no place for.</summary>
    /// <param name="schema">Schema of the table.</param>
    /// <exception cref="InvalidInputException">It does not fit.</exception>
    protected abstract void Check(Schema schema);

    /// <summary>Name of the format.</summary>
    /// <returns>As in <see cref="WriteOptions.Format"/>.</returns>
    protected abstract string Format();

    private IRecordingWriter CreateWriter() =>
        RecordingFormats.Create(_file!.Path, _schema!, new WriteOptions { Format = Format(), PartialFile = PartialFile.Keep });
}
