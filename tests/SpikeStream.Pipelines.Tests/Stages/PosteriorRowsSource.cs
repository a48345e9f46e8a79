using System.Runtime.CompilerServices;
using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

/// <summary>Five draws of two parameters.</summary>
[Node("posterior-rows", "Gives draws of two parameters of a small network")]
[Output("posterior", RecordingKind.Posterior)]
public sealed class PosteriorRowsSource : Source<NoOptions>
{
    public static IReadOnlyList<double> Weights { get; } = [1, 1.5, 2, 2.5, 3];

    public static IReadOnlyList<double> TimeConstants { get; } = [0.01, 0.02, 0.005, 0.015, 0.03];

    private static Schema Schema => PosteriorSchema.Create(["w[E,E]", "tau_m[E]"]);

    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(CancellationToken cancellationToken) => new([Schema]);

    public override async IAsyncEnumerable<Batch> ReadAsync(long position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        for (int draw = (int)position; draw < 5; draw++)
            yield return new Batch(PosteriorSchema.Batch(Schema, [0], [draw], [-1.5], [Weights[draw], TimeConstants[draw]]));
    }
}
