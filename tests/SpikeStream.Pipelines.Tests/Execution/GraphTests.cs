using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Execution;

namespace SpikeStream.Pipelines.Tests.Execution;

public sealed class GraphTests : IDisposable
{
    private readonly TestRun _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task A_chain_writes_what_its_stages_compute()
    {
        PipelineDefinition pipeline = TestRun.Parse(TestRun.Json(
            """{ "id": "read", "type": "numbers", "rows": 5 }""",
            """{ "id": "more", "type": "add", "from": "read", "amount": 10 }, { "id": "sums", "type": "sum", "from": "more" }""",
            """{ "id": "out", "type": "text", "from": "more", "path": "more.txt" }, { "id": "out2", "type": "text", "from": "sums", "path": "sums.txt" }"""));

        RunResult result = await _test.RunAsync(pipeline);

        result.Outcome.ShouldBe(RunOutcome.Completed);
        _test.Output("more.txt").ShouldBe("10\n11\n12\n13\n14\nend\n");
        _test.Output("sums.txt").ShouldStartWith("10\n21\n33\n46\n60\n60\n");
        result.Files.Select(Path.GetFileName).ShouldBe(["more.txt", "sums.txt"]);
    }

    [Fact]
    public async Task An_empty_source_gives_empty_files()
    {
        PipelineDefinition pipeline = TestRun.Parse(TestRun.Json(
            """{ "id": "read", "type": "numbers", "rows": 0 }""",
            """{ "id": "more", "type": "add", "from": "read" }""",
            """{ "id": "out", "type": "text", "from": "more", "path": "more.txt" }"""));

        (await _test.RunAsync(pipeline)).Outcome.ShouldBe(RunOutcome.Completed);

        _test.Output("more.txt").ShouldBe("end\n");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task A_chain_of_buffers_of_many_sizes_keeps_all_rows_in_order(int batchRows)
    {
        string[] sizes = ["1", "10", "256", "1", "5", "128"];
        string stages = string.Join(", ", sizes.Select((size, i) => $$"""{ "id": "b{{i}}", "type": "buffer", "size": {{size}}, "from": "{{(i == 0 ? "read" : $"b{i - 1}")}}" }"""));
        PipelineDefinition pipeline = TestRun.Parse(TestRun.Json(
            $$"""{ "id": "read", "type": "numbers", "rows": 1000, "batchRows": {{batchRows}} }""", stages, """{ "id": "out", "type": "text", "from": "b5", "path": "out.txt" }"""));

        await _test.RunAsync(pipeline, queueCapacity: 1);

        _test.Output("out.txt").ShouldBe(string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i}\n")) + "end\n");
    }

    [Fact]
    public async Task A_diamond_with_one_slow_side_neither_locks_nor_loses()
    {
        PipelineDefinition pipeline = TestRun.Parse(TestRun.Json(
            """{ "id": "read", "type": "numbers", "rows": 200, "batchRows": 1 }""",
            """{ "id": "slow", "type": "buffer", "size": 150, "from": "read" }, { "id": "pairs", "type": "zip", "from": { "left": "slow", "right": "read" } }""",
            """{ "id": "out", "type": "text", "from": "pairs", "path": "out.txt" }""",
            """ "checkpoints": { "everyBatches": 1 },"""));

        await _test.RunAsync(pipeline, queueCapacity: 1);

        _test.Output("out.txt").ShouldBe(string.Concat(Enumerable.Range(0, 200).Select(i => $"{i * 32}\n")) + "0\n0\n2\nend\n");
    }

    [Fact]
    public async Task Many_stateless_stages_in_parallel_keep_the_order()
    {
        string stages = string.Join(", ", Enumerable.Range(0, 10).Select(i => $$"""{ "id": "p{{i}}", "type": "{{(i % 2 == 0 ? "pass" : "add")}}", "from": "{{(i == 0 ? "read" : $"p{i - 1}")}}" }"""));
        PipelineDefinition pipeline = TestRun.Parse(TestRun.Json(
            """{ "id": "read", "type": "numbers", "rows": 2000, "batchRows": 1 }""",
            stages + """, { "id": "some", "type": "thirds", "from": "p9" }""",
            """{ "id": "out", "type": "text", "from": "some", "path": "out.txt" }, { "id": "all", "type": "text", "from": "p9", "path": "all.txt" }""",
            """ "parallelism": 4,"""));

        RunResult result = await _test.RunAsync(pipeline);

        _test.Output("all.txt").ShouldBe(string.Concat(Enumerable.Range(5, 2000).Select(i => $"{i}\n")) + "end\n");
        _test.Output("out.txt").ShouldBe(string.Concat(Enumerable.Range(5, 2000).Where(i => i % 3 == 0).Select(i => $"{i}\n")) + "end\n");
        result.Nodes.Single(node => node.Id == "p9").RowsOut.ShouldBe(2000);
        result.Nodes.Single(node => node.Id == "some").RowsOut.ShouldBe(Enumerable.Range(5, 2000).Count(i => i % 3 == 0));
    }
}
