using System.Text;
using SpikeStream.Models.Microscopic;
using SpikeStream.Models.Stimuli;
using SpikeStream.Numerics.Random;
using SpikeStream.Numerics.Time;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Tests.Execution;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class SimulateStageTests
{
    private const string Sine = """ "shape": "sine", "channels": ["E", "I"], "amplitude": ["0.25 mA", "0.1 mA"], "noise": 4 """;

    [Fact]
    public async Task Spikes_are_those_of_the_network_under_the_stimulus_of_the_seed()
    {
        using TestRun run = new();
        await run.RunAsync(Pipeline("microscopic", """ "duration": "0.5 s" """));

        BinGrid step = new(1, 5000);
        double[] inputs = new double[2500 * 2];
        new SineStimulus(step, [0.25, 0.1], [2, 2], [4, 4], new RandomStream(3, "stimulus", "stimulus")).Fill(inputs);
        List<MicroscopicSpike> spikes = [];
        new MicroscopicNetwork(FitNetwork.Parameters, new MicroscopicOptions { TimeStep = step, Seed = 3, Stage = "network" }).Advance(2500, inputs, spikes);
        string[] lines = run.Output("out.txt").Trim().Split('\n');
        lines.ShouldBe(spikes.Select(spike => FormattableString.Invariant($"{spike.Step / 5000.0:R},{spike.Unit}")));
        lines.Length.ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData("microscopic")]
    [InlineData("mesoscopic")]
    public async Task A_killed_simulation_ends_with_the_same_recording(string level)
    {
        const string Length = """ "duration": "6 s" """;
        using TestRun whole = new();
        using TestRun killed = new();
        await whole.RunAsync(Pipeline(level, Length));
        int kills = await killed.RunWithKillsAsync(Pipeline(level, Length, """ "checkpoints": { "everyBatches": 1 },"""), queueCapacity: 1);

        killed.Outputs().ShouldBe(whole.Outputs());
        kills.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task The_parameters_of_a_simulated_recording_are_written_as_a_file_that_a_fit_reads()
    {
        using TestRun run = new();
        await run.RunAsync(Pipeline("mesoscopic", """ "step": "1 ms", "duration": "0.1 s" """));

        string text = run.Output("parameters.json");
        string again = Encoding.UTF8.GetString(Pipelines.Stages.Parameters.MesoscopicParameterJson.ToFile(FitNetwork.Parameters));
        text.ShouldBe(again);
        text.ShouldContain("\"populations\"");
    }

    [Theory]
    [InlineData("\"shape\": \"constant\", \"channels\": [\"E\", \"I\"], \"amplitude\": [\"0.5 mA\"], \"step\": \"1 ms\", \"duration\": \"0.01 s\"", "0.5;0.5", "0.5;0.5")]
    [InlineData("\"shape\": \"step\", \"channels\": [\"E\", \"I\"], \"amplitude\": [\"1 mA\", \"2 mA\"], \"start\": \"5 ms\", \"step\": \"1 ms\", \"duration\": \"0.01 s\"", "0;0", "1;2")]
    [InlineData("\"shape\": \"ornsteinUhlenbeck\", \"channels\": [\"E\", \"I\"], \"amplitude\": [\"0.1 mA\"], \"initial\": [\"0.3 mA\"], \"deviation\": [\"0 mA\"], \"timeConstant\": \"1 ms\", \"step\": \"1 ms\", \"duration\": \"0.01 s\"", "0.3;0.3", "0.1;0.1")]
    public async Task Stimuli_have_the_shape_that_they_are_told(string stimulus, string first, string last)
    {
        using TestRun run = new();
        string json = $$"""{ "name": "s", "seed": 1, "sources": [{ "id": "stimulus", "type": "stimulus", {{stimulus}} }], "sinks": [{ "id": "out", "type": "row-text", "from": "stimulus", "path": "out.txt" }] }""";
        await run.RunAsync(PipelineFile.Parse(Encoding.UTF8.GetBytes(json), "test.json", new LoadSettings { Registry = FitRun.Registry }));

        string[] lines = run.Output("out.txt").Trim().Split('\n');
        lines.Length.ShouldBe(10);
        lines[0].ShouldBe("0," + first);
        lines[^1].ShouldBe("0.009," + last);
    }

    [Fact]
    public async Task A_network_with_other_populations_than_the_stimulus_is_refused()
    {
        using TestRun run = new();
        PipelineDefinition pipeline = Pipeline("microscopic", """ "duration": "0.1 s" """, parameters: "\"four-populations\"");
        (await Should.ThrowAsync<Recordings.InvalidInputException>(() => run.RunAsync(pipeline))).Message.ShouldContain("found 2 channels, expected 4, one per population (L2/3e, L2/3i, L4e, L4i)");
    }

    private static PipelineDefinition Pipeline(string level, string stimulus, string more = "", string parameters = FitNetwork.Json)
    {
        string json = $$"""
            {
              "name": "simulation", "seed": 3, {{more}}
              "sources": [{ "id": "stimulus", "type": "stimulus", {{Sine}}, {{stimulus}} }],
              "stages": [{ "id": "network", "type": "simulate", "from": "stimulus", "level": "{{level}}", "parameters": {{parameters}} }],
              "sinks": [
                { "id": "out", "type": "row-text", "from": "network", "path": "out.txt" },
                { "id": "parameters", "type": "parameters", "from": "network", "path": "parameters.json" }
              ]
            }
            """;
        return PipelineFile.Parse(Encoding.UTF8.GetBytes(json), "test.json", new LoadSettings { Registry = FitRun.Registry });
    }
}
