using System.Text.Json;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>One recording: its structure, its arrays, and how it is to be read.</summary>
internal sealed class OpenEphysRecording
{
    private readonly Lazy<OpenEphysClock> _clock;

    private OpenEphysRecording(string folder, OpenEphysStructure structure, ReadOptions options)
    {
        Folder = folder;
        Structure = structure;
        Options = options;
        Arrays = new(folder, options);
        _clock = new(ChooseClock);
    }

    public string Folder { get; }

    public OpenEphysStructure Structure { get; }

    public ReadOptions Options { get; }

    public OpenEphysArrays Arrays { get; }

    /// <summary>What times are taken from.</summary>
    public OpenEphysClock Clock => _clock.Value;

    /// <summary>Opens a recording.</summary>
    public static OpenEphysRecording Open(string folder, ReadOptions options) => new(folder, OpenEphysStructure.Read(folder), options);

    /// <summary>A folder of spikes, events or continuous data.</summary>
    public string In(string kind, string folder) => Path.Combine(Folder, kind, folder.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>The rate of rows whose own is not stated: that of the first stream.</summary>
    public double? MainRate => Structure.Streams.Select(stream => stream.SampleRate).FirstOrDefault(rate => rate is not null) ?? (Structure.Spikes is [var first, ..] ? first.SampleRate : null);

    /// <summary>A schema with what the recording says of its session.</summary>
    public Schema WithSession(Schema schema)
    {
        if (Structure.Version is not { } version) return schema;
        return RecordingMetadata.With(schema, new KeyValuePair<string, string?>(RecordingMetadata.Session, JsonSerializer.Serialize(new Dictionary<string, string> { ["open_ephys_version"] = version })));
    }

    private OpenEphysClock ChooseClock()
    {
        double[] rates = [.. Structure.Streams.Select(stream => stream.SampleRate).Concat(Structure.Spikes.Select(spikes => spikes.SampleRate)).OfType<double>().Distinct()];
        if (Options.SampleRate is { } stated && rates.Length > 1)
            throw new InvalidInputException(FormattableString.Invariant($"{Folder}: found sampleRate {stated} stated for streams of {string.Join(", ", rates.Take(5))} Hz, expected none, for the rate of each to be taken."));
        IEnumerable<string> folders = Structure.Spikes.Select(spikes => In("spikes", spikes.Folder)).Concat(Structure.Events.Select(events => In("events", events.Folder)).Where(OpenEphysEvents.IsLines));
        return OpenEphysClock.Choose(Folder, [.. folders.Select(folder => OpenEphysTimes.TryOpen(Arrays, folder)).OfType<OpenEphysTimes>()], Options);
    }
}
