using System.Text.Json;

namespace SpikeStream.EndToEnd.Tests;

/// <summary>What another process has left in the folder of a run.</summary>
internal static class RunOnDisk
{
    /// <summary>Waits until a run of another process has begun: until its folder has a record. Looked for, since a watcher misses what comes just before it; no result depends on when it is seen.</summary>
    /// <exception cref="TimeoutException">There is none after a minute.</exception>
    public static void WaitForBegin(string run)
    {
        if (!SpinWait.SpinUntil(() => File.Exists(Record(run)), TimeSpan.FromMinutes(1))) throw new TimeoutException($"{Record(run)}: the run has not begun within a minute.");
    }

    /// <summary>Whether the run has reached its end.</summary>
    public static bool IsComplete(string run)
    {
        if (!File.Exists(Record(run))) return false;
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Record(run)));
        return document.RootElement.GetProperty("outcome").GetString() == "completed";
    }

    /// <summary>Arguments that resume a run, or begin it where it was killed before it had a folder.</summary>
    public static IEnumerable<string> Continue(string pipeline, string run) => ["run", pipeline, "--out", run, Directory.Exists(run) ? "--resume" : "--quiet"];

    private static string Record(string run) => Path.Combine(run, "run.json");
}
