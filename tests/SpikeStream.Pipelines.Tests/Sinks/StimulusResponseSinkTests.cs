using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Sinks;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Sinks;

public sealed class StimulusResponseSinkTests : IDisposable
{
    private static readonly Schema CountsOf = CountsSchema.Create(2, null);
    private static readonly Schema TrialsOf = TrialsSchema.Create();
    private readonly string _folder = Directory.CreateTempSubdirectory("spikestream-sink-").FullName;
    private NodeContext _context = null!;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows_are_joined_by_trial_in_the_order_of_the_counts_however_they_come(bool resumes)
    {
        (int, RecordBatch)[] parts =
        [
            (0, Counts(5, 1, 2)), (1, Trials((7, "left"), (9, "nobody"))), (0, Counts(7, 3, 0)), (1, Trials((5, "right, far"), (6, null))), (0, Counts(6, 9, 9)), (0, Counts(8, 4, 4)), (1, Trials((8, "left"))),
        ];

        (await RunAsync(parts, resumes)).ShouldBe(("right, far\nleft\nleft\n", "1,2\n3,0\n4,4\n"));
        _context.Warnings.ShouldBe(["1 trials have no condition and are left out", "1 trials have no counts and are left out"]);
    }

    [Fact]
    public async Task Counts_without_a_trial_are_refused() =>
        (await Refuse((0, Counts(3, 1, 1)), (1, Trials((4, "a"))))).ShouldBe("counts: trial 3 is not among the trials, or comes twice; expected counts and trials of one recording, one row per trial");

    [Fact]
    public async Task A_trial_that_comes_twice_is_refused() =>
        (await Refuse((1, Trials((4, "a"), (4, "a"))))).ShouldBe("trials: found trial 4 twice, expected one row per trial");

    [Theory]
    [InlineData("")]
    [InlineData(" a")]
    [InlineData("a\nb")]
    public async Task A_condition_that_a_line_cannot_hold_is_refused(string condition) =>
        (await Refuse((1, Trials((4, condition))), (0, Counts(4, 1, 1)))).ShouldContain("expected text without line breaks and without blanks at its ends");

    [Fact]
    public async Task Counts_that_would_not_be_read_back_are_refused()
    {
        (await Refuse((0, Counts(4, 1, -1)))).ShouldBe("counts: trial 4, neuron 1: found -1, expected a natural number of at most 1000000");
        (await Refuse((0, Counts(4, 1, 1_000_001)))).ShouldBe("counts: trial 4, neuron 1: found 1000001, expected a natural number of at most 1000000");
        StimulusResponseFormat.LargestCount.ShouldBe(SpikeStream.Models.Mixtures.MixtureTrials.LargestCount);
    }

    private static RecordBatch Counts(long trial, params int[] counts) => CountsSchema.Batch<int>(CountsOf, [trial], [(double)trial], counts);

    private static RecordBatch Trials(params (long Trial, string? Condition)[] trials) =>
        TrialsSchema.WithoutTimes(TrialsOf, [.. trials.Select(trial => trial.Trial)], [.. trials.Select(trial => trial.Condition)]);

    private async Task<string> Refuse(params (int Input, RecordBatch Batch)[] parts) => (await Should.ThrowAsync<InvalidInputException>(() => RunAsync(parts, resumes: false))).Message;

    private async Task<(string Stimuli, string Responses)> RunAsync((int Input, RecordBatch Batch)[] parts, bool resumes)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "set"));
        StimulusResponseSink sink = await OpenAsync();
        await sink.StartAsync(default);
        try
        {
            foreach ((int input, RecordBatch batch) in parts)
            {
                await sink.ProcessAsync(input, new Batch(batch), default);
                if (!resumes) continue;
                using MemoryStream state = new();
                using (BinaryWriter writer = new(state, System.Text.Encoding.UTF8, leaveOpen: true)) sink.Save(writer);
                await sink.DisposeAsync();
                state.Position = 0;
                sink = await OpenAsync();
                sink.Restore(new BinaryReader(state));
                state.Position.ShouldBe(state.Length);
            }

            await sink.CompleteAsync(default);
        }
        finally
        {
            await sink.DisposeAsync();
        }

        return (await File.ReadAllTextAsync(Path.Combine(_folder, "set", "stimuli.csv.partial")), await File.ReadAllTextAsync(Path.Combine(_folder, "set", "responses.csv.partial")));
    }

    private async Task<StimulusResponseSink> OpenAsync()
    {
        StimulusResponseSink sink = new();
        _context = new NodeContext { Id = "files", RunFolder = _folder };
        sink.Attach(new StimulusResponseSinkOptions { Path = "set" }, _context);
        await sink.OpenAsync(new NodeInputs(sink.Inputs, CountsOf, TrialsOf), default);
        return sink;
    }
}
