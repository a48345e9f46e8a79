using System.Buffers;
using System.Text;

namespace SpikeStream.Recordings;

/// <summary>A folder of text files, one per unit, each a column of spike times; units have the names of the files.</summary>
public sealed class SpikeTrainsFormat : RecordingFormat
{
    internal const string FormatName = "spike-trains";

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.eE+-");
    private static readonly string[] Endings = [".txt", ".csv", ".tsv", ".dat"];
    private static readonly string[] Companions = ["readme", "license", "licence", "params"];

    /// <inheritdoc/>
    public override string Name => FormatName;

    /// <inheritdoc/>
    public override string Description => "a folder of text files, one list of spike times per unit";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [];

    /// <inheritdoc/>
    public override FormatMatch Match(string path, ReadOnlySpan<byte> start)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!Directory.Exists(path) || Files(path, null) is not { Count: > 0 } files) return FormatMatch.No;
        // A unit without spikes has an empty file.
        return files.Find(file => new FileInfo(file).Length > 0) is not { } first || IsColumnOfTimes(first) ? FormatMatch.Possible : FormatMatch.No;
    }

    /// <inheritdoc/>
    public override IRecordingReader Open(string path, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        return SpikeTrainReader.Open(path, FormatName, Files(path, options.Notice), options);
    }

    private static List<string> Files(string folder, Action<string>? notice)
    {
        List<string> files = [], left = [];
        foreach (string file in Directory.EnumerateFiles(folder))
        {
            string name = Path.GetFileName(file);
            if (name.StartsWith('.') || !Endings.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase)) continue;
            (Companions.Any(companion => name.StartsWith(companion, StringComparison.OrdinalIgnoreCase)) ? left : files).Add(file);
        }

        if (left.Count > 0) notice?.Invoke($"{folder}: left out {string.Join(", ", left.Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal))}");
        files.Sort(NaturalOrder.Instance);
        return files;
    }

    private static bool IsColumnOfTimes(string file)
    {
        byte[] start = new byte[4096];
        using FileStream stream = File.OpenRead(file);
        ReadOnlySpan<byte> read = start.AsSpan(0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        if (!CsvHead.IsText(read)) return false;
        string[] lines = [.. Encoding.UTF8.GetString(read).Split('\n').Select(line => line.Trim('\r', ' ', '\t', '\uFEFF')).Where(line => line.Length > 0).Take(2)];
        // The second line may have been cut, but not to less than a digit.
        return lines.Length > 0 && Array.TrueForAll(lines[^1..], line => line.AsSpan().IndexOfAnyExcept(NumberCharacters) < 0 && line.AsSpan().IndexOfAnyInRange('0', '9') >= 0);
    }
}
