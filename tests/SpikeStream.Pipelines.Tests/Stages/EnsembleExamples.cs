using System.Globalization;
using Apache.Arrow;
using SpikeStream.Numerics.Random;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

/// <summary>Counts of runs of two populations, E of 60 and I of 40 neurons, that follow one slow signal; bins of 1 ms from 0 s.</summary>
internal sealed class EnsembleExamples(int runs, int seed, int bins = 1000, string[]? names = null, int? missing = null)
{
    private static readonly int[] Sizes = [60, 40];
    private readonly int[] _counts = Draw(runs, seed, bins);

    public int Runs => runs;

    public int Bins => bins;

    public Schema Schema => RecordingMetadata.With(
        CountsSchema.Create(
            2 * runs,
            new BinWidth(1, 1000),
            [.. Enumerable.Range(0, 2 * runs).Select(column => runs == 1 ? Names[column] : EnsembleLayout.ColumnName(Names[column % 2], column / 2))],
            [.. Enumerable.Range(0, 2 * runs).Select(column => Sizes[column % 2])]),
        [new(RecordingMetadata.Runs, runs == 1 ? null : runs.ToString(CultureInfo.InvariantCulture))]);

    public RecordBatch Batch
    {
        get
        {
            long[] kept = [.. Enumerable.Range(0, bins).Where(bin => bin != missing).Select(bin => (long)bin)];
            int[] counts = [.. kept.SelectMany(bin => _counts.AsSpan((int)bin * 2 * runs, 2 * runs).ToArray())];
            return CountsSchema.Batch<int>(Schema, kept, [.. kept.Select(bin => bin / 1000.0)], counts);
        }
    }

    /// <summary>The counts without some of their cells, each a bin and a column.</summary>
    public RecordBatch Without(params (int Bin, int Column)[] cells)
    {
        RecordBatch whole = Batch;
        byte[] observed = new byte[BitUtility.ByteCount(whole.Length * 2 * runs)];
        observed.AsSpan().Fill(0xFF);
        foreach ((int bin, int column) in cells) BitUtility.SetBit(observed, (bin * 2 * runs) + column, false);
        return CountsSchema.Batch<int>(Schema, CountsSchema.Bins(whole), CountsSchema.Times(whole), CountsSchema.IntegerCounts(whole), observed);
    }

    private string[] Names => names ?? ["E", "I"];

    /// <summary>Activity in Hz in blocks of some bins.</summary>
    public double[] Activity(int run, int population, int firstBin, int blocks, int blockBins) =>
        [.. Enumerable.Range(0, blocks).Select(block => Enumerable.Range(firstBin + block * blockBins, blockBins).Sum(bin => (double)_counts[bin * 2 * runs + 2 * run + population]) / (0.001 * blockBins * Sizes[population]))];

    private static int[] Draw(int runs, int seed, int bins)
    {
        RandomStream random = new((ulong)seed, "test", "ensemble");
        return [.. Enumerable.Range(0, bins * 2 * runs).Select(i => random.NextBinomial(Sizes[i % 2], 0.05 + 0.03 * Math.Sin(i / (2 * runs) * 0.02)))];
    }
}
