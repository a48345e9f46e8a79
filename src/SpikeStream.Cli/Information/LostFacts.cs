using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Information;

/// <summary>What a recording says that a file of another format cannot hold.</summary>
internal static class LostFacts
{
    private static readonly (string Key, string Words)[] Facts =
    [
        (RecordingMetadata.UnitTable, "properties of units"),
        (RecordingMetadata.UnitNames, "names of units"),
        (RecordingMetadata.Observed, "stretches of observation"),
        (RecordingMetadata.UnitObserved, "stretches of observation of each unit"),
        (RecordingMetadata.Stop, "start and stop of the observation"),
        (RecordingMetadata.Session, "facts of the session"),
        (RecordingMetadata.PopulationSizes, "sizes of populations"),
        (RecordingMetadata.ChannelNames, "names of channels"),
        (RecordingMetadata.SamplingStepText, "sampling step"),
        (RecordingMetadata.BinWidthText, "bin width"),
    ];

    /// <summary>What is in the metadata of a recording and not in those of a file that was made of it.</summary>
    /// <param name="schema">Schema of the recording.</param>
    /// <param name="output">The file.</param>
    /// <param name="format">Its format, where the user states it.</param>
    /// <param name="kind">Its kind.</param>
    /// <returns>In words; none where all is there.</returns>
    public static IReadOnlyList<string> Find(Schema schema, string output, string? format, RecordingKind kind)
    {
        Schema? written = Read(output, format, kind);
        return [.. Facts.Where(fact => RecordingMetadata.Find(schema, fact.Key) is not null && (written is null || RecordingMetadata.Find(written, fact.Key) is null)).Select(fact => fact.Words)];
    }

    // A file that cannot be read without settings says nothing of what they state.
    private static Schema? Read(string output, string? format, RecordingKind kind)
    {
        try
        {
            IRecordingReader reader = RecordingFormats.Open(output, new ReadOptions { Format = format, Kind = kind });
            Schema schema = reader.Schema;
            reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
            return schema;
        }
        catch (InvalidInputException)
        {
            return null;
        }
    }
}
