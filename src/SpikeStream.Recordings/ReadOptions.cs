namespace SpikeStream.Recordings;

/// <summary>How to read a file whose content does not say everything; a value that is not set is taken from the file or refused, never guessed.</summary>
public sealed record ReadOptions
{
    /// <summary>The options that leave everything to the file.</summary>
    public static ReadOptions Default { get; } = new();

    /// <summary>Name of the format, such as <c>csv</c>; null to detect it by content.</summary>
    public string? Format { get; init; }

    /// <summary>The kind, where the content alone does not say it.</summary>
    public RecordingKind? Kind { get; init; }

    /// <summary>Which column, or which member of an archive, plays which role: <c>time</c>, <c>unit</c>, <c>counts</c>, <c>values</c>, ...</summary>
    public IReadOnlyDictionary<string, string>? Columns { get; init; }

    /// <summary>Unit of measure of times; null for what the file says, and seconds for text (noticed where its times are whole numbers).</summary>
    public SpikeTimeUnit? TimeUnit { get; init; }

    /// <summary>Samples per second of times that are sample indices, in Hz.</summary>
    public double? SampleRate { get; init; }

    /// <summary>Width of the bins of a table of counts, or the step of a series, that does not say it itself.</summary>
    public BinWidth? BinWidth { get; init; }

    /// <summary>The character between fields of text; null to take it from the first line.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Names of the units, by their index, for a file that has none.</summary>
    public IReadOnlyList<string>? UnitNames { get; init; }

    /// <summary>What to do with spikes in text that are not in the order of their times.</summary>
    public SpikeRowOrder Order { get; init; }

    /// <summary>Which table of a file that has several, such as <c>processing/behavior/position</c> of an NWB file; null for the first of its kind.</summary>
    public string? Table { get; init; }

    /// <summary>
    /// Length of a trial in s, where times in text are from an event of each trial: trials are laid end to end in the order of their numbers, trial k from k times this length on. Null where times are those of the
    /// session.
    /// </summary>
    public double? TrialLength { get; init; }

    /// <summary>When a trial begins, in s from the event that its times are from: -1 where they begin one second before it.</summary>
    public double TrialStart { get; init; }

    /// <summary>Rows before this time are not read, in s; null for the start of the recording.</summary>
    public double? Start { get; init; }

    /// <summary>Rows at or after this time are not read, in s; null for the end of the recording.</summary>
    public double? Stop { get; init; }

    /// <summary>Which units to read, such as <c>quality == "good" and depth &gt; 500</c>; null for those that the format takes by default.</summary>
    public string? Units { get; init; }

    /// <summary>Whether what is wrong is mended and reported (spikes sorted, or left out) instead of refused.</summary>
    public bool Repair { get; init; }

    /// <summary>Receives one line for everything that was mended, left out or assumed; null to say nothing.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>The column that plays a role.</summary>
    /// <param name="role">The role.</param>
    /// <returns>The column that the options name, or null.</returns>
    public string? ColumnFor(string role) => Columns is not null && Columns.TryGetValue(role, out string? name) ? name : null;
}
