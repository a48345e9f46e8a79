using Spectre.Console;

namespace SpikeStream.Cli.Progress;

/// <summary>
/// Progress of one piece of work: nothing in its first seconds, then a line that is redrawn on a terminal, or a plain line now and then.
/// </summary>
internal sealed class WorkDisplay : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    private readonly string _what;
    private readonly long? _total;
    private readonly TimeProvider _time;
    private readonly TextWriter _messages;
    private readonly bool _isQuiet;
    private readonly IAnsiConsole? _terminal;
    private readonly long _begun;
    private long _shown;
    private bool _isDrawn;

    /// <summary>Begins.</summary>
    /// <param name="what">What is being done.</param>
    /// <param name="total">Work units in all; null where unknown.</param>
    /// <param name="environment">Where to show it.</param>
    /// <param name="isQuiet">Show nothing.</param>
    public WorkDisplay(string what, long? total, CommandEnvironment environment, bool isQuiet)
    {
        (_what, _total, _time, _messages, _isQuiet) = (what, total, environment.Time, environment.Error, isQuiet);
        _begun = _shown = _time.GetTimestamp();
        if (environment.ErrorIsTerminal && !isQuiet)
            _terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(environment.Error) });
    }

    /// <summary>States how far the work is.</summary>
    /// <param name="done">Work units done.</param>
    public void Report(long done)
    {
        if (_isQuiet) return;
        TimeSpan elapsed = _time.GetElapsedTime(_begun);
        if (elapsed < Patience || _time.GetElapsedTime(_shown) < (_terminal is null ? LineInterval : TerminalInterval)) return;
        _shown = _time.GetTimestamp();
        string line = $"{_what}: {ProgressText.Describe(done, _total, done / elapsed.TotalSeconds)}";
        if (_terminal is null)
        {
            _messages.WriteLine(line);
            return;
        }

        _terminal.Write(new ControlCode("\r\u001b[K"));
        _terminal.Write(new Text(line.Length < _terminal.Profile.Width ? line : line[..(_terminal.Profile.Width - 1)]));
        _isDrawn = true;
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        if (_isDrawn) _terminal!.Write(new ControlCode("\r\u001b[K"));
    }
}
