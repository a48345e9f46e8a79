using SpikeStream.Recordings;

namespace SpikeStream.Cli.Verbs;

/// <summary>Which tables of a recording a verb takes, and how each is read.</summary>
internal static class TableChoice
{
    /// <summary>The table that the user names alone; otherwise all, the spikes first.</summary>
    /// <param name="file">The recording.</param>
    /// <param name="options">How the user wants it to be read.</param>
    public static IReadOnlyList<RecordingTable> Find(string file, ReadOptions options)
    {
        IReadOnlyList<RecordingTable> all = RecordingFormats.Tables(file, options with { Notice = null });
        return options.Table is not null || options.Kind is not null ? [all[0]] : [.. all.OrderBy(table => table.Kind != RecordingKind.Spikes)];
    }

    /// <summary>How one of several tables is read: units and windows are applied to what has them.</summary>
    /// <param name="options">How the user wants the recording to be read.</param>
    /// <param name="tables">All tables that are taken.</param>
    /// <param name="table">One of them.</param>
    public static ReadOptions Of(ReadOptions options, IReadOnlyList<RecordingTable> tables, RecordingTable table)
    {
        if (tables.Count == 1) return options;
        bool hasUnits = table.Kind is RecordingKind.Spikes or RecordingKind.Counts;
        bool hasTimes = hasUnits || table.Kind is RecordingKind.Series or RecordingKind.Trials;
        return options with
        {
            Table = table.Name,
            Kind = table.Kind,
            Units = hasUnits ? options.Units : null,
            Start = hasTimes ? options.Start : null,
            Stop = hasTimes ? options.Stop : null,
        };
    }
}
