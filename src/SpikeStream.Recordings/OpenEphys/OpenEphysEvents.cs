namespace SpikeStream.Recordings;

/// <summary>Tells the folders of events apart.</summary>
internal static class OpenEphysEvents
{
    private const string States = "states.npy";
    private const string OldStates = "channel_states.npy";
    private const string Text = "text.npy";

    /// <summary>Whether a folder has the states of digital lines.</summary>
    public static bool IsLines(string folder) => File.Exists(Path.Combine(folder, States)) || File.Exists(Path.Combine(folder, OldStates));

    /// <summary>Whether a folder has messages.</summary>
    public static bool IsMessages(string folder) => File.Exists(Path.Combine(folder, Text));

    /// <summary>Opens the table of a folder.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="events">The folder.</param>
    public static IRecordingReader Open(OpenEphysRecording recording, OpenEphysEventFolder events)
    {
        string folder = recording.In("events", events.Folder);
        OpenEphysTimes times = OpenEphysTimes.TryOpen(recording.Arrays, folder) ?? throw new InvalidInputException($"{folder}: found no times, expected sample_numbers.npy or timestamps.npy.");
        if (IsMessages(folder)) return OpenEphysMessages.Open(recording, events, times, Path.Combine(folder, Text));
        NpyColumn states = recording.Arrays.TryOpen(folder, States) ?? recording.Arrays.TryOpen(folder, OldStates) ?? throw new InvalidInputException($"{folder}: found neither {States} nor {Text}, expected the states of lines or messages.");
        return OpenEphysLines.Open(recording, events, times, states);
    }
}
