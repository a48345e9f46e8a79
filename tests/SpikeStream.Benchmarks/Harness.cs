using System.Diagnostics;
using System.Globalization;

namespace SpikeStream.Benchmarks;

/// <summary>Runs benchmarks, each in a process of its own so that peak memory is that of one, and prints what they measured.</summary>
internal static class Harness
{
    private const string OneOption = "--one";

    /// <summary>All benchmarks in the order in which they run.</summary>
    private static readonly Benchmark[] All =
    [
        new PopulationActivityBenchmark(),
        new DenseCountsBenchmark(),
        new MissingCountsBenchmark(),
        new PsthBenchmark(),
        new StatisticsBenchmark(),
        new GraphOverheadBenchmark(),
        new CsvReadingBenchmark(),
        new CsvWritingBenchmark(),
        new ImportBenchmark(), new NwbReadingBenchmark(), new NwbWritingBenchmark(), new MatlabReadingBenchmark(), .. DecodeBenchmark.All,
        new MesoscopicBenchmark(),
        new FitBenchmark(),
        new MicroscopicBenchmark(),
        new EnsembleBenchmark(),
        new EnsembleMeasuresBenchmark(),
        new MixtureBenchmark(), new MixtureSelectionBenchmark(),
    ];

    /// <summary>Runs the benchmarks whose names contain the filter.</summary>
    /// <param name="args">A filter, or nothing; SPIKESTREAM_BENCHMARK_SPIKES sets another number of spikes than 100 million.</param>
    /// <returns>0 where all ran.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is [OneOption, var name, var folder])
        {
            await All.First(benchmark => benchmark.Name == name).RunAsync(folder).ConfigureAwait(false);
            return 0;
        }

        string filter = args.FirstOrDefault() ?? "";
        Benchmark[] chosen = [.. All.Where(benchmark => benchmark.Name.Contains(filter, StringComparison.OrdinalIgnoreCase))];
        if (chosen.Length == 0)
        {
            await Console.Error.WriteLineAsync($"found no benchmark like \"{filter}\", expected one of {string.Join(", ", All.Select(benchmark => benchmark.Name))}").ConfigureAwait(false);
            return 2;
        }

        DirectoryInfo data = Directory.CreateTempSubdirectory("spikestream-benchmarks-");
        try
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {SpikeFile.Rows / 1e6:0.#} million spikes of {SpikeFile.Units} units at {SpikeFile.RatePerUnit} Hz"));
            ResultTable.PrintHead();
            foreach (Benchmark benchmark in chosen)
            {
                benchmark.Prepare(data.FullName);
                using Process child = Process.Start(Command(benchmark.UsesAllCores, [Environment.ProcessPath!, .. Host(), OneOption, benchmark.Name, data.FullName]))!;
                await child.WaitForExitAsync().ConfigureAwait(false);
                if (child.ExitCode != 0) return child.ExitCode;
            }

            return 0;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    /// <summary>A command kept on one core where the system has a way to: on two, threads that wait for one another's batches spin, and their time counts.</summary>
    private static ProcessStartInfo Command(bool usesAllCores, string[] command)
    {
        const string Pin = "/usr/bin/taskset";
        if (!usesAllCores && File.Exists(Pin)) command = [Pin, "--cpu-list", (Environment.ProcessorCount - 1).ToString(CultureInfo.InvariantCulture), .. command];
        return new ProcessStartInfo(command[0], command[1..]);
    }

    /// <summary>The assembly, where this process is the dotnet command.</summary>
    private static string[] Host() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Harness).Assembly.Location] : [];
}
