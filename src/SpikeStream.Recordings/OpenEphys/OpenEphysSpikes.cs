using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Opens the spikes of a recording as options say.</summary>
internal static class OpenEphysSpikes
{
    private static readonly TimeWindow Everything = TimeWindow.From(new ReadOptions());

    /// <summary>Opens the spikes.</summary>
    public static IRecordingReader Open(OpenEphysRecording recording)
    {
        ReadOptions options = recording.Options;
        var units = OpenEphysUnits.Of(OpenEphysElectrodes.Read(recording));
        Schema schema = recording.WithSession(SpikesSchema.Create(units.Names, Window(recording, units.Electrodes)));
        schema = RecordingMetadata.With(schema, new KeyValuePair<string, string?>(RecordingMetadata.UnitTable, units.Table.ToJson()));
        recording.Arrays.Tell();
        var whole = OpenEphysSpikeReader.Create(schema, units, null, Everything, isChecked: !options.Repair);
        if (options.Repair) return SelectedReader.Create(recording.Folder, RepairedSpikes.Create(recording.Folder, whole, options.Notice), options);

        UnitIdentity.Check(recording.Folder, schema);
        var window = TimeWindow.From(options);
        if (!window.IsRestricted && options.Units is null) return whole;
        UnitSelection? selection = options.Units is { } text ? UnitSelection.Create(recording.Folder, whole, text) : null;
        if (selection is not null) schema = SelectedSchema.Of(recording.Folder, RecordingKind.Spikes, schema, selection);
        if (window.IsRestricted) schema = SelectedSchema.Within(recording.Folder, RecordingKind.Spikes, schema, window);
        return OpenEphysSpikeReader.Create(schema, units, selection?.Units, window, isChecked: true);
    }

    // A recording begins some time after acquisition, from which times are counted: what its continuous data, or else its spikes, span was observed.
    private static ObservationWindow? Window(OpenEphysRecording recording, IReadOnlyList<OpenEphysElectrode> electrodes)
    {
        List<(double First, double Last)> extents = [];
        foreach (OpenEphysStream stream in recording.Structure.Streams)
        {
            if (OpenEphysTimes.TryOpen(recording.Arrays, recording.In("continuous", stream.Folder)) is not { } times) continue;
            if ((recording.Clock.UsesSeconds ? times.Seconds : times.Samples) is not { Header.Rows: > 0 } || (stream.SampleRate ?? recording.Options.SampleRate) is not { } rate) continue;
            NpyTimes chosen = recording.Clock.Of(times, rate);
            (double first, double last) = (chosen.At(0), chosen.At(chosen.Rows - 1));
            if (first >= 0 && last >= first && double.IsFinite(last)) extents.Add((first, last + (1 / rate)));
        }

        if (extents.Count == 0) return null;
        extents.AddRange(electrodes.Select(electrode => electrode.Extent()).OfType<(double First, double Last)>().Where(extent => extent.First >= 0 && double.IsFinite(extent.Last)));
        return new(extents.Min(extent => extent.First), extents.Max(extent => extent.Last));
    }
}
