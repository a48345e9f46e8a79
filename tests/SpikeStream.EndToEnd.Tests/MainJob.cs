using SpikeStream.Tests;

namespace SpikeStream.EndToEnd.Tests;

/// <summary>The pipelines that users start from, run by the real command, with fewer iterations.</summary>
public sealed class MainJob
{
    private static readonly string[] Figures = ["activity", "likelihood", "parameters", "raster"];

    [Fact]
    public void The_quick_start_fits_the_sample_and_shows_estimates_scores_and_pictures()
    {
        using TemporaryFolder folder = new();
        CommandResult result = Run(folder, "quickstart.json", "--set", "stages.fit.iterations=600", "--set", "stages.fit.starts=2").ShouldSucceed();
        ShouldShow(result, "w[E,E]", "estimate", "truth", "prior", "log_likelihood_per_bin", "homogeneous rate");
        Score(folder, "estimate").ShouldBeGreaterThan(Score(folder, "homogeneous rate"));
        ShouldHoldFigures(folder, Figures);
    }

    [Fact]
    public void Making_the_sample_data_again_gives_the_same_bytes()
    {
        using TemporaryFolder folder = new();
        string samples = Path.Combine(SharedData.RepositoryRoot, "sample-data", "gif-2pop");
        string pipeline = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "pipelines", "make-sample-data.json")).Replace("${samples}/", "", StringComparison.Ordinal);
        SpikeStreamCommand.Run(folder.Path, "run", folder.Write("make.json", pipeline), "--out", folder["run"]).ShouldSucceed();
        foreach (string name in new[] { "spikes.arrow", "input.arrow", "parameters.json" })
            File.ReadAllBytes(folder["run", "gif-2pop", name]).ShouldBe(File.ReadAllBytes(Path.Combine(samples, name)), name);
    }

    [SkippableFact]
    public void A_genuine_recording_is_fitted_and_drawn()
    {
        using TemporaryFolder folder = new();
        Run(folder, "recordings/aplysia.json", "--data", SharedData.Folder(), "--set", "stages.fit.iterations=300").ShouldSucceed();
        ShouldHoldFigures(folder, Figures);
    }

    [SkippableFact]
    public void The_published_recording_is_fitted_from_random_starts_and_compared_with_its_parameters()
    {
        using TemporaryFolder folder = new();
        CommandResult result = Run(folder, "recordings/fsgif-2pop.json", "--data", SharedData.Folder(), "--set", "stages.fit.iterations=200", "--set", "stages.fit.starts=2").ShouldSucceed();
        ShouldShow(result, "relative_error", "truth");
    }

    public static TheoryData<string> CommandsInReadme => [.. File.ReadLines(Path.Combine(SharedData.RepositoryRoot, "README.md"))
        .Where(line => line.StartsWith("tools/spikestream ", StringComparison.Ordinal))
        .Select(line => line.Split('#')[0]["tools/spikestream ".Length..].Trim())];

    [SkippableTheory]
    [MemberData(nameof(CommandsInReadme))]
    public void Every_command_in_the_readme_is_understood(string command)
    {
        using TemporaryFolder folder = new();
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] arguments = words switch
        {
            // What would run for long is only checked, what needs an interrupted run is asked without one.
            ["run", .. var rest] => ["run", .. rest.Where(word => word != "--resume").Select(word => word == "recordings" ? SharedData.Folder() : word), "--dry-run"],
            // Nothing is downloaded by a test.
            ["sample-data", "get", ..] => [.. words, "--help"],
            ["publish", ..] => [.. words, "--help"],
            ["convert" or "import", var input, var output] => [words[0], input, folder[output]],
            ["synthesize", ..] => [.. words, "--directory", folder.Path],
            _ => words,
        };
        SpikeStreamCommand.Run(SharedData.RepositoryRoot, arguments).ShouldSucceed();
    }

    private static CommandResult Run(TemporaryFolder folder, string pipeline, params IEnumerable<string> options) =>
        SpikeStreamCommand.Run(folder.Path, ["run", Path.Combine(SharedData.RepositoryRoot, "pipelines", pipeline), "--out", folder["run"], .. options]);

    private static void ShouldShow(CommandResult result, params string[] words)
    {
        foreach (string word in words) result.Output.ShouldContain(word);
    }

    private static void ShouldHoldFigures(TemporaryFolder folder, string[] names)
    {
        foreach (string name in names)
        {
            File.Exists(folder["run", name + ".csv"]).ShouldBeTrue(name);
            File.Exists(folder["run", name + ".gp"]).ShouldBeTrue(name);
        }
    }

    private static double Score(TemporaryFolder folder, string target)
    {
        string line = File.ReadLines(folder["run", "scores.csv"]).First(row => row.StartsWith($"log_likelihood_per_bin,{target},", StringComparison.Ordinal));
        return double.Parse(line.Split(',')[2], System.Globalization.CultureInfo.InvariantCulture);
    }
}
