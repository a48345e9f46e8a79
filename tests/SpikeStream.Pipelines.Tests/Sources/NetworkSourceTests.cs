using System.Text;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Execution;
using SpikeStream.Pipelines.Tests.Execution;
using SpikeStream.Pipelines.Tests.Stages;

namespace SpikeStream.Pipelines.Tests.Sources;

public sealed class NetworkSourceTests
{
    [Theory]
    [InlineData("\"level\": \"mesoscopic\", \"runs\": 2", "1 ms")]
    [InlineData("\"level\": \"microscopic\"", "0.2 ms")]
    [InlineData("\"output\": \"counts\", \"countBin\": \"3 ms\", \"connectivity\": \"allToAll\", \"runs\": 2", "0.2 ms")]
    public async Task It_gives_what_the_stage_gives_under_a_constant_stimulus(string options, string step)
    {
        using TestRun source = new();
        using TestRun stage = new();
        await source.RunAsync(Parse(Source($""" {options}, "duration": "1 s", "input": ["0.5 mA", "0.2 mA"] """), ""));
        await stage.RunAsync(Parse(
            $$"""{ "id": "stimulus", "type": "stimulus", "channels": ["E", "I"], "shape": "constant", "amplitude": ["0.5 mA", "0.2 mA"], "step": "{{step}}", "duration": "1 s" }""",
            $$"""{ "id": "network", "type": "simulate", "from": "stimulus", "parameters": {{Parameters}}, {{options}} }"""));

        source.Output("out.txt").ShouldBe(stage.Output("out.txt"));
        source.Output("out.txt").Length.ShouldBeGreaterThan(1000);
    }

    [Theory]
    [InlineData("\"level\": \"mesoscopic\", \"initial\": \"stationary\"")]
    [InlineData("\"runs\": 2, \"wiring\": \"perRun\"")]
    public async Task Killed_it_ends_with_the_same_recording(string options)
    {
        using TestRun whole = new();
        using TestRun killed = new();
        await whole.RunAsync(Parse(Source($""" {options}, "duration": "12 s" """), ""));
        int kills = await killed.RunWithKillsAsync(Parse(Source($""" {options}, "duration": "12 s" """), "", """ "checkpoints": { "everyBatches": 1 },"""), queueCapacity: 1);

        killed.Outputs().ShouldBe(whole.Outputs());
        kills.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Without_a_duration_it_goes_on_until_it_is_interrupted()
    {
        const string Options = """ "output": "counts" """;
        using TestRun endless = new();
        using TestRun finite = new();
        using CancellationTokenSource interrupt = new();
        RunResult result = await endless.RunAsync(
            Parse(Source(Options), "", """ "checkpoints": { "everyBatches": 3 },"""),
            checkpointWritten: number =>
            {
                if (number == 3) interrupt.Cancel();
            },
            queueCapacity: 1,
            interrupt: interrupt.Token);
        await finite.RunAsync(Parse(Source($""" {Options}, "duration": "5 s" """), ""));

        result.Outcome.ShouldBe(RunOutcome.Interrupted);
        string given = await File.ReadAllTextAsync(Path.Combine(endless.RunPath, "out.txt.partial"));
        string expected = finite.Output("out.txt");
        int common = Math.Min(given.Length, expected.Length);
        common.ShouldBeGreaterThan(10_000);
        given[..common].ShouldBe(expected[..common]);
    }

    [Fact]
    public async Task Different_neurons_are_recorded_as_averages_which_the_mesoscopic_level_simulates_with()
    {
        const string Neurons = """ "heterogeneous": { "tau_m[E]": "LogNormal10(-1.6, 0.5)", "tau_theta[E]": "LogNormal10(-0.7, 0.5)" }, "duration": "0.1 s" """;
        async Task<string> ParametersOf(string options)
        {
            using TestRun run = new();
            await run.RunAsync(Parse(Source($"{options}, {Neurons}"), ""));
            return run.Output("parameters.json");
        }

        string microscopic = await ParametersOf(""" "network": "truth" """);
        (await ParametersOf(""" "network": "truth", "level": "mesoscopic" """)).ShouldBe(microscopic);
        (await ParametersOf(""" "network": "another" """)).ShouldNotBe(microscopic);
        microscopic.ShouldContain("\"tau_theta\": [\n  0.");
    }

    [Theory]
    [InlineData("\"input\": [\"1 mA\", \"1 mA\", \"1 mA\"]", "input: found 3 values, expected 2, one per population (E, I), or one for all")]
    [InlineData("\"step\": \"3 ms\", \"level\": \"mesoscopic\"", "t_ref[E]: found 0.002, expected at least the bin width, 0.003 s")]
    public async Task Bad_options_are_refused(string options, string message) =>
        (await FitRun.RefusalAsync(Parse(Source(options), ""))).ShouldContain(message);

    [Theory]
    [InlineData("[1000000, 40]", "", "parameters: found 1000040 neurons with about 100012000320 synapses and delays of up to 5 steps, which take")]
    [InlineData("[600, 40]", ", \"runs\": 100000", "in 100000 runs, which take")]
    [InlineData("[600, 40]", ", \"runs\": 100000, \"wiring\": \"perRun\"", "in 100000 runs with 100000 wirings, which take")]
    public async Task Networks_that_do_not_fit_in_memory_are_refused_before_they_are_wired(string neurons, string options, string message) =>
        (await FitRun.RefusalAsync(Parse(Source("\"level\": \"microscopic\"" + options).Replace("[60, 40]", neurons, StringComparison.Ordinal), ""))).ShouldContain(message);

    private static string Parameters => FitNetwork.Json.TrimEnd().TrimEnd('}') + ", \"populations\": [\"E\", \"I\"] }";

    private static string Source(string options) => $$"""{ "id": "network", "type": "network", "parameters": {{Parameters}}, {{options}} }""";

    private static PipelineDefinition Parse(string source, string stage, string more = "") => PipelineFile.Parse(
        Encoding.UTF8.GetBytes($$"""
            { "name": "test", "seed": 6, {{more}} "sources": [{{source}}], "stages": [{{stage}}],
              "sinks": [{ "id": "out", "type": "row-text", "from": "network", "path": "out.txt" }, { "id": "parameters", "type": "parameters", "from": "network", "path": "parameters.json" }] }
            """),
        "test.json",
        new LoadSettings { Registry = FitRun.Registry });
}
