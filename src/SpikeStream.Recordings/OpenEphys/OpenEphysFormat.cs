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

    /// <inheritdoc/>
    public override IReadOnlyList<string> Files(string path, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        string folder = OpenEphysFolders.Choose(path, options.Table).Folder;
        // Continuous data, which may take terabytes, and shapes of spikes are not read where they are not asked for.
        bool isSeries = options.Kind == RecordingKind.Series || options.Table?.Contains("continuous/", StringComparison.Ordinal) == true;
        return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) is not ("waveforms.npy" or "spike_waveforms.npy") && (isSeries || Path.GetFileName(file) != "continuous.dat")).Order(StringComparer.Ordinal)];
    }
}
