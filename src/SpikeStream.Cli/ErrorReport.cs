using System.Net.Sockets;
using SpikeStream.Pipelines.Execution;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Cli;

/// <summary>Turns a fault into lines that start with <c>error:</c> and into an exit code.</summary>
internal static class ErrorReport
{
    public static int Write(Exception fault, CommandEnvironment environment, bool isVerbose)
    {
        if (fault is OperationCanceledException && environment.Interruption.Gently.IsCancellationRequested)
        {
            environment.Error.WriteLine("interrupted");
            return ExitCode.Interrupted;
        }

        foreach (string line in Lines(fault)) environment.Error.WriteLine($"error: {line}");
        if (isVerbose) environment.Error.WriteLine(fault);
        return fault is InvalidInputException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException
            ? ExitCode.BadInput
            : ExitCode.Failed;
    }

    private static IEnumerable<string> Lines(Exception fault) => fault switch
    {
        InvalidPipelineException refused => refused.Faults.Select(f => OneLine(f.ToString())),
        InvalidInputException or PipelineFaultException or IOException or UnauthorizedAccessException or SocketException => [OneLine(fault.Message)],
        _ => [OneLine($"this should not happen: {fault.GetType().Name}: {fault.Message} (run again with --verbose for the details, and report them)")],
    };

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
