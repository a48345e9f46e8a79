using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Neurodata Without Borders 2.x in HDF5: units with their spikes, tables of intervals, time series.</summary>
public sealed class NwbFormat : RecordingFormat, IIsolatedFormat
{
    /// <inheritdoc/>
    public override string Name => "nwb";

    /// <inheritdoc/>
    public override string Description => "an NWB file";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".nwb"];

    /// <inheritdoc/>
    public override bool PushesDown => true;

    /// <inheritdoc/>
    public override bool HasTables => true;

    /// <inheritdoc/>
    public override bool WritesTables => true;

    /// <inheritdoc/>
    public override FormatMatch Match(string path, ReadOnlySpan<byte> start) => start.StartsWith(Hdf5File.Signature) || (MatlabHeader.HasUserBlock(start) && MatlabHeader.Find(start) is null) ? FormatMatch.Certain : FormatMatch.No;

    /// <inheritdoc/>
    public override IRecordingReader Open(string path, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        return IsolatedReading.IsAvailable ? IsolatedReading.Open(this, path, options) : NwbTables.Open(path, options);
    }

    /// <inheritdoc/>
    public override IRecordingWriter Create(string path, Schema schema, WriteOptions options) => NwbWriter.CreateOne(path, schema, options);

    /// <inheritdoc/>
    public override IRecordingTables CreateTables(string path, WriteOptions options) => new NwbWriter(path, options);

    /// <inheritdoc/>
    public override IReadOnlyList<RecordingTable> Tables(string path, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        return IsolatedReading.IsAvailable ? IsolatedReading.List(this, path, options) : NwbTables.List(path);
    }

    IRecordingReader IIsolatedFormat.OpenHere(string path, ReadOptions options) => NwbTables.Open(path, options);

    IReadOnlyList<RecordingTable> IIsolatedFormat.ListHere(string path, ReadOptions options) => NwbTables.List(path);
}
