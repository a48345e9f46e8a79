namespace SpikeStream.Recordings;

/// <summary>Files of MATLAB 5 to 7.3, as MATLAB, Octave and others write them: spikes in cells, structs or vectors, matrices of counts or of a series, trials.</summary>
public sealed class MatlabFormat : RecordingFormat, IIsolatedFormat
{
    internal const string FormatName = "matlab";

    /// <inheritdoc/>
    public override string Name => FormatName;

    /// <inheritdoc/>
    public override string Description => "a MATLAB file";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".mat"];

    /// <inheritdoc/>
    public override bool PushesDown => true;

    /// <inheritdoc/>
    public override bool HasTables => true;

    /// <inheritdoc/>
    public override FormatMatch Match(string path, ReadOnlySpan<byte> start)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (MatlabHeader.Find(start) is not null) return FormatMatch.Certain;
        bool isNamed = path.EndsWith(Extensions[0], StringComparison.OrdinalIgnoreCase);
        return isNamed && (MatlabHeader.IsLevel4(start) || start.StartsWith("MATLAB "u8)) ? FormatMatch.Possible : FormatMatch.No;
    }

    /// <inheritdoc/>
    public override IRecordingReader Open(string path, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        return IsIsolated(path) ? IsolatedReading.Open(this, path, options) : MatlabTables.Open(path, options);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<RecordingTable> Tables(string path, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        return IsIsolated(path) ? IsolatedReading.List(this, path, options) : MatlabTables.List(path, options);
    }

    IRecordingReader IIsolatedFormat.OpenHere(string path, ReadOptions options) => MatlabTables.Open(path, options);

    IReadOnlyList<RecordingTable> IIsolatedFormat.ListHere(string path, ReadOptions options) => MatlabTables.List(path, options);

    // Only version 7.3 is read by the C library.
    private static bool IsIsolated(string path) => MatlabFile.ReadHeader(path).IsHdf5 && IsolatedReading.IsAvailable;
}
