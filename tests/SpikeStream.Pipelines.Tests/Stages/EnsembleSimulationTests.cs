using Apache.Arrow;
using FsCheck;
using FsCheck.Fluent;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class EnsembleSimulationTests
{
    private const int Rows = 1203;
    private static readonly Schema Fine = SeriesSchema.Create(2, new BinWidth(1, 5000), ["E", "I"], "mA");
    private static readonly RecordBatch Input = SeriesSchema.Batch(
        Fine, [.. Enumerable.Range(0, Rows).Select(i => i / 5000.0)], [.. Enumerable.Range(0, 2 * Rows).Select(i => 0.4 * Math.Sin(i * 0.01))]);

    public static TheoryData<string> Kinds => ["spikes", "counts", "mesoscopic", "stationary", "wired"];

    private static SimulateOptions Options(string kind, int runs = 1, int trial = 0)
    {
        SimulateOptions options = new() { Parameters = Json(FitNetwork.Json.TrimEnd().TrimEnd('}') + ", \"populations\": [\"E\", \"I\"] }"), Runs = runs, Trial = trial };
        // Mesoscopic steps of 0.2 ms need short delays no more than networks do.
        return kind switch
        {
            "spikes" => options,
            "counts" => options with { Output = SimulationOutput.Counts, CountBin = Duration.Parse("1.4 ms"), Connectivity = NetworkConnectivity.AllToAll },
            "wired" => options with { Wiring = NetworkWiring.PerRun, Connectivity = NetworkConnectivity.FixedInDegree, Heterogeneous = new Dictionary<string, string> { ["tau_m"] = "LogNormal10(-1.8, 0.5)" } },
            "stationary" => options with { Level = SimulationLevel.Mesoscopic, Initial = InitialActivity.Stationary },
            _ => options with { Level = SimulationLevel.Mesoscopic },
        };
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Run_r_of_an_ensemble_is_the_single_run_with_trial_r(string kind)
    {
        StageResult ensemble = await RunAsync(Options(kind, runs: 4, trial: 2), 2, [Rows]);
        for (int run = 0; run < 4; run++)
        {
            StageResult single = await RunAsync(Options(kind, trial: 2 + run), 1, [Rows]);
            if (kind is "spikes" or "wired")
            {
                (double, uint)[] own = [.. Spikes(ensemble.Rows).Where(spike => spike.Unit / 100 == run).Select(spike => (spike.Time, spike.Unit % 100))];
                own.ShouldBe(Spikes(single.Rows));
                own.Length.ShouldBeGreaterThan(50);
            }
            else
            {
                int[] own = [.. CountsSchema.IntegerCounts(ensemble.Rows).ToArray().Where((_, i) => i % 8 / 2 == run)];
                own.ShouldBe(CountsSchema.IntegerCounts(single.Rows).ToArray());
                own.Sum().ShouldBeGreaterThan(50);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Neither_batches_nor_threads_nor_resumption_leave_a_trace(string kind)
    {
        SimulateOptions options = Options(kind, runs: 3);
        byte[] expected = (await RunAsync(options, 1, [Rows])).Bytes;
        Prop.ForAll(
            Gen.Choose(1, 400).ListOf(8).ToArbitrary(), Gen.Choose(1, 4).ToArbitrary(), Gen.Elements(false, true).ToArbitrary(),
            (sizes, threads, resumes) => RunAsync(options, threads, sizes, resumes).GetAwaiter().GetResult().Bytes.AsSpan().SequenceEqual(expected))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(6));
    }

    [Fact]
    public async Task Columns_are_named_by_population_and_run_and_the_schema_says_how_many_runs_there_are()
    {
        StageResult ensemble = await RunAsync(Options("mesoscopic", runs: 3), 2, [Rows]);
        CountsSchema.Description counts = CountsSchema.Describe(ensemble.Schema);
        counts.UnitNames.ShouldBe(["E#1", "I#1", "E#2", "I#2", "E#3", "I#3"]);
        counts.PopulationSizes.ShouldBe([60, 40, 60, 40, 60, 40]);
        EnsembleLayout.Of(ensemble.Schema).ShouldSatisfyAllConditions(layout => layout.Runs.ShouldBe(3), layout => layout.Names.ShouldBe(["E", "I"]));
        RecordingMetadata.Find((await RunAsync(Options("mesoscopic"), 1, [Rows])).Schema, RecordingMetadata.Runs).ShouldBeNull();

        Schema spikes = (await RunAsync(Options("spikes", runs: 2), 1, [Rows])).Schema;
        SpikesSchema.Describe(spikes).UnitNames.ShouldNotBeNull().ShouldSatisfyAllConditions(
            names => names.Count.ShouldBe(200), names => names[0].ShouldBe("E#1:1"), names => names[199].ShouldBe("I#2:40"));
        SimulationMetadata.FindPopulations(spikes)!["I#2"].ShouldBe("160-199");
    }

    [Fact]
    public async Task Counts_of_a_network_are_its_spikes_counted()
    {
        StageResult spikes = await RunAsync(Options("spikes", runs: 2), 1, [Rows]);
        StageResult counts = await RunAsync(Options("spikes", runs: 2) with { Output = SimulationOutput.Counts }, 1, [500, 3, 200]);
        // Without any option: units and populations are those that the recording states.
        StageResult binned = await StageRun.RunAsync<PopulationAverageStage>(new PopulationAverageOptions { Width = Duration.Parse("1 ms") }, spikes.Schema, [spikes.Rows]);
        StageResult units = await StageRun.RunAsync<BinStage>(new BinOptions { Width = Duration.Parse("1 ms") }, spikes.Schema, [spikes.Rows]);
        StageResult summed = await StageRun.RunAsync<PopulationAverageStage>(new PopulationAverageOptions(), units.Schema, [units.Rows]);

        int[] expected = CountsSchema.IntegerCounts(counts.Rows).ToArray();
        expected.Length.ShouldBe(4 * (Rows / 5));
        foreach (StageResult other in new[] { binned, summed })
        {
            CountsSchema.IntegerCounts(other.Rows)[..expected.Length].ToArray().ShouldBe(expected);
            EnsembleLayout.Of(other.Schema).ShouldSatisfyAllConditions(layout => layout.Runs.ShouldBe(2), layout => layout.Sizes.ShouldBe([60, 40]));
        }
    }

    [Fact]
    public async Task A_slow_input_is_held_over_the_steps_of_the_network()
    {
        Schema slow = SeriesSchema.Create(2, new BinWidth(1, 1000), ["E", "I"], "mA");
        double[] values = [.. Enumerable.Range(0, 60).Select(i => 0.1 * (i % 7))];
        RecordBatch held = SeriesSchema.Batch(Fine, [.. Enumerable.Range(0, 150).Select(i => i / 5000.0)], [.. Enumerable.Range(0, 300).Select(i => values[i / 2 / 5 * 2 + i % 2])]);
        RecordBatch few = SeriesSchema.Batch(slow, [.. Enumerable.Range(0, 30).Select(i => i / 1000.0)], values);
        SimulateOptions options = Options("spikes") with { Step = Duration.Parse("0.2 ms") };

        StageResult fromSlow = await RunAsync(options, 1, [7, 11], schema: slow, rows: few);
        Spikes(fromSlow.Rows).ShouldBe(Spikes((await RunAsync(options, 1, [150], rows: held)).Rows));
        (await Should.ThrowAsync<InvalidInputException>(() => RunAsync(options with { Step = Duration.Parse("0.3 ms") }, 1, [30], schema: slow, rows: few)))
            .Message.ShouldBe("step: found 0.3 ms, expected one that divides the input's step, 1 ms; the stage average brings an input to longer steps");
    }

    [Theory]
    [InlineData("heterogeneous", "tau_m[X]", "LogNormal10(-1, 1)", "heterogeneous.tau_m[X]: unknown name, expected tau_m or tau_theta, or one of a population such as tau_m[E]")]
    [InlineData("heterogeneous", "tau_m", "Normal(-1, 1)", "heterogeneous.tau_m: found \"Normal(-1, 1)\", expected LogNormal10(mean, standard deviation) of log10 of seconds, such as LogNormal10(-1.6, 0.5)")]
    [InlineData("heterogeneous", "tau_m", "LogNormal10(-1, -1)", "parameters: tau_m[E]: found LogNormal10(-1, -1), expected a mean of log10 from -20 to 20 and a standard deviation from 0 to 5")]
    [InlineData("countBin", "0.5 ms", "", "countBin: found 0.5 ms, expected a whole multiple of the time step, 0.2 ms")]
    [InlineData("duration", "1 s", "", "duration: found it with an input, which has a length of its own; leave it out")]
    [InlineData("probability", "", "", "parameters: p[E,E]: found 1.5, expected a probability from 0 to 1")]
    [InlineData("refractory", "", "", "parameters: t_ref[E]: found 0.0001, expected at least the bin width, 0.0002 s")]
    [InlineData("stationary", "", "", "initial: stationary state: found none")]
    public async Task What_makes_no_simulation_is_refused_in_one_line(string what, string key, string value, string message)
    {
        SimulateOptions options = Options("counts");
        options = what switch
        {
            "heterogeneous" => options with { Heterogeneous = new Dictionary<string, string> { [key] = value } },
            "countBin" => options with { CountBin = Duration.Parse(key) },
            "duration" => options with { Duration = Duration.Parse(key) },
            "probability" => options with { Parameters = Json(FitNetwork.Json.Replace("[[0.1, 0.2], [0.1, 0.2]]", "[[1.5, 0.2], [0.1, 0.2]]", StringComparison.Ordinal)) },
            "refractory" => options with { Parameters = Json(FitNetwork.Json.Replace("\"t_ref\": [0.002, 0.002]", "\"t_ref\": [0.0001, 0.002]", StringComparison.Ordinal)) },
            // Rates too small for any number: nobody fires, ever.
            _ => Options("stationary") with { Parameters = Json(FitNetwork.Json.Replace("\"u_rest\": [20, 19.5]", "\"u_rest\": [-9000, -9000]", StringComparison.Ordinal)) },
        };
        string found = (await Should.ThrowAsync<InvalidInputException>(() => RunAsync(options, 1, [Rows]))).Message;
        found.ShouldStartWith(message);
        found.ShouldNotContain("\n");
    }

    private static System.Text.Json.JsonElement Json(string text) => System.Text.Json.JsonDocument.Parse(text).RootElement.Clone();

    private static (double Time, uint Unit)[] Spikes(RecordBatch rows) => [.. SpikesSchema.Times(rows).ToArray().Zip(SpikesSchema.Units(rows).ToArray())];

    /// <summary>Runs the stage with as many threads; where it resumes, a fresh object takes over after each batch.</summary>
    private static async Task<StageResult> RunAsync(SimulateOptions options, int threads, IEnumerable<int> sizes, bool resumes = false, Schema? schema = null, RecordBatch? rows = null)
    {
        StageResult result = new();
        SimulateStage stage = await OpenAsync();
        foreach (RecordBatch batch in StageRun.Cut(rows ?? Input, sizes))
        {
            await stage.ProcessAsync(0, new Batch(batch), result, default);
            if (!resumes) continue;
            using MemoryStream checkpoint = new();
            stage.Save(new BinaryWriter(checkpoint));
            checkpoint.Position = 0;
            stage = await OpenAsync();
            stage.Restore(new BinaryReader(checkpoint));
            checkpoint.Position.ShouldBe(checkpoint.Length);
        }

        await stage.CompleteAsync(result, default);
        return result;

        async Task<SimulateStage> OpenAsync()
        {
            SimulateStage opened = new();
            opened.Attach(options, new NodeContext { Id = "network", Seed = 9, Parallelism = threads, RunFolder = "." });
            result.Schema = (await opened.OpenAsync(new NodeInputs(opened.Inputs, [schema ?? Fine, null, null]), default))[0];
            return opened;
        }
    }
}
