using System.Runtime.CompilerServices;
using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

/// <summary>Options of <see cref="InputRowsSource"/>.</summary>
public sealed record InputRowsOptions
{
    /// <summary>Rows to give.</summary>
    public int Rows { get; init; } = 4000;

    /// <summary>Rows of a batch.</summary>
    [Positive]
    public int BatchRows { get; init; } = 700;

    /// <summary>Added to every time, in ms.</summary>
    public double ShiftMilliseconds { get; init; }

    /// <summary>Sampling step in the metadata, in ms.</summary>
    public int StepMilliseconds { get; init; } = 1;
}

/// <summary>The input of <see cref="FitNetwork"/>.</summary>
[Node("input-rows", "Gives the input of a small network")]
[Output("input", RecordingKind.Series)]
public sealed class InputRowsSource : Source<InputRowsOptions>
{
    private Schema Schema => SeriesSchema.Create(FitNetwork.Populations, new BinWidth(Options.StepMilliseconds, 1000), ["E", "I"], "mA");

    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(CancellationToken cancellationToken) => new([Schema]);

    public override async IAsyncEnumerable<Batch> ReadAsync(long position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        for (long at = position; at < Options.Rows;)
        {
            int rows = (int)Math.Min(Options.BatchRows, Options.Rows - at);
            double[] times = [.. Enumerable.Range(0, rows).Select(i => at / 1000.0 + (i + Options.ShiftMilliseconds) / 1000)];
            yield return new Batch(SeriesSchema.Batch(Schema, times, FitNetwork.Inputs.AsSpan((int)at * 2, rows * 2)));
            at += rows;
        }
    }
}
