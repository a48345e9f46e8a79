using System.Diagnostics;
using System.Text;

namespace SpikeStream.EndToEnd.Tests;

/// <summary>Starts the real command in a process of its own.</summary>
internal sealed class SpikeStreamCommand : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "spikestream.dll");

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private SpikeStreamCommand(string folder, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add(Program);
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The id of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Starts the command and returns at once.</summary>
    public static SpikeStreamCommand Start(string folder, params IEnumerable<string> arguments) => new(folder, arguments);

    /// <summary>Runs the command to its end, two minutes at most.</summary>
    public static CommandResult Run(string folder, params IEnumerable<string> arguments)
    {
        using SpikeStreamCommand command = Start(folder, arguments);
        return command.WaitForEnd();
    }

    /// <summary>Waits for the end, two minutes at most.</summary>
    public CommandResult WaitForEnd()
    {
        if (!_process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"No end after two minutes.\nstandard error:\n{_errors}\nstandard output:\n{_output}");
        }

        _process.WaitForExit();
        return new CommandResult(_process.ExitCode, Text(_output), Text(_errors));
    }

    /// <summary>Lets the process run for a while, then kills it with SIGKILL.</summary>
    /// <returns>False where it had ended by itself before.</returns>
    public bool KillAfter(TimeSpan time)
    {
        if (_process.WaitForExit(time)) return false;
        _process.Kill();
        _process.WaitForExit();
        return true;
    }

    /// <summary>Sends the signal of Ctrl-C.</summary>
    public void Interrupt()
    {
        using Process kill = Process.Start("kill", ["-INT", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static string Text(StringBuilder text)
    {
        lock (text) return text.ToString();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.AppendLine(line);
    }
}
