using System.Runtime.CompilerServices;
using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

/// <summary>Options of <see cref="CountRowsSource"/>.</summary>
public sealed record CountRowsOptions
{
    /// <summary>Bins to give.</summary>
    public int Bins { get; init; } = 4000;

    /// <summary>Rows of a batch.</summary>
    [Positive]
    public int BatchRows { get; init; } = 512;

    /// <summary>Bin in which the second population was not observed.</summary>
    public int? UnobservedBin { get; init; }

    /// <summary>Bin with half a spike; all counts are then real numbers.</summary>
    public int? HalfBin { get; init; }

    /// <summary>Bin that is left out.</summary>
    public int? MissingBin { get; init; }

    /// <summary>Bin with more spikes than neurons.</summary>
    public int? FullBin { get; init; }

    /// <summary>Population that never fires.</summary>
    public int? SilentPopulation { get; init; }

    /// <summary>Sizes of the populations in the metadata; none where it is empty.</summary>
    public int[] Sizes { get; init; } = [60, 40];

    /// <summary>Names of the populations.</summary>
    public string[] Names { get; init; } = ["E", "I"];

    /// <summary>Whether the schema says how long the recording is.</summary>
    public bool SaysLength { get; init; } = true;
}

/// <summary>The counts of <see cref="FitNetwork"/>.</summary>
[Node("count-rows", "Gives counts of a small network")]
[Output("counts", RecordingKind.Counts)]
public sealed class CountRowsSource : Source<CountRowsOptions>
{
    private Schema Schema => CountsSchema.Create(
        FitNetwork.Populations, new BinWidth(1, 1000), Options.Names, Options.Sizes.Length == 0 ? null : Options.Sizes, Options.HalfBin is null,
        Options.SaysLength ? new ObservationWindow(0, Options.Bins * 0.001) : null);

    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(CancellationToken cancellationToken) => new([Schema]);

    public override async IAsyncEnumerable<Batch> ReadAsync(long position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        for (long at = position; at < Options.Bins;)
        {
            int rows = (int)Math.Min(Options.BatchRows, Options.Bins - at);
            yield return new Batch(Make(at, rows)) { NextPosition = at + rows };
            at += rows;
        }
    }

    private RecordBatch Make(long first, int rows)
    {
        long[] bins = [.. Enumerable.Range(0, rows).Select(i => first + i).Where(bin => bin != Options.MissingBin)];
        double[] times = [.. bins.Select(bin => bin / 1000.0)];
        int[] counts = [.. bins.SelectMany(bin => FitNetwork.Counts.AsSpan((int)bin * 2, 2).ToArray())];
        byte[] observed = [];
        for (int i = 0; i < bins.Length; i++)
        {
            if (Options.SilentPopulation is { } silent) counts[i * 2 + silent] = 0;
            if (bins[i] == Options.FullBin) counts[i * 2] = 61;
            if (bins[i] != Options.UnobservedBin) continue;
            observed = [.. Enumerable.Repeat((byte)0xFF, (bins.Length * 2 + 7) / 8)];
            observed[(i * 2 + 1) / 8] &= (byte)~(1 << ((i * 2 + 1) % 8));
        }

        if (Options.HalfBin is not { } half) return CountsSchema.Batch<int>(Schema, bins, times, counts, observed);
        double[] real = [.. counts.Select((count, i) => bins[i / 2] == half ? 0.5 : count)];
        return CountsSchema.Batch<double>(Schema, bins, times, real, observed);
    }
}
