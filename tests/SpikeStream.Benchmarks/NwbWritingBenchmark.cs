using System.Diagnostics;
using System.Globalization;
using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Benchmarks;

/// <summary>Writing spikes that come in the order of time as NWB, beside h5py and numpy with whole arrays in memory.</summary>
internal sealed class NwbWritingBenchmark : Benchmark
{
    private const int BatchRows = 65_536;
    private static readonly long Rows = Math.Min(SpikeFile.Rows, 20_000_000);

    public override string Name => "nwb-writing";

    public override void Prepare(string folder) => SpikeFile.Arrow(folder);

    public override async Task RunAsync(string folder)
    {
        string path = Path.Combine(folder, "written.nwb"), again = Path.Combine(folder, "h5py.nwb");
        using (PeakMemory memory = new())
        {
            long begun = Stopwatch.GetTimestamp();
            TimeSpan used = Environment.CpuUsage.TotalTime;
            await WriteAsync(SpikeFile.Arrow(folder), path).ConfigureAwait(false);
            double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds, processor = (Environment.CpuUsage.TotalTime - used).TotalSeconds, bytes = new FileInfo(path).Length;
            Print("NWB writing", seconds, processor, $"{bytes / seconds / 1e6:0} MB/s");
            memory.Print();
        }

        using Process process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "nwb_writing.py"), path, again]) { RedirectStandardOutput = true })!;
        double[] numbers = [.. process.StandardOutput.ReadToEnd().Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        Print("  h5py and numpy", numbers[0], numbers[1], $"{numbers[2]:0} MB at most");
        File.Delete(path);
        File.Delete(again);
    }

    private static void Print(string what, double seconds, double processor, FormattableString more) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{what,-32} {Rows / seconds / 1e6:0.0} million spikes/s on the clock, {Rows / processor / 1e6:0.0} per second of processor time, {more.ToString(CultureInfo.InvariantCulture)}"));

    private static async Task WriteAsync(string from, string to)
    {
        IRecordingReader reader = RecordingFormats.Open(from);
        await using (reader.ConfigureAwait(false))
        {
            IRecordingWriter writer = RecordingFormats.Create(to, reader.Schema);
            await using (writer.ConfigureAwait(false))
            {
                long left = Rows;
                await foreach (RecordBatch batch in reader.ReadAsync(0, BatchRows, CancellationToken.None).ConfigureAwait(false))
                {
                    await writer.WriteAsync(left < batch.Length ? Columns.Slice(batch, 0, (int)left) : batch, CancellationToken.None).ConfigureAwait(false);
                    left -= batch.Length;
                    if (left <= 0) break;
                }

                await writer.CompleteAsync(CancellationToken.None).ConfigureAwait(false);
                writer.Commit();
            }
        }
    }
}
