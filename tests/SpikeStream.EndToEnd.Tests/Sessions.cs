using System.Globalization;
using System.Text.Json;

namespace SpikeStream.EndToEnd.Tests;

/// <summary>One pipeline over a folder of sessions: each by itself, their tables in one.</summary>
public sealed class Sessions
{
    private const string Activity = """
        {
          "name": "sessions-test", "seed": 3, "sessions": { "path": "${pipeline}/sessions/*.csv" },
          "sources": [{ "id": "spikes", "type": "file", "path": "${session}" }],
          "stages": [{ "id": "activity", "type": "population-average", "from": "spikes", "width": "1 s", "populations": { "all": "0-1" }, "as": "activity" }],
          "sinks": [
            { "id": "text", "type": "csv", "from": "activity", "path": "activity.csv" },
            { "id": "arrow", "type": "arrow", "from": "activity", "path": "tables/activity.arrow" },
            { "id": "spikes-file", "type": "arrow", "from": "spikes", "path": "spikes.arrow" }
          ]
        }
        """;

    [Fact]
    public void A_session_that_fails_does_not_stop_the_others_and_only_it_is_run_again()
    {
        using TemporaryFolder folder = new();
        string pipeline = Prepare(folder);
        folder.Write("sessions/b.csv", "time,unit\n2.5,0\n0.5,1\n");
        CommandResult failed = SpikeStreamCommand.Run(folder.Path, "run", pipeline, "--out", folder["run"]);
        failed.ShouldRefuse(1, "session b:", "b.csv:3");
        failed.Errors.ShouldContain("1 of 3 sessions have failed");
        failed.Errors.ShouldContain("--resume");
        Table(folder["run", "activity.csv"]).ShouldBe(["session,time,all", "a,0,1", "a,1,0.5", "c d,0,0", "c d,1,0", "c d,2,1"]);
        Outcomes(folder).ShouldBe(["a completed", "b failed", "c d completed"]);

        DateTime before = File.GetLastWriteTimeUtc(folder["run", "sessions", "a", "run.json"]);
        folder.Write("sessions/b.csv", "time,unit\n0.5,1\n2.5,0\n");
        SpikeStreamCommand.Run(folder.Path, "run", pipeline, "--out", folder["run"], "--resume").ShouldSucceed();
        File.GetLastWriteTimeUtc(folder["run", "sessions", "a", "run.json"]).ShouldBe(before);
        Outcomes(folder).ShouldBe(["a completed", "b completed", "c d completed"]);
        Table(folder["run", "activity.csv"]).ShouldBe(["session,time,all", "a,0,1", "a,1,0.5", "b,0,0.5", "b,1,0", "b,2,0.5", "c d,0,0", "c d,1,0", "c d,2,1"]);
        File.Exists(folder["run", "tables", "activity.arrow"]).ShouldBeTrue();
        File.Exists(folder["run", "spikes.arrow"]).ShouldBeFalse("spikes stay with their sessions");
        File.Exists(folder["run", "sessions", "b", "spikes.arrow"]).ShouldBeTrue();
        SpikeStreamCommand.Run(folder.Path, "run", pipeline, "--out", folder["run"], "--resume").ShouldRefuse(2, "this run is complete");
        CommandResult info = SpikeStreamCommand.Run(folder.Path, "info", folder["run", "tables", "activity.arrow"]).ShouldSucceed();
        info.Output.ShouldContain("series");
    }

