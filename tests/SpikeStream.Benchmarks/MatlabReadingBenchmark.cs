using System.Diagnostics;
using System.Globalization;
using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Benchmarks;

/// <summary>Reading spikes of MATLAB files of each version in the order of time, beside scipy and h5py on the same files, and a window beside the whole.</summary>
internal sealed class MatlabReadingBenchmark : Benchmark
{
    private static readonly long Rows = Math.Min(SpikeFile.Rows, 10_000_000);
    private static readonly string[] Versions = ["v6", "v7", "v7.3"];

    public override string Name => "matlab-reading";

    public override void Prepare(string folder)
    {
        foreach (string version in Versions)
        {
            if (!File.Exists(At(folder, version))) Python("make", At(folder, version), $"{SpikeFile.Units}", $"{SpikeFile.RatePerUnit}", $"{Rows}", version);
        }
    }

    public override async Task RunAsync(string folder)
    {
        double middle = (double)Rows / (SpikeFile.Units * SpikeFile.RatePerUnit) / 2;
        foreach (string version in Versions)
        {
            using PeakMemory memory = new();
            string path = At(folder, version);
            double bytes = new FileInfo(path).Length;
            (double whole, long spikes) = await MeasureAsync(path, ReadOptions.Default).ConfigureAwait(false);
            Print($"MATLAB {version}, {spikes / 1e6:0.#} million spikes", $"{spikes / whole / 1e6:0.0} million spikes/s, {bytes / whole / 1e6:0} MB/s");
            string[] scipy = Python("read", path).Split(' ');
            Print($"  scipy or h5py, unsorted; sorted", $"{Rows / Number(scipy[0]) / 1e6:0.0}; {Rows / Number(scipy[1]) / 1e6:0.0} million spikes/s");
            (double window, long few) = await MeasureAsync(path, new ReadOptions { Start = middle, Stop = middle + 10 }).ConfigureAwait(false);
            Print($"  10 s of {middle * 2:0} s", $"{window * 1e3:0.0} ms for {few} spikes, the whole {whole * 1e3:0} ms");
            if (version == "v6") memory.Print();
        }
    }

    private static string At(string folder, string version) => Path.Combine(folder, $"spikes-{version}.mat");

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static void Print(FormattableString what, FormattableString value) =>
        Console.WriteLine($"{what.ToString(CultureInfo.InvariantCulture),-40} {value.ToString(CultureInfo.InvariantCulture)}");

    private static async Task<(double Seconds, long Spikes)> MeasureAsync(string path, ReadOptions options)
    {
        double best = double.PositiveInfinity;
        long spikes = 0;
        for (int round = 0; round < 3; round++)
        {
            spikes = 0;
            long begun = Stopwatch.GetTimestamp();
            IRecordingReader reader = RecordingFormats.Open(path, options);
            await using (reader.ConfigureAwait(false))
            {
                await foreach (RecordBatch batch in reader.ReadAsync(0, 65_536, CancellationToken.None).ConfigureAwait(false)) spikes += batch.Length;
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(begun).TotalSeconds);
        }

        return (best, spikes);
    }

    private static string Python(params string[] arguments)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "matlab_reading.py");
        using Process process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-B", script, .. arguments]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"{script} {string.Join(' ', arguments)} fails: it needs python3-scipy and python3-h5py.");
    }
}
