using SpikeStream.Cli;
using SpikeStream.Recordings;

// Started by this program itself, for files that may make a library crash: it hears of an interruption by the end of its input.
if (args is [ReadingServer.Verb])
{
    Console.CancelKeyPress += (_, interruption) => interruption.Cancel = true;
    ReadingServer.Run(Console.OpenStandardInput(), Console.OpenStandardOutput());
    return ExitCode.Success;
}

using CommandEnvironment environment = CommandEnvironment.OfProcess();
return await CommandLine.RunAsync(args, environment).ConfigureAwait(false);