    [Fact]
    public void A_failed_session_begins_anew_where_its_input_was_mended_since_its_checkpoint()
    {
        using TemporaryFolder folder = new();
        string pipeline = Prepare(folder);
        string good = "time,unit\n" + string.Concat(Enumerable.Range(0, 200_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i / 100_000.0},{i % 2}\n")));
        string bad = folder.Write("sessions/b.csv", good + "0.5,1\n");
        string[] run = ["run", pipeline, "--out", folder["run"], "--set", "sources.spikes.batchRows=500", "--set", "checkpoints.everyBatches=5"];
        SpikeStreamCommand.Run(folder.Path, run).ShouldRefuse(1, "session b:", "b.csv:200002");
        File.Exists(folder["run", "sessions", "b", "checkpoints", "checkpoint.bin"]).ShouldBeTrue();
        File.WriteAllText(bad, good);
        SpikeStreamCommand.Run(folder.Path, [.. run, "--resume"]).ShouldSucceed();
        Table(folder["run", "sessions", "b", "activity.csv"]).ShouldBe(["time,all", "0,50000", "1,50000"]);
    }

    [Fact]
    public void The_graph_is_checked_on_the_first_session_and_each_must_be_there()
    {
        using TemporaryFolder folder = new();
        string pipeline = Prepare(folder);
        SpikeStreamCommand.Run(folder.Path, "validate", pipeline).ShouldSucceed().Output.ShouldContain("2 sessions");
        SpikeStreamCommand.Run(folder.Path, "run", pipeline, "--dry-run").ShouldSucceed().Output.ShouldContain("sessions/a.csv");
        Directory.Exists(folder["runs"]).ShouldBeFalse();
        string inside = folder.Write("inside.json", Activity.Replace("*.csv", "*", StringComparison.Ordinal).Replace("\"${session}\"", "\"${session}/spikes.csv\"", StringComparison.Ordinal));
        SpikeStreamCommand.Run(folder.Path, "validate", inside).ShouldRefuse(2, "inside.json:3 $.sources[0].path", "there is no such file or folder");
    }

    [Fact]
    public void A_killed_run_over_sessions_ends_with_the_same_bytes()
    {
        using TemporaryFolder folder = new();
        foreach (string name in new[] { "one", "two", "three" })
        {
            Directory.CreateDirectory(folder["sessions", name]);
            File.Copy(Path.Combine(FitPipeline.Sample, "spikes.arrow"), folder["sessions", name, "spikes.arrow"]);
        }

        string text = FitPipeline.Text("""{ "id": "spikes", "type": "file", "path": "${session}/spikes.arrow" }""", "archive", iterations: 300).Replace("\"model\"", "\"polish\": 0, \"model\"", StringComparison.Ordinal);
        string pipeline = folder.Write("pipeline.json", text.Replace("\"seed\": 7,", "\"seed\": 7, \"sessions\": { \"path\": \"${pipeline}/sessions\" },", StringComparison.Ordinal));
        System.Random random = new(5);
        int kills = 0;
        for (bool isDone = false; !isDone && kills < 3;)
        {
            using SpikeStreamCommand command = SpikeStreamCommand.Start(folder.Path, RunOnDisk.Continue(pipeline, folder["run"]));
            isDone = !command.KillAfter(TimeSpan.FromMilliseconds(random.Next(500, 900)));
            if (!isDone) kills++;
        }

        kills.ShouldBeGreaterThan(0);
        if (!RunOnDisk.IsComplete(folder["run"])) SpikeStreamCommand.Run(folder.Path, RunOnDisk.Continue(pipeline, folder["run"])).ShouldSucceed();
        SpikeStreamCommand.Run(folder.Path, "run", pipeline, "--out", folder["reference"], "--set", "sessions.parallelism=1").ShouldSucceed();
        foreach (string file in new[] { "estimates.arrow", Path.Combine("sessions", "two", "estimates.arrow") })
            File.ReadAllBytes(folder["run", file]).ShouldBe(File.ReadAllBytes(folder["reference", file]), file);
        // The same recording from another seed.
        File.ReadAllBytes(folder["run", "sessions", "one", "estimates.arrow"]).ShouldNotBe(File.ReadAllBytes(folder["run", "sessions", "two", "estimates.arrow"]));
    }

    private static string Prepare(TemporaryFolder folder)
    {
        Directory.CreateDirectory(folder["sessions"]);
        folder.Write("sessions/c d.csv", "time,unit\n2.1,0\n2.5,1\n");
        folder.Write("sessions/a.csv", "time,unit\n0.1,0\n0.5,1\n1.5,1\n");
        folder.Write("sessions/notes.txt", "no session");
        return folder.Write("pipeline.json", Activity);
    }

    private static string[] Table(string path) => File.ReadAllText(path).TrimEnd('\n').Split('\n');

    private static string[] Outcomes(TemporaryFolder folder)
    {
        using JsonDocument record = JsonDocument.Parse(File.ReadAllText(folder["run", "run.json"]));
        return [.. record.RootElement.GetProperty("sessions").EnumerateArray().Select(session => string.Create(CultureInfo.InvariantCulture, $"{session.GetProperty("session").GetString()} {session.GetProperty("outcome").GetString()}"))];
    }
}
