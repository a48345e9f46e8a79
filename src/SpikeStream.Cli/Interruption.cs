using System.Runtime.InteropServices;

namespace SpikeStream.Cli;

/// <summary>The user's wish to stop: the first time gently, the second time at once.</summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>How long the second request may take before the process is ended without further ado.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _gently = new();
    private readonly CancellationTokenSource _atOnce = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly TextWriter? _messages;
    private ITimer? _end;
    private int _requests;

    public Interruption()
    {
    }

    private Interruption(TextWriter messages) => _messages = messages;

    /// <summary>Finish what is under way, keep it, and stop.</summary>
    public CancellationToken Gently => _gently.Token;

    /// <summary>Stop now.</summary>
    public CancellationToken AtOnce => _atOnce.Token;

    /// <summary>Listens to the signals of this process.</summary>
    /// <param name="messages">Told what is happening.</param>
    public static Interruption OfProcess(TextWriter messages)
    {
        Interruption interruption = new(messages);
        foreach (PosixSignal signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM })
        {
            interruption._signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                interruption.Request();
            }));
        }

        return interruption;
    }

    /// <summary>Asks to stop; a second time: at once.</summary>
    public void Request()
    {
        if (Interlocked.Increment(ref _requests) == 1)
        {
            _messages?.WriteLine("stopping: finishing what is under way; press Ctrl-C again to stop at once");
            _gently.Cancel();
            return;
        }

        _gently.Cancel();
        _atOnce.Cancel();
        if (_messages is not null)
            _end = TimeProvider.System.CreateTimer(_ => Environment.Exit(ExitCode.Interrupted), null, Patience, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals) signal.Dispose();
        _end?.Dispose();
        _gently.Dispose();
        _atOnce.Dispose();
    }
}
