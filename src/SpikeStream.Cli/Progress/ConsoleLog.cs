using System.Globalization;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace SpikeStream.Cli.Progress;

/// <summary>The part of the log that the user sees while a run goes on; the whole log is in the run folder.</summary>
/// <param name="messages">Where lines go.</param>
/// <param name="display">The bars on a terminal, which lines must not cut through; null if there are none.</param>
/// <param name="isQuiet">Show nothing: errors are told at the end, once.</param>
/// <param name="isVerbose">Show everything.</param>
internal sealed class ConsoleLog(TextWriter messages, RunDisplay? display, bool isQuiet, bool isVerbose) : ILogEventSink
{
    /// <summary>The property of events that are for the user although they are no warnings.</summary>
    public const string ForUser = "ForUser";

    private static readonly MessageTemplateTextFormatter Format = new("{Message:lj}", CultureInfo.InvariantCulture);

    public void Emit(LogEvent logEvent)
    {
        ArgumentNullException.ThrowIfNull(logEvent);
        bool isShown = isVerbose || logEvent.Properties.ContainsKey(ForUser) || logEvent.Level == LogEventLevel.Warning;
        if (isQuiet || !isShown) return;
        string level = logEvent.Level switch
        {
            LogEventLevel.Warning => "warning: ",
            LogEventLevel.Debug or LogEventLevel.Verbose => "debug: ",
            _ => string.Empty,
        };
        string prefix = logEvent.Properties.GetValueOrDefault(NodePrefix.Property) is ScalarValue { Value: string text } ? text : string.Empty;
        using StringWriter message = new(CultureInfo.InvariantCulture);
        Format.Format(logEvent, message);
        string line = level + prefix + message.ToString().ReplaceLineEndings(" ");
        if (display is not null) display.WriteLine(line);
        else messages.WriteLine(line);
    }
}
