using System.Text;
using SpikeStream.Pipelines.Catalog;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Execution;

namespace SpikeStream.Pipelines.Tests.Execution;

/// <summary>Runs small pipelines of test nodes in a temporary folder.</summary>
internal sealed class TestRun : IDisposable
{
    public static NodeRegistry Registry { get; } = new(typeof(TestRun).Assembly);

    public string Folder { get; } = Directory.CreateTempSubdirectory("spikestream-run-").FullName;

    public string RunPath => Path.Combine(Folder, "run");

    public static PipelineDefinition Parse(string json, params IReadOnlyList<string> overrides) =>
        PipelineFile.Parse(Encoding.UTF8.GetBytes(json), "test.json", new LoadSettings { Registry = Registry, Overrides = overrides });

    /// <summary>A pipeline around a list of nodes.</summary>
    public static string Json(string sources, string stages, string sinks, string more = "") =>
        $$"""{ "name": "test", "seed": 7, {{more}} "sources": [{{sources}}], "stages": [{{stages}}], "sinks": [{{sinks}}] }""";

    public async Task<RunResult> RunAsync(
        PipelineDefinition pipeline, FolderMode mode = FolderMode.New, Action<long>? checkpointWritten = null,
        int queueCapacity = 4, TimeProvider? time = null, IProgress<RunProgress>? progress = null, Serilog.ILogger? logger = null,
        CancellationToken interrupt = default, CancellationToken hardStop = default)
    {
        using RunFolder folder = RunFolder.Open("test", RunPath, mode);
        return await PipelineRunner.RunAsync(
            pipeline,
            new RunSettings
            {
                Folder = folder,
                CheckpointWritten = checkpointWritten,
                HardStop = hardStop,
                Logger = logger ?? Serilog.Core.Logger.None,
                QueueCapacity = queueCapacity,
                Time = time ?? TimeProvider.System,
                Progress = progress,
            },
            interrupt).WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Runs, stopping dead (as a kill would) at each checkpoint, and resuming, until the end.</summary>
    /// <returns>How often it was stopped.</returns>
    public async Task<int> RunWithKillsAsync(PipelineDefinition pipeline, int queueCapacity = 4, int killEvery = 1)
    {
        FolderMode mode = FolderMode.New;
        for (int kills = 0; ; kills++)
        {
            using CancellationTokenSource kill = new();
            int written = 0;
            RunResult result = await RunAsync(
                pipeline, mode, _ =>
                {
                    if (++written == killEvery) kill.Cancel();
                },
                hardStop: kill.Token,
                queueCapacity: queueCapacity);
            if (result.Outcome == RunOutcome.Completed) return kills;
            if (kills > 1000) throw new InvalidOperationException("The run makes no progress.");
            mode = FolderMode.Resume;
        }
    }

    public string Output(string file) => File.ReadAllText(Path.Combine(RunPath, file));

    /// <summary>All files that sinks wrote, by name.</summary>
    public SortedDictionary<string, string> Outputs() =>
        new(Directory.EnumerateFiles(RunPath, "*.txt").ToDictionary(path => Path.GetFileName(path), File.ReadAllText));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
