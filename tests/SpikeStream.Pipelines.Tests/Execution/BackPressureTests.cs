using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Tests.Nodes;

namespace SpikeStream.Pipelines.Tests.Execution;

public sealed class BackPressureTests : IDisposable
{
    private const int Rows = 60;
    private readonly TestRun _test = new();

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData(1, "read")]
    [InlineData(3, "read")]
    [InlineData(3, "sums")]
    public async Task A_slow_sink_makes_the_source_wait(int capacity, string from)
    {
        string name = $"slow-{capacity}-{from}";
        Gate source = Gate.Named(name + "-source");
        Gate sink = Gate.Named(name + "-sink");
        source.Open();
        PipelineDefinition pipeline = TestRun.Parse(TestRun.Json(
            $$"""{ "id": "read", "type": "numbers", "rows": {{Rows}}, "batchRows": 1, "gate": "{{name}}-source" }""",
            """{ "id": "sums", "type": "sum", "from": "read" }, { "id": "unread", "type": "buffer", "from": "sums" }""",
            $$"""{ "id": "out", "type": "text", "from": "{{from}}", "path": "out.txt", "gate": "{{name}}-sink" }"""));
        // At the sink, in its queue, one being sent; and the same for a stage in between.
        int most = from == "read" ? 1 + capacity + 1 : (2 * (1 + capacity)) + 1;
        int worst = 0;
        sink.OnArrival = arrived => worst = Math.Max(worst, source.Arrived - arrived);
        Task running = _test.RunAsync(pipeline, queueCapacity: capacity);
        for (int i = 0; i < most; i++) await source.WhenArrivedAsync();
        for (int i = 0; i < Rows - most; i++)
        {
            // The next row is read only after one has left the sink.
            source.Arrived.ShouldBe(most + i);
            sink.Open(1);
            await source.WhenArrivedAsync();
        }

        sink.Open();
        await running;
        worst.ShouldBeLessThanOrEqualTo(most);
    }

    [Fact]
    public async Task An_input_that_has_run_far_ahead_of_another_source_waits_for_it()
    {
        const int Rows = 2 * ZipStage.LeadLimit;
        const int Capacity = 2;
        Gate fast = Gate.Named("lead-fast");
        Gate slow = Gate.Named("lead-slow");
        fast.Open();
        PipelineDefinition pipeline = TestRun.Parse(TestRun.Json(
            $$"""
            { "id": "fast", "type": "numbers", "rows": {{Rows}}, "batchRows": 1, "gate": "lead-fast" },
            { "id": "slow", "type": "numbers", "rows": {{Rows}}, "batchRows": 1, "gate": "lead-slow" }
            """,
            """{ "id": "pairs", "type": "zip", "from": { "left": "fast", "right": "slow" } }""",
            """{ "id": "out", "type": "text", "from": "pairs", "path": "out.txt" }"""));
        Task running = _test.RunAsync(pipeline, queueCapacity: Capacity);
        // In the stage, in its queue, one being sent.
        const int Most = ZipStage.LeadLimit + Capacity + 1;
        for (int i = 0; i < Most; i++) await fast.WhenArrivedAsync();
        for (int i = 1; i <= 50; i++)
        {
            slow.Open(1);
            await fast.WhenArrivedAsync();
            fast.Arrived.ShouldBeLessThanOrEqualTo(Most + i);
        }

        slow.Open();
        await running;
        _test.Output("out.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(Rows + 3 + 1, "a line per pair, what is left over, and the end");
    }

    [Fact]
    public async Task Memory_is_given_back_once_after_the_last_reader()
    {
        await Task.CompletedTask;
        Counter memory = new();
        SpikeStream.Pipelines.Nodes.Batch batch = new(Numbers.Batch(1, 2, 3), memory);
        SpikeStream.Pipelines.Nodes.Batch slice = batch.Share(Numbers.Batch(2));
        batch.Retain();
        batch.Release();
        batch.Release();
        int before = memory.Disposed;

        slice.Release();

        before.ShouldBe(0);
        memory.Disposed.ShouldBe(1);
        Should.Throw<InvalidOperationException>(slice.Release);
    }

    private sealed class Counter : IDisposable
    {
        public int Disposed { get; private set; }

        public void Dispose() => Disposed++;
    }
}
