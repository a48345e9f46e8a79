using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Execution;
using SpikeStream.Pipelines.Tests.Execution;
using SpikeStream.Tests;

namespace SpikeStream.Pipelines.Tests.Definition;

/// <summary>Pipelines after the paper, run to the end with as little as shows that their parts fit together.</summary>
public sealed class PaperPipelineRunTests
{
    [Fact]
    public async Task Figure_2_ends_with_its_comparison_and_its_pictures()
    {
        using TestRun run = new();
        LoadSettings settings = new()
        {
            Setting = "paper",
            Overrides =
            [
                "variables.starts=1", "variables.iterations=20", "variables.stopAt=[10]", "variables.burnIn=0.5 s", "variables.training=1.5 s", "variables.test=1 s", "variables.references=2",
                "variables.modelRuns=2", "stages.fit.start=configured", "stages.fit.uncertainty=false",
            ],
        };

        RunResult result = await run.RunAsync(PipelineFile.Load(Path.Combine(SharedData.RepositoryRoot, "pipelines", "paper", "figure-2.json"), settings));

        result.Outcome.ShouldBe(RunOutcome.Completed);
        foreach (string name in new[] { "estimates.arrow", "starts.csv", "scores.csv", "comparison.csv", "test.csv", "test.gp", "training.csv" })
            result.Files.Select(Path.GetFileName).ShouldContain(name);
        string[] published = await File.ReadAllLinesAsync(Path.Combine(SharedData.RepositoryRoot, "pipelines", "paper", "published", "figure-2.csv"));
        string[] comparison = await File.ReadAllLinesAsync(Path.Combine(run.RunPath, "comparison.csv"));
        for (int row = 1; row < published.Length; row++)
        {
            comparison[row].ShouldStartWith(string.Join(',', published[row].Split(',')[..2]) + ",");
            comparison[row].ShouldNotContain("NaN,NaN,NaN", customMessage: "every published value has one of ours beside it");
            double.IsFinite(double.Parse(comparison[row].Split(',')[2], System.Globalization.CultureInfo.InvariantCulture)).ShouldBeTrue(comparison[row]);
        }

        run.Output("run.json").ShouldContain("\"setting\": \"paper\"");
    }
}
