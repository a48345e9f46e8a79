using System.Diagnostics;
using System.Globalization;
using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Benchmarks;

/// <summary>Reading spikes of an NWB file in the order of time, beside h5py and numpy on the same file; a window of it beside the whole; memory for two lengths.</summary>
internal sealed class NwbReadingBenchmark : Benchmark
{
    private static readonly long Most = Math.Min(SpikeFile.Rows, 20_000_000);
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "nwb_reading.py");

    public override string Name => "nwb-reading";

    public override void Prepare(string folder)
    {
        foreach (long rows in Sizes())
        {
            if (!File.Exists(At(folder, rows))) Python("make", At(folder, rows), $"{SpikeFile.Units}", $"{SpikeFile.RatePerUnit}", $"{rows}");
        }
    }

    public override async Task RunAsync(string folder)
    {
        foreach (long rows in Sizes())
        {
            string path = At(folder, rows);
            double seconds = (double)rows / (SpikeFile.Units * SpikeFile.RatePerUnit);
            double bytes = new FileInfo(path).Length;
            (double whole, long spikes, long peak) = await MeasureAsync(path, ReadOptions.Default).ConfigureAwait(false);
            Print($"NWB, {spikes / 1e6:0.#} million spikes", $"{spikes / whole / 1e6:0.0} million spikes/s, {bytes / whole / 1e6:0} MB/s, {peak >> 20} MB at most in the reading process for {bytes / 1e6:0} MB");
            string[] numpy = Python("read", path).Split(' ');
            Print($"  h5py alone, unsorted; sorted", $"{numpy[0]} s; {rows / double.Parse(numpy[1], CultureInfo.InvariantCulture) / 1e6:0.0} million spikes/s");
            (double window, long few, _) = await MeasureAsync(path, new ReadOptions { Start = seconds / 2, Stop = (seconds / 2) + 10 }).ConfigureAwait(false);
            Print($"  10 s of {seconds:0} s", $"{window * 1e3:0.0} ms for {few} spikes, the whole {whole * 1e3:0} ms");
        }
    }

    private static long[] Sizes() => [Most / 10, Most];

    private static string At(string folder, long rows) => Path.Combine(folder, $"spikes-{rows}.nwb");

    private static void Print(FormattableString what, FormattableString value) =>
        Console.WriteLine($"{what.ToString(CultureInfo.InvariantCulture),-32} {value.ToString(CultureInfo.InvariantCulture)}");

    // The quickest of several; the memory of the process that reads for this one.
    private static async Task<(double Seconds, long Spikes, long Peak)> MeasureAsync(string path, ReadOptions options)
    {
        double best = double.PositiveInfinity;
        long spikes = 0, peak = 0;
        for (int round = 0; round < 4; round++)
        {
            spikes = 0;
            long begun = Stopwatch.GetTimestamp();
            IRecordingReader reader = RecordingFormats.Open(path, options);
            await using (reader.ConfigureAwait(false))
            {
                await foreach (RecordBatch batch in reader.ReadAsync(0, 65_536, CancellationToken.None).ConfigureAwait(false)) spikes += batch.Length;
                best = Math.Min(best, Stopwatch.GetElapsedTime(begun).TotalSeconds);
                foreach (Process process in Process.GetProcessesByName("dotnet").Concat(Process.GetProcessesByName("spikestream")))
                {
                    if (IsReading(process)) peak = Math.Max(peak, process.PeakWorkingSet64);
                }
            }
        }

        return (best, spikes, peak);
    }

    private static bool IsReading(Process process)
    {
        string line = $"/proc/{process.Id}/cmdline";
        return File.Exists(line) && File.ReadAllText(line).Contains(ReadingServer.Verb, StringComparison.Ordinal);
    }

    private static string Python(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Script, .. arguments]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"{Script} {string.Join(' ', arguments)} fails: it needs python3-h5py.");
    }
}
