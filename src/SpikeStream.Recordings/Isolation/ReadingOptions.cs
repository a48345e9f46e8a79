using System.Text.Json;

namespace SpikeStream.Recordings;

/// <summary>The options that the process which reads needs, as text.</summary>
internal sealed record ReadingOptions(
    RecordingKind? Kind, IReadOnlyDictionary<string, string>? Columns, string? Table, double? Start, double? Stop, string? Units, bool Repair)
{
    /// <summary>Makes the text.</summary>
    public static string Write(ReadOptions options) => JsonSerializer.Serialize(
        new ReadingOptions(options.Kind, options.Columns, options.Table, options.Start, options.Stop, options.Units, options.Repair));

    /// <summary>Reads the text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="notice">Receives notices.</param>
    public static ReadOptions Read(string text, Action<string> notice)
    {
        ReadingOptions options = JsonSerializer.Deserialize<ReadingOptions>(text)!;
        return new()
        {
            Kind = options.Kind,
            Columns = options.Columns,
            Table = options.Table,
            Start = options.Start,
            Stop = options.Stop,
            Units = options.Units,
            Repair = options.Repair,
            Notice = notice,
        };
    }
}
