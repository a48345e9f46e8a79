using System.Text.Json;

namespace SpikeStream.Recordings;

/// <summary>What <c>structure.oebin</c> says of a recording.</summary>
/// <param name="Version">Version of the program that recorded.</param>
/// <param name="Streams">Continuous data.</param>
/// <param name="Events">Folders of events.</param>
/// <param name="Spikes">Folders of spikes.</param>
internal sealed record OpenEphysStructure(
    string? Version, IReadOnlyList<OpenEphysStream> Streams, IReadOnlyList<OpenEphysEventFolder> Events, IReadOnlyList<OpenEphysSpikeFolder> Spikes)
{
    private const long MostBytes = 64 << 20;

    /// <summary>Reads the file of a recording.</summary>
    /// <param name="folder">The folder of the recording.</param>
    /// <exception cref="InvalidInputException">It is no such JSON.</exception>
    public static OpenEphysStructure Read(string folder)
    {
        string path = Path.Combine(folder, OpenEphysFolders.Structure);
        using FileStream file = File.OpenRead(path);
        if (file.Length > MostBytes) throw new InvalidInputException($"{path}: found {file.Length} bytes, expected at most {MostBytes}.");
        try
        {
            using JsonDocument document = JsonDocument.Parse(file);
            OpenEphysJson root = new(path, "$", document.RootElement);
            return new(root.FindText("GUI version"), [.. root.Objects("continuous").Select(ContinuousStream)], [.. root.Objects("events").Select(EventFolder)], [.. root.Objects("spikes").Select(SpikeFolder)]);
        }
        catch (InvalidOperationException fault)
        {
            throw new InvalidInputException($"{path}: found JSON that cannot be read ({OpenEphysJson.OneLine(fault.Message)}), expected the structure that the Open Ephys GUI writes.", fault);
        }
        catch (JsonException fault)
        {
            throw new InvalidInputException($"{path}:{fault.LineNumber + 1}:{fault.BytePositionInLine + 1}: found no JSON ({OpenEphysJson.OneLine(fault.Message)}), expected the structure that the Open Ephys GUI writes.", fault);
        }
    }

    private static OpenEphysStream ContinuousStream(OpenEphysJson stream)
    {
        OpenEphysChannel[] channels = [.. stream.Objects("channels").Select((channel, i) => new OpenEphysChannel(
            channel.FindText("channel_name") ?? FormattableString.Invariant($"{i}"), channel.FindNumber("bit_volts"), channel.FindText("units") is { Length: > 0 } unit ? unit : null))];
        if (channels.Length == 0) throw stream.Refuse("channels", "no channels", "a list of at least one");
        if (stream.FindNumber("num_channels") is { } count && count != channels.Length) throw stream.Refuse("num_channels", FormattableString.Invariant($"{count}"), FormattableString.Invariant($"{channels.Length}, the number of channels"));
        return new(stream.Folder("folder_name"), stream.FindRate(), channels);
    }

    private static OpenEphysEventFolder EventFolder(OpenEphysJson events)
    {
        string folder = events.Folder("folder_name");
        return new(folder, events.FindText("stream_name") is { Length: > 0 } name ? name : First(folder), events.FindRate());
    }

    // Since version 0.6 one electrode per folder; before, groups of those with as many channels.
    private static OpenEphysSpikeFolder SpikeFolder(OpenEphysJson spikes)
    {
        if (spikes.Has("folder"))
        {
            string own = spikes.Folder("folder");
            string[] channels = [.. spikes.Objects("source_channels").Select(channel => channel.FindText("name")).OfType<string>()];
            return new(own, spikes.FindText("stream_name") is { Length: > 0 } name ? name : First(own), spikes.FindRate(), [spikes.FindText("name") ?? Last(own)], channels);
        }

        string folder = spikes.Folder("folder_name");
        string[] electrodes = [.. spikes.Objects("channels").Select((channel, i) => channel.FindText("channel_name") is { Length: > 0 } name ? name : FormattableString.Invariant($"{i + 1}"))];
        return new(folder, First(folder), spikes.FindRate(), electrodes.Length > 0 ? electrodes : [Last(folder)], []);
    }

    private static string First(string folder) => folder.Split('/')[0];

    private static string Last(string folder) => folder.Split('/')[^1];
}
