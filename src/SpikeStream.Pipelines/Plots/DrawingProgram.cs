using System.ComponentModel;
using System.Diagnostics;

namespace SpikeStream.Pipelines.Plots;

/// <summary>A program of another project that draws pictures from scripts: gnuplot, Graphviz' dot.</summary>
/// <param name="name">Its name for messages.</param>
/// <param name="executable">Its path.</param>
/// <param name="limit">How long one picture may take; a minute if not given.</param>
/// <param name="time">The clock for the limit; the system's if not given.</param>
public sealed class DrawingProgram(string name, string executable, TimeSpan? limit = null, TimeProvider? time = null)
{
    private readonly TimeSpan _limit = limit ?? TimeSpan.FromMinutes(1);
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Looks for a program in the folders of PATH.</summary>
    /// <param name="program">Its name without extension.</param>
    /// <returns>The full path of the first match; null if it is not installed.</returns>
    public static string? FindExecutable(string program)
    {
        ArgumentException.ThrowIfNullOrEmpty(program);
        string fileName = OperatingSystem.IsWindows() ? program + ".exe" : program;
        string path = Environment.GetEnvironmentVariable("PATH") ?? string.Empty;
        foreach (string folder in path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            string candidate = Path.Combine(folder, fileName);
            if (File.Exists(candidate)) return candidate;
        }

        return null;
    }

    /// <summary>Runs the program to its end.</summary>
    /// <param name="folder">The folder that it works in.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <returns>Null where it succeeded, else the reason in one line.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; the program has been stopped.</exception>
    public async Task<string?> RunAsync(string folder, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(executable, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process process = new() { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Exception fault) when (fault is Win32Exception or IOException)
        {
            return $"{name} could not be started ({GnuplotText.OneLine(fault.Message)}).";
        }

        process.StandardInput.Close();
        using CancellationTokenSource clock = new(_limit, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(either.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(either.Token);
            await Task.WhenAll(output, errors, process.WaitForExitAsync(either.Token)).ConfigureAwait(false);
            return process.ExitCode == 0
                ? null
                : $"{name} failed with exit code {process.ExitCode}: {Complaint(await errors.ConfigureAwait(false))}";
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            return $"{name} took longer than {GnuplotText.Duration(_limit.TotalSeconds)} and was stopped.";
        }
    }

    // Such programs show the line and the place first and explain last.
    private static string Complaint(string errors)
    {
        string[] lines = errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 0 ? "it gave no reason." : GnuplotText.OneLine(lines[^1]);
    }
}
