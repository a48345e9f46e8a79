namespace SpikeStream.Recordings;

/// <summary>Open Ephys binary folders: spikes of electrodes, digital lines and messages as trials, continuous data as series.</summary>
public sealed class OpenEphysFormat : RecordingFormat
{
    internal const string FormatName = "open-ephys";

    /// <inheritdoc/>
    public override string Name => FormatName;

    /// <inheritdoc/>
    public override string Description => "an Open Ephys binary folder";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".oebin"];

    /// <inheritdoc/>
    public override bool PushesDown => true;

    /// <inheritdoc/>
    public override bool HasTables => true;

    /// <inheritdoc/>
    public override FormatMatch Match(string path, ReadOnlySpan<byte> start)
    {
        ArgumentNullException.ThrowIfNull(path);
        return OpenEphysFolders.Find(path).Count > 0 ? FormatMatch.Certain : FormatMatch.No;
    }

    /// <inheritdoc/>
    public override IRecordingReader Open(string path, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        (string folder, string? table) = OpenEphysFolders.Choose(path, options.Table);
        return OpenEphysTables.Open(OpenEphysRecording.Open(folder, options), table);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<RecordingTable> Tables(string path, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        return OpenEphysTables.List(OpenEphysRecording.Open(OpenEphysFolders.Choose(path, null).Folder, options));
    }
}
