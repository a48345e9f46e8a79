using System.Globalization;
using System.Text;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;

namespace SpikeStream.Pipelines.Tests.Nodes;

/// <summary>Options of <see cref="TextSink"/>.</summary>
public sealed record TextSinkOptions
{
    /// <summary>The file.</summary>
    [OutputPath]
    [NotEmpty]
    public required string Path { get; init; }

    /// <summary>Pass this gate before each batch, or null.</summary>
    public string? Gate { get; init; }

    /// <summary>Throw on meeting this number.</summary>
    public long? FaultAt { get; init; }
}

/// <summary>Writes one number per line.</summary>
[Node("text", "Writes one number per line")]
[Input("in")]
public sealed class TextSink : Sink<TextSinkOptions>
{
    private OutputFile? _file;
    private FileStream? _stream;

    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        _file = Context.OutputFile(Options.Path);
        return ValueTask.CompletedTask;
    }

    public override ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _stream = new FileStream(_file!.PartialPath, FileMode.Create);
        return ValueTask.CompletedTask;
    }

    public override async ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        if (Options.Gate is { } gate) await Gate.Named(gate).PassAsync(cancellationToken);
        foreach (long value in Numbers.Of(batch.Records))
        {
            if (value == Options.FaultAt) throw new IOException("No space left on device");
            await _stream!.WriteAsync(Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture) + "\n"), cancellationToken);
        }
    }

    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await _stream!.WriteAsync("end\n"u8.ToArray(), cancellationToken);
        await _stream.DisposeAsync();
    }

    public override void Save(BinaryWriter writer)
    {
        _stream!.Flush(flushToDisk: true);
        writer.Write(_stream.Position);
    }

    public override void Restore(BinaryReader reader)
    {
        _stream = new FileStream(_file!.PartialPath, FileMode.Open);
        _stream.SetLength(reader.ReadInt64());
        _stream.Seek(0, SeekOrigin.End);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_stream is not null) await _stream.DisposeAsync();
        await base.DisposeAsync();
    }
}
