using System.Globalization;
using System.Text;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Stages.Sampling;
using SpikeStream.Pipelines.Tests.Execution;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class CalibrateStageTests
{
    private const string Small = """ "simulations": 6, "draws": 7, "thin": 1, "bins": 4, "warmUp": 15, "free": ["w"], "priors": { "w": "Normal(1, 0.5)" }, "ageBins": 40, "burnIn": "50 ms" """;

    [Fact]
    public async Task Every_simulation_gives_ranks_within_the_number_of_draws()
    {
        SortedDictionary<string, string> outputs = await FitRun.OutputsAsync(Pipeline(Small));

        string[][] rows = [.. outputs["ranks.txt"].Trim().Split('\n').Select(line => line.Split(','))];
        string[][] ranks = [.. rows.Where(row => row[0] == "rank")];
        ranks.Length.ShouldBe(6);
        ranks.Select(row => row[^3]).ShouldBe(["1", "2", "3", "4", "5", "6"]);
        ranks.Select(row => double.Parse(row[^2], CultureInfo.InvariantCulture)).ShouldAllBe(rank => rank >= 0 && rank <= 7);
        FitRun.Score(outputs["scores.txt"], "simulations", "all").ShouldBe(6);
        outputs["scores.txt"].ShouldContain("chi_square_p");
    }

    [Fact]
    public async Task Parallelism_and_kills_leave_no_trace()
    {
        // Long enough for checkpoints between.
        string more = Small.Replace("\"simulations\": 6", "\"simulations\": 150", StringComparison.Ordinal);
        SortedDictionary<string, string> one = await FitRun.OutputsAsync(Pipeline(more, "\"parallelism\": 1,"));
        using TestRun killed = new();
        int kills = await killed.RunWithKillsAsync(Pipeline(more, """ "parallelism": 2, "checkpoints": { "every": "5 ms" },"""));

        killed.Outputs().ShouldBe(one);
        kills.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void More_bins_than_ranks_are_refused() =>
        Should.Throw<InvalidPipelineException>(() => Pipeline(Small.Replace("\"bins\": 4", "\"bins\": 9", StringComparison.Ordinal))).Message.ShouldContain("bins: found 9, expected at most the 8 ranks");

    [Theory]
    [InlineData(31)]
    [InlineData(7)]
    [InlineData(99)]
    public void Uniform_ranks_have_the_nominal_coverage_whatever_the_number_of_draws(int draws)
    {
        int[] uniform = [.. Enumerable.Range(0, draws + 1)];
        foreach (double part in new[] { 0.5, 0.9 })
        {
            (double coverage, double deviation) = CalibrationScores.Coverage(uniform, draws + 1, part);
            coverage.ShouldBe(part, 1e-12);
            deviation.ShouldBeInRange(0.5 * Math.Sqrt(part * (1 - part)), Math.Sqrt(part * (1 - part)) + 1e-12);
        }

        CalibrationScores.Coverage([0, draws], draws + 1, 0.5).Coverage.ShouldBe(0);
        CalibrationScores.Coverage([draws / 2], draws + 1, 0.5).Coverage.ShouldBe(1);
    }

    private static PipelineDefinition Pipeline(string calibrate, string more = "") => PipelineFile.Parse(
        Encoding.UTF8.GetBytes($$"""
        {
          "name": "calibrate", "seed": 3, {{more}}
          "sources": [
            { "id": "stimulus", "type": "stimulus", "shape": "constant", "amplitude": ["0.1 mA"], "channels": ["E"], "step": "1 ms", "duration": "250 ms" }
          ],
          "stages": [
            {
              "id": "calibrate", "type": "calibrate", "from": "stimulus", {{calibrate}},
              "parameters": {
                "N": [100], "R": [19], "u_rest": [20], "p": [[0.1]], "w": [[1.0]], "tau_m": [0.01], "t_ref": [0.002], "u_th": [15], "u_r": [0],
                "c": [10], "Du": [5], "Delta": [[0.001]], "tau_s": [0.003], "J_theta": [0], "tau_theta": [1]
              }
            }
          ],
          "sinks": [
            { "id": "ranks", "type": "row-text", "from": "calibrate", "path": "ranks.txt" },
            { "id": "scores", "type": "row-text", "from": "calibrate.scores", "path": "scores.txt" }
          ]
        }
        """),
        "test.json",
        new LoadSettings { Registry = FitRun.Registry });
}
