using System.Runtime.CompilerServices;
using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Nodes;

/// <summary>Options of <see cref="LiveSource"/>.</summary>
public sealed record LiveSourceOptions
{
    /// <summary>A permit of this gate is one row.</summary>
    public required string Gate { get; init; }

    /// <summary>Rows until the end.</summary>
    public int Rows { get; init; } = 10;
}

/// <summary>Waits for data that the test sends.</summary>
[Node("live", "Waits for numbers")]
[Output("out", RecordingKind.Counts)]
public sealed class LiveSource : Source<LiveSourceOptions>
{
    public override bool WaitsForData => true;

    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(CancellationToken cancellationToken) => new([Numbers.Schema]);

    public override async IAsyncEnumerable<Batch> ReadAsync(long position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (long at = position; at < Options.Rows; at++)
        {
            await Gate.Named(Options.Gate).PassAsync(cancellationToken);
            yield return new Batch(Numbers.Batch(at));
        }
    }
}
