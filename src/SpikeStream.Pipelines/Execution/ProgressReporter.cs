namespace SpikeStream.Pipelines.Execution;

/// <summary>Tells the caller how far the run is, at a steady pace and once at the end.</summary>
internal sealed class ProgressReporter : IAsyncDisposable
{
    private readonly GraphRun _run;
    private readonly RunSettings _settings;
    private readonly Func<long> _checkpoints;
    private readonly long _startedAt;
    private readonly ITimer? _timer;
    private readonly Lock _gate = new();

    public ProgressReporter(GraphRun run, RunSettings settings, TimeSpan interval, Func<long> checkpoints)
    {
        _run = run;
        _settings = settings;
        _checkpoints = checkpoints;
        _startedAt = settings.Time.GetTimestamp();
        _timer = settings.Progress is null ? null : settings.Time.CreateTimer(_ => Report(isLast: false), null, interval, interval);
    }

    public async ValueTask DisposeAsync()
    {
        if (_timer is null) return;
        await _timer.DisposeAsync().ConfigureAwait(false);
        Report(isLast: true);
    }

    private void Report(bool isLast)
    {
        // A display slower than the timer skips reports rather than queueing them.
        if (isLast) _gate.Enter();
        else if (!_gate.TryEnter()) return;
        try
        {
            _settings.Progress!.Report(new RunProgress(_run.Status(), _settings.Time.GetElapsedTime(_startedAt), _checkpoints(), isLast));
        }
        finally
        {
            _gate.Exit();
        }
    }
}
