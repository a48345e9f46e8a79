using System.Text.Json;

namespace SpikeStream.Recordings;

/// <summary>The options that the process which reads needs, as text.</summary>
internal sealed record ReadingOptions(
    RecordingKind? Kind, IReadOnlyDictionary<string, string>? Columns, string? Table, double? Start, double? Stop, string? Units, bool Repair,
    SpikeTimeUnit? TimeUnit, double? SampleRate, long[]? BinWidth, IReadOnlyList<string>? UnitNames)
{
    /// <summary>Makes the text.</summary>
    public static string Write(ReadOptions options) => JsonSerializer.Serialize(
        new ReadingOptions(
            options.Kind, options.Columns, options.Table, options.Start, options.Stop, options.Units, options.Repair,
            options.TimeUnit, options.SampleRate, options.BinWidth is { } width ? [width.Numerator, width.Denominator] : null, options.UnitNames));

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
            TimeUnit = options.TimeUnit,
            SampleRate = options.SampleRate,
            BinWidth = options.BinWidth is [long numerator, long denominator] ? new BinWidth(numerator, denominator) : null,
            UnitNames = options.UnitNames,
            Notice = notice,
        };
    }
}
