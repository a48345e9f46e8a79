using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>
/// A NumPy array: a matrix of counts or of a series with one row per bin; or, where the name ends in <c>_time.npy</c> and an array whose
/// name ends in <c>_unit.npy</c> lies beside it (or the columns setting names both), spikes.
/// </summary>
public sealed class NpyFormat : RecordingFormat
{
    /// <inheritdoc/>
    public override string Name => "npy";

    /// <inheritdoc/>
    public override string Description => "a NumPy array";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".npy"];

    /// <inheritdoc/>
    public override FormatMatch Match(string path, ReadOnlySpan<byte> start) =>
        start.StartsWith(NpyHeader.Magic) ? FormatMatch.Certain : FormatMatch.No;

    /// <inheritdoc/>
    public override IRecordingReader Open(string path, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        (string? times, string? units) = Pair(path, options);
        if (times is null && units is null)
        {
            if (options.Kind == RecordingKind.Spikes)
                throw new InvalidInputException($"{path}: found one array, expected two for spikes: name the other in the setting columns: {{ \"unit\": \"file.npy\" }} (--column unit=file.npy).");
            return NpyReader.Matrix(Name, OpenColumn(path, options), options, NpyCompanions.None, null);
        }

        return NpyReader.Spikes(Name, OpenColumn(Beside(path, times), options), OpenColumn(Beside(path, units), options), options, null);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Files(string path, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        (string? times, string? units) = Pair(path, options);
        return [.. ((string[])[Beside(path, times), Beside(path, units)]).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public override IRecordingWriter Create(string path, Schema schema, WriteOptions options) => new NpyWriter(path, schema, options);

    // Names of the arrays of times and of units, as the settings or the file's own name say; null for the file itself.
    private static (string? Times, string? Units) Pair(string path, ReadOptions options)
    {
        string? times = options.ColumnFor("time"), units = options.ColumnFor("unit");
        if (times is not null || units is not null || options.Kind is not (null or RecordingKind.Spikes)) return (times, units);
        foreach ((string time, string unit) in (ReadOnlySpan<(string, string)>)[("_time.npy", "_unit.npy"), ("_times.npy", "_units.npy")])
        {
            if (!path.EndsWith(time, StringComparison.Ordinal)) continue;
            string beside = string.Concat(path.AsSpan(0, path.Length - time.Length), unit);
            if (File.Exists(beside)) units = System.IO.Path.GetFileName(beside);
        }

        return (times, units);
    }

    private static string Beside(string path, string? name) => name is null ? path : System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path) ?? string.Empty, name);

    private static NpyColumn OpenColumn(string path, ReadOptions options) => NpyColumn.Open(path, new FileInfo(path).Length, () => File.OpenRead(path), options.Notice);
}
