using System.Text;
using System.Text.Json;
using SpikeStream.Tests;

namespace SpikeStream.Recordings.Tests;

/// <summary>Open Ephys folders for tests: copies of the golden ones, and others made of arrays.</summary>
internal static class OpenEphysMade
{
    public const string NewSpikes = "spikes/Acquisition_Board-100.board/Stereotrode 1";
    public const string OtherSpikes = "spikes/Acquisition_Board-100.board/Electrode 2";
    public const string NewLines = "events/Acquisition_Board-100.board/TTL";
    public const string NewContinuous = "continuous/Acquisition_Board-100.board";
    public const string OldSpikes = "spikes/Spike_Sorter-104.0/spike_group_1";
    private const string Recording = "Record Node 101/experiment1/recording1";

    private static readonly string Golden = Path.Combine(SharedData.RepositoryRoot, "tests", "SpikeStream.Recordings.Tests", "OpenEphys", "golden");

    /// <summary>What the script says that a golden folder holds.</summary>
    public static JsonElement Expected(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Golden, "expected.json")));
        return document.RootElement.GetProperty(name).Clone();
    }

    /// <summary>The spikes of a golden folder: times and names of units.</summary>
    public static List<(double Time, string Name)> Spikes(string name) =>
        [.. Expected(name).GetProperty("spikes").EnumerateArray().Select(spike => (spike[0].GetDouble(), spike[1].GetString()!))];

    /// <summary>Copies a golden session and gives its folder, and that of its recording.</summary>
    public static (string Session, string Recording) Copy(TemporaryFolder folder, string name)
    {
        string session = folder.File(name);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Golden, name), "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(session, Path.GetRelativePath(Path.Combine(Golden, name), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return (session, Path.Combine(session, Recording));
    }

    /// <summary>Writes an array of a recording anew.</summary>
    public static Task WriteAsync<T>(string recording, string name, string type, params T[] values)
        where T : unmanaged
    {
        string path = Path.Combine(recording, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return NpyTests.WriteArrayAsync(path, type, values);
    }

    /// <summary>Makes the header of an array say that it has no rows, as while it is being recorded.</summary>
    public static void LeaveOpen(string recording, string name)
    {
        string path = Path.Combine(recording, name);
        byte[] bytes = File.ReadAllBytes(path);
        string text = Encoding.Latin1.GetString(bytes);
        int start = text.IndexOf("'shape': (", StringComparison.Ordinal) + "'shape': (".Length, end = text.IndexOf(",)", start, StringComparison.Ordinal);
        for (int i = start; i < end; i++) bytes[i] = (byte)(i == start ? '0' : ' ');
        File.WriteAllBytes(path, bytes);
    }
}
