using System.Runtime.CompilerServices;
using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Nodes;

/// <summary>Options of <see cref="NumberSource"/>.</summary>
public sealed record NumberSourceOptions
{
    /// <summary>Numbers to give, 0, 1, 2, ...</summary>
    [NotNegative]
    public int Rows { get; init; } = 10;

    /// <summary>Rows of a batch.</summary>
    [Positive]
    public int BatchRows { get; init; } = 3;

    /// <summary>Throw on reaching this row.</summary>
    public int? FaultAt { get; init; }

    /// <summary>Pass this gate before each batch, or null.</summary>
    public string? Gate { get; init; }

    /// <summary>Added to every number.</summary>
    public long Offset { get; init; }
}

/// <summary>Counts.</summary>
[Node("numbers", "Gives whole numbers in order")]
[Output("out", RecordingKind.Counts)]
public sealed class NumberSource : Source<NumberSourceOptions>
{
    public override long? TotalRows => Options.Rows;

    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(CancellationToken cancellationToken) => new([Numbers.Schema]);

    public override async IAsyncEnumerable<Batch> ReadAsync(long position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        for (long at = position; at < Options.Rows;)
        {
            if (Options.FaultAt is { } fault && at >= fault) throw new InvalidOperationException($"row {at} is broken");
            if (Options.Gate is { } gate) await Gate.Named(gate).PassAsync(cancellationToken);
            int rows = (int)Math.Min(Options.BatchRows, Options.Rows - at);
            long first = at;
            yield return new Batch(Numbers.Batch([.. Enumerable.Range(0, rows).Select(i => first + i + Options.Offset)]));
            at += rows;
        }
    }
}
