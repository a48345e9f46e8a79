using Serilog.Core;
using Serilog.Events;

namespace SpikeStream.Pipelines.Tests.Execution;

/// <summary>Lets a test wait for a message in the log.</summary>
internal sealed class FirstMessage(string part) : ILogEventSink
{
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when a message with the part has been logged.</summary>
    public Task Seen => _seen.Task;

    public void Emit(LogEvent logEvent)
    {
        if (logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture).Contains(part, StringComparison.Ordinal)) _seen.TrySetResult();
    }
}
