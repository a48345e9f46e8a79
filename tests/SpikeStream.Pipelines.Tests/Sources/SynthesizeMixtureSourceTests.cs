using System.Text;
using Apache.Arrow;
using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Pipelines.Tests.Execution;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Sources;

/// <summary>The source and the sink together: what is drawn, what is written, what is read again.</summary>
public sealed class SynthesizeMixtureSourceTests
{
    private const ulong Seed = 11;

    private static readonly MixtureSynthesisOptions Drawn = new() { Neurons = 4, Components = 3, Stimuli = 5, Trials = 103, SensoryNoise = 30, Seed = Seed };

    [Fact]
    public async Task Files_and_parameters_are_those_of_the_library()
    {
        using TestRun run = new();
        await run.RunAsync(Pipeline());

        (MixtureParameters poisson, MixtureParameters comBased) = MixtureSynthesis.Draw(Drawn);
        StimulusSet stimuli = CircularStimulus.Grid(Drawn.Stimuli, Drawn.Period);
        int[] order = MixtureSynthesis.Order(Drawn.Stimuli, Drawn.Trials, Seed);
        foreach ((string name, MixtureParameters parameters) in new[] { ("poisson", poisson), ("com-based", comBased) })
        {
            MixtureParameters read = MixtureParameterFile.Read(Path.Combine(run.RunPath, name, "true", "parameters.dat"));
            read.Base.ShouldBe(parameters.Base);
            read.Shape.ShouldBe(parameters.Shape);
            MixtureTrials trials = MixtureSynthesis.Trials(parameters, stimuli, order, Seed, Drawn.SensoryNoise);
            (int[] counts, string[] conditions) = await ReadAsync(Path.Combine(run.RunPath, name));
            counts.ShouldBe(trials.Counts.ToArray().Select(count => (int)count));
            conditions.ShouldBe(order.Select(place => stimuli.Labels[place]));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(200)]
    public async Task Batches_and_threads_change_no_bit(int rows)
    {
        using TestRun whole = new(), cut = new();
        await whole.RunAsync(Pipeline());
        await cut.RunAsync(Pipeline($""" "batchRows": {rows} """, """ "parallelism": 3,"""));

        Files(cut).ShouldBe(Files(whole));
    }

    [Fact]
    public async Task Killed_at_every_checkpoint_it_ends_with_the_same_files()
    {
        using TestRun whole = new(), killed = new();
        await whole.RunAsync(Pipeline());
        int kills = await killed.RunWithKillsAsync(Pipeline(""" "batchRows": 10 """, """ "checkpoints": { "everyBatches": 1 },"""), queueCapacity: 1);

        kills.ShouldBeGreaterThan(5);
        Files(killed).ShouldBe(Files(whole));
    }

    [Fact]
    public void Shapes_in_the_wrong_order_are_refused() =>
        Should.Throw<InvalidInputException>(() => Pipeline(""" "minimumShape": 2 """)).Message.ShouldContain("expected at least the smallest shape 2");

    private static PipelineDefinition Pipeline(string options = """ "batchRows": 1024 """, string more = "")
    {
        string Source(string id, string model) =>
            $$"""{ "id": "{{id}}", "type": "synthesize-mixture", "model": "{{model}}", "neurons": 4, "components": 3, "stimuli": 5, "trials": 103, "sensoryNoise": 30, "parameters": "{{id}}/true/parameters.dat", {{options}} }""";
        string Sink(string id) => $$"""{ "id": "{{id}}-files", "type": "stimulus-response", "from": { "counts": "{{id}}.counts", "trials": "{{id}}.trials" }, "path": "{{id}}" }""";
        string json = $$"""{ "name": "test", "seed": {{Seed}}, {{more}} "sources": [{{Source("poisson", "poisson")}}, {{Source("com-based", "comBased")}}], "sinks": [{{Sink("poisson")}}, {{Sink("com-based")}}] }""";
        return PipelineFile.Parse(Encoding.UTF8.GetBytes(json), "test.json");
    }

    private static SortedDictionary<string, string> Files(TestRun run) => new(
        new[] { "poisson", "com-based" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(run.RunPath, folder), "*", SearchOption.AllDirectories))
            .ToDictionary(path => Path.GetRelativePath(run.RunPath, path), File.ReadAllText));

    private static async Task<(int[] Counts, string[] Conditions)> ReadAsync(string folder)
    {
        List<int> counts = [];
        List<string> conditions = [];
        await using IRecordingReader countsOf = RecordingFormats.Open(folder, new ReadOptions { Format = "stimulus-response" });
        await foreach (RecordBatch batch in countsOf.ReadAsync(0, 1000, default)) counts.AddRange(CountsSchema.IntegerCounts(batch));
        await using IRecordingReader trials = RecordingFormats.Open(folder, new ReadOptions { Format = "stimulus-response", Kind = RecordingKind.Trials });
        await foreach (RecordBatch batch in trials.ReadAsync(0, 1000, default)) conditions.AddRange(Enumerable.Range(0, batch.Length).Select(row => TrialsSchema.Conditions(batch).GetString(row)!));
        return ([.. counts], [.. conditions]);
    }
}
