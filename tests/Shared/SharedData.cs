namespace SpikeStream.Tests;

/// <summary>Finds the repository and the folder of third-party recordings that tests read in place.</summary>
internal static class SharedData
{
    /// <summary>The folder that holds SpikeStream.sln.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>
    /// The folder of recordings: SPIKESTREAM_DATA, or ../shared/data beside the repository.
    /// Skips the test where it is missing; fails it where CI=true.
    /// </summary>
    public static string Folder(params string[] parts)
    {
        string root = Environment.GetEnvironmentVariable("SPIKESTREAM_DATA") is { Length: > 0 } set
            ? set
            : Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", "data"));
        string path = Path.Combine([root, .. parts]);
        bool present = Directory.Exists(path) || File.Exists(path);
        bool isContinuousIntegration = Environment.GetEnvironmentVariable("CI") == "true";
        if (!present && isContinuousIntegration)
            throw new InvalidOperationException($"{path} is missing: CI needs the shared recordings.");
        Skip.IfNot(present, $"{path} is missing; set SPIKESTREAM_DATA to the folder of recordings.");
        return path;
    }

    private static string FindRepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SpikeStream.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"No SpikeStream.sln above {AppContext.BaseDirectory}.");
    }
}
