using System.Text.Json;

namespace SpikeStream.Cli.Tests.Mixtures;

/// <summary>A temporary folder with a small synthetic experiment <c>toy</c>, and the verbs run in it.</summary>
public abstract class ExperimentTests : IDisposable
{
    private protected TemporaryFolder Folder { get; } = new();

    /// <summary>The folder of the experiment.</summary>
    protected string Toy => Folder["experiments/toy"];

    /// <inheritdoc/>
    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Draws the experiment.</summary>
    protected void Synthesize(int seed = 3, params string[] more) =>
        Verb(["synthesize", "-e", "toy", "-n", "4", "-k", "2", "-s", "4", "-S", "120", "--seed", seed.ToString(System.Globalization.CultureInfo.InvariantCulture), .. more]).ShouldSucceed();

    private protected Invocation Verb(params string[] words) => Invocation.Run([.. words, "--directory", Folder.Path]);

    /// <summary>Files of a folder without those of runs, by path and content.</summary>
    protected static SortedDictionary<string, string> Files(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => (Path: path, Name: Path.GetRelativePath(folder, path)))
            .Where(file => !file.Name.StartsWith("run", StringComparison.Ordinal))
            .ToDictionary(file => file.Name, file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file.Path)))));

    /// <summary>Runs the pipeline that a verb prints by the verb <c>run</c>, and gives its files.</summary>
    private protected SortedDictionary<string, string> RunPrinted(params string[] words)
    {
        string printed = Verb([.. words, "--print-pipeline"]).ShouldSucceed();
        using (JsonDocument document = JsonDocument.Parse(printed)) document.RootElement.GetProperty("name").GetString().ShouldBe(words[0]);
        string file = Folder.Write("printed.json", printed), run = Folder["printed"];
        Invocation.Run("run", file, "--out", run).ShouldSucceed();
        return Files(run);
    }
}
