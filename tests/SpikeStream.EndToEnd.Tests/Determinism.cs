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
        ResumeUntilDone(folder, pipeline, kills, seed: 11).ShouldBe(reference);
    }

    [Fact]
    public void A_consumer_of_a_feed_is_killed_and_resumed_while_the_publisher_goes_on()
    {
        using TemporaryFolder folder = new();
        string[] reference = RunToEnd(folder, "file", FitPipeline.Text(FitPipeline.FileSource(65536)), parallelism: 2);
        int port = FreePort();
        using SpikeStreamCommand publisher = Publish(folder, port);
        ResumeUntilDone(folder, FitPipeline.Text(FitPipeline.FeedSource(port)), kills: 5, seed: 12).ShouldBe(reference);
        publisher.WaitForEnd().ShouldSucceed();
    }

    private static string[] RunToEnd(TemporaryFolder folder, string name, string pipeline, int parallelism)
    {
        string file = folder.Write(name + ".json", pipeline);
        SpikeStreamCommand.Run(folder.Path, "run", file, "--out", folder[name], "--parallelism", parallelism.ToString(CultureInfo.InvariantCulture)).ShouldSucceed();
        return Digests(folder[name]);
    }

    /// <summary>Kills the run at random moments, each time resuming it, and then lets it end.</summary>
    private static string[] ResumeUntilDone(TemporaryFolder folder, string pipeline, int kills, int seed)
    {
        System.Random random = new(seed);
        string file = folder.Write("killed.json", pipeline);
        string run = folder["killed"];
        int killed = 0;
        while (killed < kills)
        {
            using SpikeStreamCommand command = SpikeStreamCommand.Start(folder.Path, Arguments(file, run));
            if (!command.KillAfter(TimeSpan.FromMilliseconds(random.Next(200, 1200))))
            {
                // The run reached its end before all kills were spent: check it and begin again.
                command.WaitForEnd().ShouldSucceed();
                return Digests(run);
            }

            killed++;
        }

        SpikeStreamCommand.Run(folder.Path, Arguments(file, run)).ShouldSucceed();
        return Digests(run);
    }

    /// <summary>Resumes where there is something to resume; a run killed before its first checkpoint starts again.</summary>
    private static IEnumerable<string> Arguments(string file, string run) =>
        ["run", file, "--out", run, Directory.Exists(run) ? "--resume" : "--quiet"];

    private static SpikeStreamCommand Publish(TemporaryFolder folder, int port) =>
        SpikeStreamCommand.Start(folder.Path, "publish", Path.Combine(FitPipeline.Sample, "spikes.arrow"), "--tcp", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), "--speed", "max");

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string[] Digests(string run) =>
        [.. Outputs.Select(name => $"{name} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(run, name))))}")];
}
