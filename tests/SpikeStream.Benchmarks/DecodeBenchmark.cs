using System.Diagnostics;
using System.Globalization;
using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Benchmarks;

/// <summary>Reading spikes of one format in the order of time, beside numpy or pandas on the same file; a window beside the whole; memory for two lengths.</summary>
/// <remarks>All times are processor time, so that what else runs on the machine matters less.</remarks>
/// <param name="format">The format.</param>
/// <param name="file">What is read in the folder of a length.</param>
internal sealed class DecodeBenchmark(string format, string file) : Benchmark
{
    private const double WindowSeconds = 10;
    private static readonly long Most = Math.Min(SpikeFile.Rows, 20_000_000);
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "decode.py");

    /// <summary>All formats.</summary>
    public static IReadOnlyList<DecodeBenchmark> All { get; } =
    [
        new("arrow", "spikes.arrow"), new("arrow-stream", "spikes.arrows"), new("npy", "spikes_time.npy"), new("npz", "spikes.npz"),
        new("csv", "spikes.csv"), new("phy", "phy"), new("open-ephys", "open-ephys"),
    ];

    public override string Name => $"decode-{format}";

    public override void Prepare(string folder)
    {
        foreach (long rows in Sizes())
        {
            string data = At(folder, rows);
            if (!Directory.Exists(data))
            {
                Directory.CreateDirectory(data);
                Python("make", data, $"{rows}", $"{SpikeFile.Units}", $"{SpikeFile.RatePerUnit}");
            }

            if (format is not ("arrow" or "arrow-stream" or "csv") || File.Exists(Path.Combine(data, file))) continue;
            CopyAsync(Path.Combine(data, "spikes.npz"), Path.Combine(data, file)).GetAwaiter().GetResult();
        }
    }

    public override async Task RunAsync(string folder)
    {
        if (format == "arrow") Console.WriteLine("| format | MB | spikes/s | MB/s | numpy or pandas: spikes/s, MB | anonymous memory; all | whole | 10 s |");
        foreach (long rows in Sizes())
        {
            string path = Path.Combine(At(folder, rows), file);
            double bytes = Bytes(path), seconds = (double)rows / (SpikeFile.Units * SpikeFile.RatePerUnit);
            (double whole, long spikes, long anonymous) = await MeasureAsync(path, Options(), 4).ConfigureAwait(false);
            if (spikes != rows) throw new InvalidOperationException($"{path}: read {spikes} spikes of {rows}.");
            (double window, long few, _) = await MeasureAsync(path, Options() with { Start = seconds / 2, Stop = (seconds / 2) + WindowSeconds }, 4).ConfigureAwait(false);
            string[] python = Python("read", format, path).Split(' ');
            double reference = double.Parse(python[0], CultureInfo.InvariantCulture);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {format} | {bytes / 1e6:0} | {rows / whole / 1e6:0.0} M | {bytes / whole / 1e6:0} | {rows / reference / 1e6:0.0} M, {python[1]} MB | {anonymous >> 10} MB; {Status("VmHWM") >> 10} MB | {whole * 1e3:0} ms | {window * 1e3:0.0} ms, {few} spikes |"));
        }
    }

    private static long[] Sizes() => [Most / 10, Most];

    private static string At(string folder, long rows) => Path.Combine(folder, $"decode-{rows}");

    private static double Bytes(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(part => Path.GetFileName(part) is not ("sample_numbers.npy" or "templates.npy")).Sum(part => new FileInfo(part).Length)
        : new FileInfo(path).Length + (path.EndsWith("_time.npy", StringComparison.Ordinal) ? new FileInfo(path.Replace("_time", "_unit", StringComparison.Ordinal)).Length : 0);

    private static long Status(string key) => !OperatingSystem.IsLinux()
        ? 0
        : long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(key, StringComparison.Ordinal)).Split(':', 2)[1].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);

    // The least of several; the most of the memory that is not mapped from files.
    private static async Task<(double Seconds, long Spikes, long Anonymous)> MeasureAsync(string path, ReadOptions options, int rounds)
    {
        double best = double.PositiveInfinity;
        long spikes = 0, anonymous = 0;
        for (int round = 0; round < rounds; round++)
        {
            spikes = 0;
            int batches = 0;
            double begun = Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;
            IRecordingReader reader = RecordingFormats.Open(path, options);
            await using (reader.ConfigureAwait(false))
            {
                await foreach (RecordBatch batch in reader.ReadAsync(0, 65_536, CancellationToken.None).ConfigureAwait(false))
                {
                    spikes += batch.Length;
                    if (round == 0 && batches++ % 16 == 0) anonymous = Math.Max(anonymous, Status("RssAnon"));
                }
            }

            if (round > 0) best = Math.Min(best, Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds - begun);
        }

        return (best, spikes, anonymous);
    }

    private static async Task CopyAsync(string from, string to)
    {
        IRecordingReader reader = RecordingFormats.Open(from);
        await using (reader.ConfigureAwait(false))
        {
            IRecordingWriter writer = RecordingFormats.Create(to, reader.Schema);
            await using (writer.ConfigureAwait(false))
            {
                await foreach (RecordBatch batch in reader.ReadAsync(0, 65_536, CancellationToken.None).ConfigureAwait(false)) await writer.WriteAsync(batch, CancellationToken.None).ConfigureAwait(false);
                await writer.CompleteAsync(CancellationToken.None).ConfigureAwait(false);
                writer.Commit();
            }
        }
    }

    private static string Python(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Script, .. arguments]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"{Script} {string.Join(' ', arguments)} fails: it needs python3-numpy and python3-pandas.");
    }

    private ReadOptions Options() => format == "npy" ? new() { Columns = new Dictionary<string, string> { ["unit"] = "spikes_unit.npy" } } : ReadOptions.Default;
}
