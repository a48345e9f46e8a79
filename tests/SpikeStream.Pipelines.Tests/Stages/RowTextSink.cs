using System.Globalization;
using System.Text;
using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;

namespace SpikeStream.Pipelines.Tests.Stages;

/// <summary>Options of <see cref="RowTextSink"/>.</summary>
public sealed record RowTextOptions
{
    /// <summary>The file.</summary>
    [OutputPath]
    public required string Path { get; init; }
}

/// <summary>Writes rows as text, numbers to the last bit; a line for each end of a batch where it is asked to.</summary>
[Node("row-text", "Writes rows as text")]
[Input("in")]
public sealed class RowTextSink : Sink<RowTextOptions>
{
    private OutputFile _file = null!;
    private FileStream? _stream;

    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        _file = Context.OutputFile(Options.Path);
        return ValueTask.CompletedTask;
    }

    public override ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _stream = new FileStream(_file.PartialPath, FileMode.Create);
        return ValueTask.CompletedTask;
    }

    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        StringBuilder text = new();
        RecordBatch records = batch.Records;
        for (int row = 0; row < records.Length; row++)
            text.AppendJoin(',', Enumerable.Range(0, records.ColumnCount).Select(column => Text(records.Column(column), row))).Append('\n');
        _stream!.Write(Encoding.UTF8.GetBytes(text.ToString()));
        return ValueTask.CompletedTask;
    }

    public override async ValueTask CompleteAsync(CancellationToken cancellationToken) => await _stream!.DisposeAsync();

    public override void Save(BinaryWriter writer)
    {
        if (_stream!.CanWrite) _stream.Flush();
        writer.Write(_stream.CanWrite ? _stream.Position : new FileInfo(_file.PartialPath).Length);
    }

    public override void Restore(BinaryReader reader)
    {
        _stream = new FileStream(_file.PartialPath, FileMode.Open);
        _stream.SetLength(reader.ReadInt64());
        _stream.Seek(0, SeekOrigin.End);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_stream is not null) await _stream.DisposeAsync();
        await base.DisposeAsync();
    }

    private static string Text(IArrowArray array, int row) => array switch
    {
        DoubleArray values => values.GetValue(row)?.ToString("R", CultureInfo.InvariantCulture) ?? "null",
        Int64Array values => values.GetValue(row)?.ToString(CultureInfo.InvariantCulture) ?? "null",
        Int32Array values => values.GetValue(row)?.ToString(CultureInfo.InvariantCulture) ?? "null",
        UInt32Array values => values.GetValue(row)?.ToString(CultureInfo.InvariantCulture) ?? "null",
        StringArray values => values.GetString(row)!,
        FixedSizeListArray values => string.Join(';', Enumerable.Range(row * ((Apache.Arrow.Types.FixedSizeListType)values.Data.DataType).ListSize, ((Apache.Arrow.Types.FixedSizeListType)values.Data.DataType).ListSize).Select(i => Text(values.Values, i))),
        _ => throw new InvalidOperationException($"no text for {array}"),
    };
}
