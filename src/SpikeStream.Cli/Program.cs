using SpikeStream.Cli;

using CommandEnvironment environment = CommandEnvironment.OfProcess();
return await CommandLine.RunAsync(args, environment).ConfigureAwait(false);
