using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Execution;
using SpikeStream.Pipelines.Tests.Nodes;

namespace SpikeStream.Pipelines.Tests.Execution;

public sealed class InterruptTests : IDisposable
{
    private readonly TestRun _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task An_interrupted_run_takes_a_last_checkpoint_and_can_be_resumed()
    {
        const int Rows = 100_000;
        Gate source = Gate.Named("interrupt-source");
        PipelineDefinition pipeline = Pipeline($$"""{ "id": "read", "type": "numbers", "rows": {{Rows}}, "batchRows": 1, "gate": "interrupt-source" }""", null);
        using CancellationTokenSource interrupt = new();
        List<long> checkpoints = [];
        Task<RunResult> running = _test.RunAsync(pipeline, checkpointWritten: checkpoints.Add, interrupt: interrupt.Token);
        await source.WhenArrivedAsync();
        await interrupt.CancelAsync();
        while (!running.IsCompleted)
        {
            source.Open(1);
            await Task.WhenAny(running, source.WhenArrivedAsync());
        }

        RunResult first = await running;
        source.Open();
        bool hasFinalName = File.Exists(Path.Combine(_test.RunPath, "out.txt"));
        RunResult second = await _test.RunAsync(pipeline, FolderMode.Resume);

        first.Outcome.ShouldBe(RunOutcome.Interrupted);
        first.Nodes[0].RowsOut.ShouldBeLessThan(Rows);
        hasFinalName.ShouldBeFalse();
        checkpoints.ShouldBe([1L]);
        second.Outcome.ShouldBe(RunOutcome.Completed);
        _test.Output("out.txt").ShouldBe(Sums(Rows));
    }

    [Fact]
    public async Task A_source_that_waits_for_data_still_answers_an_interruption()
    {
        Gate source = Gate.Named("interrupt-live");
        PipelineDefinition pipeline = Pipeline("""{ "id": "read", "type": "live", "rows": 5, "gate": "interrupt-live" }""", null);
        using CancellationTokenSource interrupt = new();
        source.Open(2);
        Task<RunResult> running = _test.RunAsync(pipeline, interrupt: interrupt.Token);
        for (int i = 0; i < 3; i++) await source.WhenArrivedAsync();
        await interrupt.CancelAsync();

        RunResult first = await running;
        source.Open();
        RunResult second = await _test.RunAsync(pipeline, FolderMode.Resume);

        first.Outcome.ShouldBe(RunOutcome.Interrupted);
        second.Outcome.ShouldBe(RunOutcome.Completed);
        _test.Output("out.txt").ShouldBe(Sums(5));
    }

    [Fact]
    public async Task A_waiting_source_is_checkpointed_when_the_time_has_come()
    {
        Gate source = Gate.Named("timer-live");
        ManualTime time = new();
        TaskCompletionSource<long> written = new();
        PipelineDefinition pipeline = Pipeline("""{ "id": "read", "type": "live", "rows": 5, "gate": "timer-live" }""", null);
        source.Open(2);
        Task<RunResult> running = _test.RunAsync(pipeline, time: time, checkpointWritten: number => written.TrySetResult(number));
        for (int i = 0; i < 3; i++) await source.WhenArrivedAsync();
        time.Advance(TimeSpan.FromSeconds(4.9));
        bool isEarly = written.Task.IsCompleted;

        time.Advance(TimeSpan.FromSeconds(0.1));
        long number = await written.Task.WaitAsync(TimeSpan.FromSeconds(30));
        source.Open();
        await running;

        isEarly.ShouldBeFalse();
        number.ShouldBe(1);
    }

    [Fact]
    public async Task Long_work_after_the_end_of_the_input_is_interrupted_at_a_safe_point_and_goes_on_from_there()
    {
        const int Units = 20_000;
        Gate gate = Gate.Named("interrupt-collect");
        PipelineDefinition pipeline = TestRun.Parse(TestRun.Json(
            $$"""{ "id": "read", "type": "numbers", "rows": {{Units}}, "batchRows": 1000 }""",
            """{ "id": "late", "type": "collect", "from": "read", "gate": "interrupt-collect" }""",
            """{ "id": "out", "type": "text", "from": "late", "path": "out.txt" }"""));
        using CancellationTokenSource interrupt = new();
        FirstMessage asked = new("taking a last checkpoint");
        using Serilog.Core.Logger logger = new Serilog.LoggerConfiguration().WriteTo.Sink(asked).CreateLogger();
        Task<RunResult> running = _test.RunAsync(pipeline, interrupt: interrupt.Token, logger: logger);
        await gate.WhenArrivedAsync();
        await interrupt.CancelAsync();
        await asked.Seen.WaitAsync(TimeSpan.FromSeconds(30));
        while (!running.IsCompleted)
        {
            gate.Open(1);
            await Task.WhenAny(running, gate.WhenArrivedAsync());
        }

        RunResult first = await running;
        gate.Open();
        RunResult second = await _test.RunAsync(pipeline, FolderMode.Resume);

        first.Outcome.ShouldBe(RunOutcome.Interrupted);
        first.Nodes.Single(node => node.Id == "late").Done.ShouldBeLessThan(Units);
        second.Outcome.ShouldBe(RunOutcome.Completed);
        long hash = 17;
        _test.Output("out.txt").ShouldBe(string.Concat(Enumerable.Range(0, Units).Select(i => $"{hash = unchecked((hash * 31) + i)}\n")) + "end\n");
        gate.Arrived.ShouldBeLessThan(Units + 10);
    }

    [Fact]
    public async Task A_second_request_stops_without_a_checkpoint()
    {
        Gate sink = Gate.Named("hard-stop");
        PipelineDefinition pipeline = Pipeline("""{ "id": "read", "type": "numbers", "rows": 100, "batchRows": 1 }""", "hard-stop");
        using CancellationTokenSource interrupt = new();
        using CancellationTokenSource stop = new();
        Task<RunResult> running = _test.RunAsync(pipeline, interrupt: interrupt.Token, hardStop: stop.Token);
        await sink.WhenArrivedAsync();
        await interrupt.CancelAsync();
        await stop.CancelAsync();

        (await running).Outcome.ShouldBe(RunOutcome.Interrupted);

        File.Exists(Path.Combine(_test.RunPath, "checkpoints", "checkpoint.bin")).ShouldBeFalse();
    }

    private static PipelineDefinition Pipeline(string source, string? gate) => TestRun.Parse(TestRun.Json(
        source, """{ "id": "sums", "type": "add", "amount": 0, "from": "read" }""",
        $$"""{ "id": "out", "type": "text", "from": "sums", "path": "out.txt", "gate": {{(gate is null ? "null" : $"\"{gate}\"")}} }"""));

    private static string Sums(int rows) => string.Concat(Enumerable.Range(0, rows).Select(i => $"{i}\n")) + "end\n";
}
