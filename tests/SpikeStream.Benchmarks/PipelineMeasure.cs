using System.Diagnostics;
using System.Globalization;
using System.Text;
using SpikeStream.Pipelines.Catalog;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Execution;

namespace SpikeStream.Benchmarks;

/// <summary>Time of a run of a real pipeline.</summary>
/// <param name="Wall">Seconds that passed.</param>
/// <param name="Processor">Seconds of processor time, all cores together.</param>
internal sealed record PipelineMeasure(double Wall, double Processor)
{
    private static readonly NodeRegistry Registry = new(typeof(NodeRegistry).Assembly, typeof(PipelineMeasure).Assembly);

    /// <summary>Runs a pipeline several times, after one run that warms the file cache and the compiler, and takes the quickest.</summary>
    /// <param name="folder">Where run folders go.</param>
    /// <param name="sources">JSON of the sources.</param>
    /// <param name="stages">JSON of the stages.</param>
    /// <param name="sinks">JSON of the sinks.</param>
    /// <param name="repeats">Runs that are measured.</param>
    /// <returns>The least processor time, and the least wall time.</returns>
    public static async Task<PipelineMeasure> RunAsync(string folder, string sources, string stages, string sinks, int repeats = 8)
    {
        string json = $$"""{ "name": "benchmark", "seed": 1, "checkpoints": { "every": "1 h" }, "sources": [{{sources}}], "stages": [{{stages}}], "sinks": [{{sinks}}] }""";
        PipelineMeasure best = new(double.PositiveInfinity, double.PositiveInfinity);
        for (int run = 0; run <= repeats; run++)
        {
            PipelineDefinition pipeline = PipelineFile.Parse(Encoding.UTF8.GetBytes(json), "benchmark.json", new LoadSettings { Registry = Registry });
            string runFolder = Path.Combine(folder, "run");
            long start = Stopwatch.GetTimestamp();
            double processor = Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;
            using (RunFolder opened = RunFolder.Open("benchmark", runFolder, FolderMode.Overwrite))
                await PipelineRunner.RunAsync(pipeline, new RunSettings { Folder = opened, HashesInputs = false }).ConfigureAwait(false);
            double wall = Stopwatch.GetElapsedTime(start).TotalSeconds, used = Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds - processor;
            if (run > 0) best = new(Math.Min(best.Wall, wall), Math.Min(best.Processor, used));
            Directory.Delete(runFolder, recursive: true);
        }

        return best;
    }

    /// <summary>Prints rates against a target.</summary>
    /// <param name="what">What was measured.</param>
    /// <param name="rows">Rows of a run.</param>
    /// <param name="target">Target in millions of rows per second and core.</param>
    /// <param name="reference">What others reach, in words.</param>
    public void Print(string what, double rows, double target, string reference)
    {
        double perCore = rows / Processor / 1e6;
        ResultTable.Print(what, perCore, "M/s", target, perCore >= target, perCore / target, string.Create(CultureInfo.InvariantCulture, $"{rows / Wall / 1e6:0} M/s on the clock with {Processor / Wall:0.0} cores busy; {reference}"));
    }
}
