using System.Globalization;
using Serilog.Core;
using Serilog.Events;

namespace SpikeStream.Cli.Progress;

/// <summary>Puts the node's id before messages that do not begin with it, and before that the session where there are several.</summary>
internal sealed class NodePrefix : ILogEventEnricher
{
    /// <summary>The property: the id, a colon and a space, or nothing.</summary>
    public const string Property = "Prefix";

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        ArgumentNullException.ThrowIfNull(logEvent);
        string id = logEvent.Properties.TryGetValue("Node", out LogEventPropertyValue? node) && node is ScalarValue { Value: string text } ? text : string.Empty;
        bool isSaid = id.Length == 0 || logEvent.RenderMessage(CultureInfo.InvariantCulture).TrimStart('"').StartsWith(id, StringComparison.Ordinal);
        string session = logEvent.Properties.TryGetValue("Session", out LogEventPropertyValue? of) && of is ScalarValue { Value: string name } ? name + ": " : string.Empty;
        logEvent.AddOrUpdateProperty(new LogEventProperty(Property, new ScalarValue(session + (isSaid ? string.Empty : id + ": "))));
    }
}
