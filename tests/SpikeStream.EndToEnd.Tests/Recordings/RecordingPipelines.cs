using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SpikeStream.Tests;

namespace SpikeStream.EndToEnd.Tests;

/// <summary>Every pipeline of pipelines/recordings, and that of a mixture, runs on its genuine data, draws its pictures, and gives the values of values.json, which make_values.py finds with numpy and h5py.</summary>
public sealed class RecordingPipelines
{
    private const double Tolerance = 1e-9;

    private const string Mixture = "mixtures-recording";

    private static readonly string Folder = Path.Combine(SharedData.RepositoryRoot, "pipelines", "recordings");

    private static readonly List<StoredValue> Values = JsonSerializer.Deserialize<List<StoredValue>>(
        File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "tests", "SpikeStream.EndToEnd.Tests", "Recordings", "values.json")), JsonSerializerOptions.Web)!;

    public static TheoryData<string> Pipelines => [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal), Mixture];

    [SkippableTheory]
    [MemberData(nameof(Pipelines))]
    public void A_recording_gives_the_values_that_numpy_finds_and_ends_in_pictures(string name)
    {
        using TemporaryFolder folder = new();
        string pipeline = Path.Combine(name == Mixture ? Path.GetDirectoryName(Folder)! : Folder, name + ".json");
        SpikeStreamCommand.Run(folder.Path, ["run", pipeline, "--data", SharedData.Folder(), "--out", folder["run"], .. ShortFit(name)]).ShouldSucceed();

        StoredValue[] values = [.. Values.Where(value => value.Pipeline == name)];
        values.ShouldNotBeEmpty("make_values.py has no value of this pipeline");
        foreach (IGrouping<string, StoredValue> file in values.GroupBy(value => value.File))
        {
            Dictionary<string, string>[] rows = Table(folder["run", file.Key]);
            foreach (StoredValue value in file) value.In(rows).ShouldBe(value.Value, Tolerance * Math.Max(1, Math.Abs(value.Value)), $"{file.Key}: {value.Where}, {value.Column}");
        }

        string[] plots = [.. Plots(pipeline)];
        plots.ShouldNotBeEmpty();
        string[] figures = [.. Directory.GetFiles(folder["run"], "*.gp", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).OfType<string>().Distinct()];
        figures.ShouldBe(plots, ignoreOrder: true);
    }

    // Fits are tested elsewhere; here one step is enough.
    private static string[] ShortFit(string name) =>
        name is "aplysia" or "fsgif-2pop" ? ["--set", "stages.fit.starts=1", "--set", "stages.fit.iterations=5", "--set", "stages.fit.polish=0"] : [];

    private static IEnumerable<string> Plots(string pipeline) =>
        JsonNode.Parse(File.ReadAllText(pipeline), documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!["sinks"]!.AsArray()
            .Where(sink => ((string)sink!["type"]!).StartsWith("plot-", StringComparison.Ordinal))
            .Select(sink => (string)sink!["path"]!);

    // Names of units and files of these recordings have no commas.
    private static Dictionary<string, string>[] Table(string path)
    {
        string[] lines = File.ReadAllLines(path), header = lines[0].Split(',');
        return [.. lines[1..].Select(line => header.Zip(line.Split(',')).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    private sealed record StoredValue(string Pipeline, string File, Dictionary<string, string> Row, string Column, double Value)
    {
        public string Where => string.Join(", ", Row.Select(pair => $"{pair.Key} {pair.Value}"));

        public double In(Dictionary<string, string>[] rows)
        {
            Dictionary<string, string>? row = Array.Find(rows, candidate => Row.All(pair => candidate.TryGetValue(pair.Key, out string? text) && IsSame(text, pair.Value)));
            return row is null ? throw new InvalidOperationException($"{File}: no row with {Where}") : double.Parse(row[Column], CultureInfo.InvariantCulture);
        }

        private static bool IsSame(string found, string expected) =>
            found == expected
            || double.TryParse(found, CultureInfo.InvariantCulture, out double a) && double.TryParse(expected, CultureInfo.InvariantCulture, out double b) && Math.Abs(a - b) <= Tolerance * Math.Max(1, Math.Abs(b));
    }
}
