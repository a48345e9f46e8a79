using System.Text;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Tests.Execution;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class FitStudyStageTests
{
    private static PipelineDefinition Study(string truthFile, string more = "", string lengths = "\"0.5 s\", \"1.5 s\"") => PipelineFile.Parse(
        Encoding.UTF8.GetBytes($$"""
            {
              "name": "study", "seed": 5, {{more}}
              "sources": [ { "id": "counts", "type": "count-rows" }, { "id": "input", "type": "input-rows" } ],
              "stages": [
                { "id": "study", "type": "fit-study", "from": { "counts": "counts", "input": "input" }, "parameters": {{FitNetwork.Json}}, "truth": "{{truthFile}}",
                  "ageBins": 60, "burnIn": "0.2 s", "batchBurnIn": "0.05 s", "batch": "50 ms", "learningRate": 0.05, "iterations": 40, "starts": 3, "polish": 1,
                  "subsets": { "weights": ["w[E,E]", "w[E,I]"], "rates": ["c"] }, "lengths": [{{lengths}}] }
              ],
              "sinks": [
                { "id": "fits", "type": "row-text", "from": "study.fits", "path": "fits.txt" },
                { "id": "errors", "type": "row-text", "from": "study.errors", "path": "errors.txt" },
                { "id": "variations", "type": "row-text", "from": "study.variations", "path": "variations.txt" }
              ]
            }
            """),
        "test.json",
        new LoadSettings { Registry = FitRun.Registry });

    private static string Truth(TestRun run)
    {
        string path = Path.Combine(run.Folder, "truth.json");
        Directory.CreateDirectory(run.Folder);
        File.WriteAllText(path, FitNetwork.Json);
        return path;
    }

    [Fact]
    public async Task Every_set_and_length_has_its_fits_errors_and_variations()
    {
        using TestRun run = new();
        await run.RunAsync(Study(Truth(run)));
        SortedDictionary<string, string> outputs = run.Outputs();

        string[] errors = outputs["errors.txt"].Trim().Split('\n');
        errors.Select(line => line[..line.LastIndexOf(',', line.LastIndexOf(',') - 1)]).ShouldBe(
        [
            "relative_error,weights 0.5 s w[E,E]", "relative_error,weights 0.5 s w[E,I]", "relative_error,weights 1.5 s w[E,E]", "relative_error,weights 1.5 s w[E,I]",
            "relative_error,rates 0.5 s c[E]", "relative_error,rates 0.5 s c[I]", "relative_error,rates 1.5 s c[E]", "relative_error,rates 1.5 s c[I]",
        ]);
        outputs["variations.txt"].Trim().Split('\n').Length.ShouldBe(8);

        // The best fit is the polished one; its rate of escape is near the truth of 10 Hz, and its error is that of the fit's row.
        string fits = outputs["fits.txt"];
        int kept = Enumerable.Range(1, 3).Single(i => FitRun.Score(fits, "kept", $"rates 1.5 s fit {i}") == 1);
        double estimate = FitRun.Score(fits, "c[E]", $"rates 1.5 s fit {kept}");
        estimate.ShouldBe(10, 2.5);
        FitRun.Score(outputs["errors.txt"], "relative_error", "rates 1.5 s c[E]").ShouldBe(Math.Abs(estimate - 10) / 10, 1e-12);
    }

    [Fact]
    public async Task Kills_and_parallelism_leave_no_trace()
    {
        using TestRun whole = new();
        using TestRun killed = new();
        await whole.RunAsync(Study(Truth(whole), "\"parallelism\": 1,"));
        await killed.RunWithKillsAsync(Study(Truth(whole), """ "parallelism": 2, "checkpoints": { "every": "20 ms" },"""));

        killed.Outputs().ShouldBe(whole.Outputs());
    }

    [Fact]
    public async Task A_recording_shorter_than_the_longest_length_is_refused()
    {
        using TestRun run = new();
        string truth = Truth(run);
        Exception fault = await Should.ThrowAsync<Exception>(() => run.RunAsync(Study(truth, lengths: "\"1 s\", \"30 s\"")));

        (fault.InnerException ?? fault).Message.ShouldContain("expected at least 30.2 s for the burn-in and the longest of \"lengths\"");
    }
}
