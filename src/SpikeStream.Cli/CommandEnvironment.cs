using System.Text;

namespace SpikeStream.Cli;

/// <summary>What surrounds one invocation: where results and messages go, the clock, the user's wish to stop.</summary>
internal sealed class CommandEnvironment : IDisposable
{
    /// <summary>Results.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Messages, progress and the log.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether <see cref="Error"/> is a terminal, so that progress may be drawn and redrawn.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>The only clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Ctrl-C and SIGTERM.</summary>
    public required Interruption Interruption { get; init; }

    /// <summary>The environment of this process.</summary>
    public static CommandEnvironment OfProcess()
    {
        UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false);
        StreamWriter output = new(Console.OpenStandardOutput(), utf8) { AutoFlush = true };
        StreamWriter error = new(Console.OpenStandardError(), utf8) { AutoFlush = true };
        return new CommandEnvironment
        {
            Output = TextWriter.Synchronized(output),
            Error = TextWriter.Synchronized(error),
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Interruption = Interruption.OfProcess(error),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => Interruption.Dispose();
}
