namespace SpikeStream.Pipelines.Tests.Plots;

/// <summary>A folder that a test may fill; deleted with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("spikestream-plots-").FullName;

    public string Read(string name) => File.ReadAllText(System.IO.Path.Combine(Path, name));

    public string[] Files => [.. Directory.GetFiles(Path).Select(f => System.IO.Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
