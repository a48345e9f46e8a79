namespace SpikeStream.EndToEnd.Tests;

/// <summary>A folder that is deleted with everything in it when the test ends.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>The path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("spikestream-").FullName;

    /// <summary>A path in the folder.</summary>
    public string this[params string[] parts] => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Writes a text file.</summary>
    public string Write(string name, string text)
    {
        string path = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>All files below the folder that carry a final name, relative to it.</summary>
    public IReadOnlyList<string> Files(string extension) =>
        [.. Directory.EnumerateFiles(Path, "*" + extension, SearchOption.AllDirectories).Select(file => System.IO.Path.GetRelativePath(Path, file)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
