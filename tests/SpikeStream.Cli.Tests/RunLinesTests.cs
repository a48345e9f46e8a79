using Serilog;
using SpikeStream.Cli.Progress;
using SpikeStream.Pipelines.Catalog;
using SpikeStream.Pipelines.Execution;

namespace SpikeStream.Cli.Tests;

public sealed class RunLinesTests
{
    [Fact]
    public void Without_a_terminal_a_plain_line_comes_every_ten_seconds()
    {
        using StringWriter messages = new();
        using Serilog.Core.Logger log = new LoggerConfiguration().Enrich.With(new NodePrefix())
            .WriteTo.Sink(new ConsoleLog(messages, display: null, isQuiet: false, isVerbose: false)).CreateLogger();
        ManualTime time = new();
        RunLines lines = new(log, time);

        Report(lines, 1_000_000);
        messages.ToString().ShouldBeEmpty();
        time.Seconds = 10;
        Report(lines, 20_000_000);
        time.Seconds = 15;
        Report(lines, 30_000_000);
        time.Seconds = 20;
        Report(lines, 35_000_000);

        messages.ToString().ShouldBe(
            "spikes: 20.0 M of 40.0 M (50 %), 2.0 M/s, about 10 s left; in order\nspikes: 35.0 M of 40.0 M (87 %), 1.5 M/s, about 4 s left; in order\n");
    }

    [Fact]
    public void The_user_sees_warnings_and_the_rest_on_demand_only()
    {
        Shown(isQuiet: false, isVerbose: false).ShouldBe("warning: fit: slow\n");
        Shown(isQuiet: false, isVerbose: true).ShouldBe("debug: fit: batch 3\nfit: epoch 1\nwarning: fit: slow\n");
        Shown(isQuiet: true, isVerbose: false).ShouldBeEmpty();
    }

    private static string Shown(bool isQuiet, bool isVerbose)
    {
        using StringWriter messages = new();
        using Serilog.Core.Logger log = new LoggerConfiguration().MinimumLevel.Debug().Enrich.With(new NodePrefix())
            .WriteTo.Sink(new ConsoleLog(messages, display: null, isQuiet, isVerbose)).CreateLogger();
        ILogger fit = log.ForContext("Node", "fit");
        fit.Debug("batch {Batch}", 3);
        fit.Information("epoch {Epoch}", 1);
        fit.Warning("{Node}: {Warning}", "fit", "slow");
        return messages.ToString();
    }

    private static void Report(RunLines lines, long done) =>
        lines.Report(new RunProgress(
            [
                new NodeStatus("spikes", NodeCategory.Source, 0, 0, done, 1, done, 40_000_000, "in order"),
                new NodeStatus("counts", NodeCategory.Stage, done, 1, 0, 0, 0, null, null),
            ], TimeSpan.Zero, 0, IsLast: false));

    private sealed class ManualTime : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => (long)(Seconds * 1000);
    }
}
