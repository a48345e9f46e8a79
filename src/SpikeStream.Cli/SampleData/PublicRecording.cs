using System.Text.Json;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.SampleData;

/// <summary>A genuine recording at its public home, from the manifest <c>sample-data/recordings.json</c>.</summary>
/// <param name="Name">The name that the command uses.</param>
/// <param name="Title">What it is, in a few words.</param>
/// <param name="Home">Address of the repository that holds it.</param>
/// <param name="Commit">The commit that is meant.</param>
/// <param name="Licence">The terms under which it is public.</param>
/// <param name="Cite">How to cite it.</param>
/// <param name="Files">Its files.</param>
/// <param name="Note">What a user has to know of it; null for nothing.</param>
internal sealed record PublicRecording(string Name, string Title, string Home, string Commit, string Licence, string Cite, IReadOnlyList<PublicFile> Files, string? Note = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>All recordings of the manifest.</summary>
    public static IReadOnlyList<PublicRecording> All { get; } = Read();

    /// <summary>A recording by its name.</summary>
    /// <exception cref="InvalidInputException">There is none of that name.</exception>
    public static PublicRecording Named(string name) =>
        All.FirstOrDefault(recording => recording.Name == name)
        ?? throw new InvalidInputException($"NAME: found \"{name}\"; {NearestName.Suggest(name, [.. All.Select(recording => recording.Name)])}");

    /// <summary>Where a file of it is downloaded from.</summary>
    public Uri Address(PublicFile file) => new($"{Home.Replace("https://github.com/", "https://raw.githubusercontent.com/", StringComparison.Ordinal)}/{Commit}/{file.Path}");

    private static List<PublicRecording> Read()
    {
        using Stream manifest = typeof(PublicRecording).Assembly.GetManifestResourceStream("recordings.json")!;
        return JsonSerializer.Deserialize<List<PublicRecording>>(manifest, Json)!;
    }
}
