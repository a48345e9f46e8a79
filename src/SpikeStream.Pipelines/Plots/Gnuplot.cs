using System.ComponentModel;
using System.Diagnostics;

namespace SpikeStream.Pipelines.Plots;

/// <summary>The gnuplot program, if it is installed.</summary>
public sealed class Gnuplot
{
    /// <summary>What to say where gnuplot is missing.</summary>
    public const string HowToInstall =
        "gnuplot is not installed, so no pictures were drawn; the data and the scripts are there. Install it " +
        "(Debian, Ubuntu: apt-get install gnuplot-nox; macOS: brew install gnuplot) and run gnuplot on the .gp file.";

    private readonly string? _executable;
    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;

    /// <summary>Names the program to use.</summary>
    /// <param name="executable">Path of the program; null where it is not installed. <see cref="Find"/> looks for it.</param>
    /// <param name="limit">How long one figure may take; a minute if not given.</param>
    /// <param name="time">The clock for the limit; the system's if not given.</param>
    public Gnuplot(string? executable, TimeSpan? limit = null, TimeProvider? time = null)
    {
        _executable = executable;
        _limit = limit ?? TimeSpan.FromMinutes(1);
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Whether there is a program to draw with.</summary>
    public bool IsInstalled => _executable is not null;

    /// <summary>The gnuplot on the search path; one that is not installed if there is none.</summary>
    public static Gnuplot Find() => new(ProgramSearch.Find("gnuplot"));

    /// <summary>Runs <c>name.gp</c> in its folder and puts the pictures under their names once they are complete.</summary>
    /// <returns>The pictures; or none, and the reason in one line.</returns>
    internal async Task<(IReadOnlyList<string> Pictures, string? Note)> DrawAsync(
        string folder, string name, CancellationToken cancellation)
    {
        if (_executable is null) return ([], HowToInstall);

        string partial = name + ".partial";
        string[] formats = ["png", "svg"];
        try
        {
            string? failure = await RunAsync(folder, ["-e", $"output='{partial}'", name + ".gp"], cancellation).ConfigureAwait(false);
            if (failure is not null) return ([], $"{name}.gp: {failure}");

            List<string> pictures = [];
            foreach (string format in formats)
            {
                string complete = Path.Combine(folder, $"{name}.{format}");
                File.Move(Path.Combine(folder, $"{partial}.{format}"), complete, overwrite: true);
                pictures.Add(complete);
            }

            return (pictures, null);
        }
        finally
        {
            foreach (string format in formats) File.Delete(Path.Combine(folder, $"{partial}.{format}"));
        }
    }

    private async Task<string?> RunAsync(string folder, string[] arguments, CancellationToken cancellation)
    {
        ProcessStartInfo start = new(_executable!, arguments)
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
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return $"gnuplot could not be started ({GnuplotText.OneLine(e.Message)}).";
        }

        process.StandardInput.Close();
        using CancellationTokenSource limit = new(_limit, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(either.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(either.Token);
            await Task.WhenAll(output, errors, process.WaitForExitAsync(either.Token)).ConfigureAwait(false);
            return process.ExitCode == 0 ? null : $"gnuplot failed with exit code {process.ExitCode}: {Complaint(await errors.ConfigureAwait(false))}";
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            return $"gnuplot took longer than {GnuplotText.Duration(_limit.TotalSeconds)} and was stopped.";
        }
    }

    // gnuplot echoes the line, points at the column with a caret and then explains: the explanation is the last line.
    private static string Complaint(string errors)
    {
        string[] lines = errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 0 ? "it gave no reason." : GnuplotText.OneLine(lines[^1]);
    }
}
