using System.CommandLine;
using Serilog;
using SpikeStream.Cli.Progress;
using SpikeStream.Pipelines.Execution;

namespace SpikeStream.Cli;

/// <summary>A run with its log in the run folder and its progress on the console.</summary>
internal static class LoggedRun
{
    /// <summary>Runs.</summary>
    /// <param name="parsed">The command line, for how much to say.</param>
    /// <param name="folder">The run folder.</param>
    /// <param name="environment">Where messages go.</param>
    /// <param name="run">The run itself.</param>
    public static async Task<T> ExecuteAsync<T>(ParseResult parsed, RunFolder folder, CommandEnvironment environment, Func<RunSettings, Task<T>> run)
    {
        bool isQuiet = parsed.GetValue<bool>("--quiet");
        RunDisplay? display = !isQuiet && environment.ErrorIsTerminal ? new RunDisplay(environment.Error) : null;
        ConsoleLog console = new(environment.Error, display, isQuiet, parsed.GetValue<bool>("--verbose"));
        using Serilog.Core.Logger log = new LoggerConfiguration()
            .MinimumLevel.Debug()
            .Enrich.With(new NodePrefix())
            .WriteTo.File(Path.Combine(folder.Path, "run.log"), formatProvider: System.Globalization.CultureInfo.InvariantCulture,
                outputTemplate: "{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u3} {Prefix}{Message:lj}{NewLine}{Exception}")
            .WriteTo.Sink(console)
            .CreateLogger();
        IProgress<RunProgress>? progress = display is not null ? display : isQuiet ? null : new RunLines(log, environment.Time);
        try
        {
            return await run(new RunSettings
            {
                Folder = folder,
                Logger = log,
                Time = environment.Time,
                Progress = progress,
                HardStop = environment.Interruption.AtOnce,
            }).ConfigureAwait(false);
        }
        finally
        {
            display?.Close();
        }
    }

    /// <summary>The path as short as it is clear: relative where it lies under the working folder.</summary>
    public static string Shown(string path)
    {
        string relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
