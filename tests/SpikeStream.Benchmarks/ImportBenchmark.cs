using System.Diagnostics;
using System.Globalization;
using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Benchmarks;

/// <summary>Reading recordings of each format into an Arrow archive, and a window of an archive beside the whole.</summary>
internal sealed class ImportBenchmark : Benchmark
{
    private static readonly long Rows = Math.Min(SpikeFile.Rows, 20_000_000);
    private static readonly string[] Formats = ["spikes.csv", "spikes.arrow", "spikes.arrows", "spikes.npz"];

    public override string Name => "import";

    public override void Prepare(string folder)
    {
        SpikeFile.Csv(folder, Rows);
        SpikeFile.Arrow(folder);
        foreach (string format in Formats)
        {
            string path = Path.Combine(folder, format);
            if (!File.Exists(path)) CopyAsync(Path.Combine(folder, "spikes.csv"), path).GetAwaiter().GetResult();
        }
    }

    public override async Task RunAsync(string folder)
    {
        string archive = Path.Combine(folder, "archive.arrow");
        foreach (string format in Formats)
        {
            using PeakMemory memory = new();
            string path = Path.Combine(folder, format);
            long begun = Stopwatch.GetTimestamp();
            long rows = await CopyAsync(path, archive).ConfigureAwait(false);
            double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            Print($"import of {format}", $"{rows / seconds / 1e6:0.0} million spikes/s, {new FileInfo(path).Length / seconds / 1e6:0} MB/s");
            memory.Print();
            File.Delete(archive);
        }

        double middle = SpikeFile.Seconds / 2;
        foreach ((string what, ReadOptions options) in new[] { ("whole", ReadOptions.Default), ("10 s", new ReadOptions { Start = middle, Stop = middle + 10 }) })
        {
            double best = double.PositiveInfinity;
            long rows = 0;
            for (int round = 0; round < 10; round++)
            {
                long begun = Stopwatch.GetTimestamp();
                rows = await ReadAsync(Path.Combine(folder, "spikes.arrow"), options).ConfigureAwait(false);
                best = Math.Min(best, Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }

            Print($"Arrow, {what} of {SpikeFile.Seconds:0} s", $"{best:0.00} ms for {rows} spikes");
        }
    }

    private static void Print(FormattableString what, FormattableString value) =>
        Console.WriteLine($"{what.ToString(CultureInfo.InvariantCulture),-32} {value.ToString(CultureInfo.InvariantCulture)}");

    private static async Task<long> ReadAsync(string path, ReadOptions options)
    {
        long rows = 0;
        IRecordingReader reader = RecordingFormats.Open(path, options);
        await using (reader.ConfigureAwait(false))
        {
            await foreach (RecordBatch batch in reader.ReadAsync(0, 65_536, CancellationToken.None).ConfigureAwait(false)) rows += batch.Length;
        }

        return rows;
    }

    private static async Task<long> CopyAsync(string from, string to)
    {
        long rows = 0;
        IRecordingReader reader = RecordingFormats.Open(from);
        await using (reader.ConfigureAwait(false))
        {
            IRecordingWriter writer = RecordingFormats.Create(to, reader.Schema);
            await using (writer.ConfigureAwait(false))
            {
                await foreach (RecordBatch batch in reader.ReadAsync(0, 65_536, CancellationToken.None).ConfigureAwait(false))
                {
                    await writer.WriteAsync(batch, CancellationToken.None).ConfigureAwait(false);
                    rows += batch.Length;
                }

                await writer.CompleteAsync(CancellationToken.None).ConfigureAwait(false);
                writer.Commit();
            }
        }

        return rows;
    }
}
