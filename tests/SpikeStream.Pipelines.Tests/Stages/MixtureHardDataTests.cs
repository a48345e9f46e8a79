using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Execution;
using SpikeStream.Pipelines.Tests.Execution;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

/// <summary>Data sets that are wrong, or hardly enough: refused in one line that says where, or fitted to finite scores.</summary>
public sealed class MixtureHardDataTests : IDisposable
{
    private const string Fit = """ "type": "mixture-fit", "components": 2, "starts": 2, "epochs": 30 """;
    private const string Validate = """ "type": "mixture-cross-validate", "components": [1, 2], "folds": 2, "starts": 2, "epochs": 20 """;
    private const string VonMises = """, "tuning": "vonMises" """;
    private const string Factors = """, "control": "factorAnalysis" """;
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("a,b,a,b", "1,2;3;4,5;6,7", "responses.csv:2:1: found 1 counts, expected 2 as in the first line.")]
    [InlineData("a,b,a,b", "1,2;3,4,5;4,5;6,7", "responses.csv:2:1: found 3 counts, expected 2 as in the first line.")]
    [InlineData("a,b,a,b", "1,2;3,4;-4,5;6,7", "responses.csv:3:1: found \"-4\", expected a count: an integer from 0 on.")]
    [InlineData("a,b,a,b", "1,2;3,4;4,5.5;6,7", "responses.csv:3:3: found \"5.5\", expected a count: an integer from 0 on.")]
    [InlineData("a,b,a", "1,2;3,4;4,5;6,7", ": found 3 lines in stimuli.csv and 4 in responses.csv, expected one line per trial in both.")]
    [InlineData("a,b,a,b", "1,2;3,4;4,5;6,2000000", "responses.csv:4:3: found \"2000000\", expected a count of at most 1000000.")]
    public async Task What_is_wrong_in_the_files_is_refused_with_its_place(string stimuli, string responses, string message) =>
        (await Refusal(stimuli, responses, Fit)).ShouldEndWith(message);

    [Fact]
    public async Task Stimuli_that_are_names_are_refused_by_curves_over_the_circle() =>
        (await Refusal("0,45,left,45", "1,2;3,4;4,5;6,7", Fit + VonMises)).ShouldEndWith("trials: trial 2: found \"left\", expected numbers; use discrete tuning for stimuli that are names");

    [Theory]
    [InlineData("")]
    [InlineData(VonMises)]
    public async Task One_trial_per_stimulus_is_fitted(string tuning) => (await Score("0,45,90,135", "1,2;3,4;4,5;6,7", Fit + tuning)).ShouldBeLessThan(0);

    [Fact]
    public async Task One_trial_per_stimulus_is_cross_validated_over_the_circle_and_refused_where_stimuli_must_repeat()
    {
        (await Refusal("0,45,90,135", "1,2;3,4;4,5;6,7", Validate)).ShouldEndWith(
            "trials: trial 0: stimulus \"0\": found 1 trial, expected at least 2 for cross-validation with discrete tuning; use von Mises tuning for stimuli that do not repeat");
        (await Refusal("0,45,90,135", "1,2;3,4;4,5;6,7", Validate + VonMises + Factors)).ShouldEndWith("expected at least 2 trials of each stimulus for factor analysis");
        (await Score("0,45,90,135", "1,2;3,4;4,5;6,7", Validate + VonMises)).ShouldBeLessThan(0);
    }

    [Theory]
    [InlineData(Fit)]
    [InlineData(Fit + VonMises)]
    [InlineData(Fit + """, "model": "comBased", "poissonFraction": 0.5 """)]
    [InlineData(Validate)]
    [InlineData(Validate + Factors)]
    public async Task A_silent_neuron_is_kept(string stage) => (await Score("0,45,0,45,0,45", "1,0,2;3,0,4;4,0,5;6,0,7;1,0,3;2,0,2", stage)).ShouldBeLessThan(0);

    [Theory]
    [InlineData("")]
    [InlineData(VonMises)]
    public async Task Fewer_trials_than_components_are_fitted(string tuning) => (await Score(
        "0,45,0,45", "1,2;3,4;4,5;6,7", """ "type": "mixture-fit", "components": 12, "starts": 2, "epochs": 30 """ + tuning)).ShouldBeLessThan(0);

    [Theory]
    [InlineData(Fit)]
    [InlineData(Fit + """, "model": "comBased", "poissonFraction": 0.5 """)]
    [InlineData(Validate)]
    [InlineData(Validate + Factors)]
    public async Task Counts_of_a_hundred_thousand_are_fitted(string stage)
    {
        string stimuli = string.Join(',', Enumerable.Range(0, 24).Select(trial => trial % 2 == 0 ? "0" : "45"));
        string responses = string.Join(';', Enumerable.Range(0, 24).Select(trial => $"{100_000 + 317 * (trial * 7 % 5) - 500},{trial % 3}"));

        // The standard deviation of such a count is about 300 spikes: a log-likelihood near -7 for it, and near -1 for the other.
        (await Score(stimuli, responses, stage)).ShouldBeInRange(-14, -6);
    }

    private async Task<string> Refusal(string stimuli, string responses, string stage) =>
        (await Should.ThrowAsync<InvalidInputException>(() => _run.RunAsync(Pipeline(stimuli, responses, stage), Directory.Exists(_run.RunPath) ? FolderMode.Overwrite : FolderMode.New))).Message;

    private async Task<double> Score(string stimuli, string responses, string stage)
    {
        RunResult result = await _run.RunAsync(Pipeline(stimuli, responses, stage), Directory.Exists(_run.RunPath) ? FolderMode.Overwrite : FolderMode.New);
        result.Outcome.ShouldBe(RunOutcome.Completed);
        return double.Parse(_run.Output("scores.txt").Split('\n').First(line => line.StartsWith("log_likelihood,", StringComparison.Ordinal)).Split(',')[^2], System.Globalization.CultureInfo.InvariantCulture);
    }

    private PipelineDefinition Pipeline(string stimuli, string responses, string stage)
    {
        File.WriteAllText(Path.Combine(_run.Folder, "stimuli.csv"), stimuli.Replace(',', '\n') + "\n");
        File.WriteAllText(Path.Combine(_run.Folder, "responses.csv"), responses.Replace(';', '\n') + "\n");
        string folder = _run.Folder.Replace('\\', '/');
        return PipelineFile.Parse(
            System.Text.Encoding.UTF8.GetBytes($$"""
            {
              "name": "hard", "seed": 3,
              "sources": [
                { "id": "counts", "type": "file", "path": "{{folder}}", "format": "stimulus-response" }, { "id": "trials", "type": "file", "path": "{{folder}}", "format": "stimulus-response", "kind": "trials" }
              ],
              "stages": [ { "id": "stage", {{stage}}, "from": { "counts": "counts", "trials": "trials" } } ],
              "sinks": [ { "id": "scores", "type": "row-text", "from": "stage.scores", "path": "scores.txt" } ]
            }
            """),
            "hard.json",
            new LoadSettings { Registry = FitRun.Registry });
    }
}
