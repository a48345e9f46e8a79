using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace SpikeStream.EndToEnd.Tests;

/// <summary>The same pipeline gives the same bytes, however the data arrive and however often the run is interrupted.</summary>
public sealed class Determinism
{
    private static readonly string[] Outputs = ["estimates.arrow", "activity.csv"];

    [Theory]
    [InlineData("stream")]
    [InlineData("archive")]
    public void Batch_size_and_parallelism_do_not_change_a_bit(string mode)
    {
        using TemporaryFolder folder = new();
        string[] reference = RunToEnd(folder, "reference", FitPipeline.Text(FitPipeline.FileSource(65536), mode, starts: mode == "archive" ? 2 : 1), parallelism: 1);
        foreach (int batchRows in new[] { 1, 7, 1000, 65536 })
        {
            string pipeline = FitPipeline.Text(FitPipeline.FileSource(batchRows), mode, starts: mode == "archive" ? 2 : 1);
            string name = string.Create(CultureInfo.InvariantCulture, $"rows-{batchRows}");
            RunToEnd(folder, name, pipeline, parallelism: 2).ShouldBe(reference, name);
        }
    }

    [Fact]
    public void A_feed_gives_what_the_file_gives()
    {
        using TemporaryFolder folder = new();
        string[] reference = RunToEnd(folder, "file", FitPipeline.Text(FitPipeline.FileSource(65536)), parallelism: 2);
        int port = FreePort();
        using SpikeStreamCommand publisher = Publish(folder, port);
        RunToEnd(folder, "feed", FitPipeline.Text(FitPipeline.FeedSource(port)), parallelism: 2).ShouldBe(reference);
        publisher.WaitForEnd().ShouldSucceed();
    }

    [Theory]
    [InlineData("stream", 20)]
    [InlineData("archive", 20)]
    public void Killed_at_random_moments_and_resumed_a_run_ends_with_the_same_bytes(string mode, int kills)
    {
        using TemporaryFolder folder = new();
        string pipeline = FitPipeline.Text(FitPipeline.FileSource(200), mode, iterations: 400, starts: mode == "archive" ? 2 : 1);
        string[] reference = RunToEnd(folder, "reference", pipeline, parallelism: 2);
        KillAndResume(folder, pipeline, kills, seed: 11, reference);
    }

    [Fact]
    public void A_posterior_is_the_same_whatever_the_batches_and_threads_and_kills()
    {
        using TemporaryFolder folder = new();
        string[] reference = RunToEnd(folder, "reference", FitPipeline.SamplingText(FitPipeline.FileSource(65536)), parallelism: 1);
        RunToEnd(folder, "parallel", FitPipeline.SamplingText(FitPipeline.FileSource(5000)), parallelism: 2).ShouldBe(reference);
        KillAndResume(folder, FitPipeline.SamplingText(FitPipeline.FileSource(20000)), kills: 5, seed: 13, reference);
    }

    [Fact]
    public void A_consumer_of_a_feed_is_killed_and_resumed_while_the_publisher_goes_on()
    {
        using TemporaryFolder folder = new();
        string[] reference = RunToEnd(folder, "file", FitPipeline.Text(FitPipeline.FileSource(65536)), parallelism: 2);
        int port = FreePort();
        // At 20 times the recorded speed the feed lasts two seconds.
        using SpikeStreamCommand publisher = Publish(folder, port, "20x");
        System.Random random = new(12);
        string file = folder.Write("feed.json", FitPipeline.Text(FitPipeline.FeedSource(port)));
        string run = folder["feed"];
        int kills = 0;
        for (bool isDone = false; !isDone && kills < 3;)
        {
            using SpikeStreamCommand command = SpikeStreamCommand.Start(folder.Path, RunOnDisk.Continue(file, run));
            isDone = !command.KillAfter(TimeSpan.FromMilliseconds(random.Next(400, 800)));
            if (!isDone) kills++;
        }

        kills.ShouldBeGreaterThan(0);
        if (!RunOnDisk.IsComplete(run)) SpikeStreamCommand.Run(folder.Path, RunOnDisk.Continue(file, run)).ShouldSucceed();
        Digests(run).ShouldBe(reference);
        publisher.WaitForEnd().ShouldSucceed();
    }

    private static string[] RunToEnd(TemporaryFolder folder, string name, string pipeline, int parallelism)
    {
        string file = folder.Write(name + ".json", pipeline);
        SpikeStreamCommand.Run(folder.Path, "run", file, "--out", folder[name], "--parallelism", parallelism.ToString(CultureInfo.InvariantCulture)).ShouldSucceed();
        return Digests(folder[name]);
    }

    /// <summary>Kills runs at random moments, each time resuming, beginning a new run when one has reached its end in between.</summary>
    private static void KillAndResume(TemporaryFolder folder, string pipeline, int kills, int seed, string[] reference)
    {
        System.Random random = new(seed);
        string file = folder.Write("killed.json", pipeline);
        int round = 0;
        string RunFolder() => folder[string.Create(CultureInfo.InvariantCulture, $"killed-{round}")];
        for (int killed = 0; killed < kills;)
        {
            using SpikeStreamCommand command = SpikeStreamCommand.Start(folder.Path, RunOnDisk.Continue(file, RunFolder()));
            if (command.KillAfter(TimeSpan.FromMilliseconds(random.Next(100, 900))))
            {
                killed++;
                // It may have been over already, and only about to end.
                if (!RunOnDisk.IsComplete(RunFolder())) continue;
            }
            else
            {
                command.WaitForEnd().ShouldSucceed();
            }

            Digests(RunFolder()).ShouldBe(reference, $"after {killed} kills");
            round++;
        }

        SpikeStreamCommand.Run(folder.Path, RunOnDisk.Continue(file, RunFolder())).ShouldSucceed();
        Digests(RunFolder()).ShouldBe(reference);
    }

    private static SpikeStreamCommand Publish(TemporaryFolder folder, int port, string speed = "max") =>
        SpikeStreamCommand.Start(folder.Path, "publish", Path.Combine(FitPipeline.Sample, "spikes.arrow"), "--tcp", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), "--speed", speed);

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string[] Digests(string run) =>
        [.. Outputs.Select(name => $"{name} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(run, name))))}")];
}
