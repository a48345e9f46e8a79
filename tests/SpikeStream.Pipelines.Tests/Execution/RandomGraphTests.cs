using FsCheck;
using FsCheck.Fluent;
using SpikeStream.Pipelines.Definition;

namespace SpikeStream.Pipelines.Tests.Execution;

/// <summary>The laws of the graph, on random graphs: no result depends on batches, threads, queues or kills.</summary>
public sealed class RandomGraphTests
{
    [Fact]
    public void Files_do_not_depend_on_batches_parallelism_queues_or_kills() => Prop.ForAll(
        Arb.From(Graphs()),
        graph =>
        {
            SortedDictionary<string, string> reference = Outputs(graph.Json(batchRows: 1000, parallelism: 1), queueCapacity: 4, killed: false);
            SortedDictionary<string, string> parallel = Outputs(graph.Json(graph.BatchRows, parallelism: 2), graph.QueueCapacity, killed: false);
            SortedDictionary<string, string> killed = Outputs(graph.Json(graph.BatchRows, parallelism: 2), graph.QueueCapacity, killed: true);
            return parallel.SequenceEqual(reference) && killed.SequenceEqual(reference);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(20260101, 7));

    private static SortedDictionary<string, string> Outputs(string json, int queueCapacity, bool killed)
    {
        PipelineDefinition pipeline = TestRun.Parse(json);
        using TestRun test = new();
        if (killed) test.RunWithKillsAsync(pipeline, queueCapacity).GetAwaiter().GetResult();
        else test.RunAsync(pipeline, queueCapacity: queueCapacity).GetAwaiter().GetResult();
        return test.Outputs();
    }

    private static Gen<Graph> Graphs() =>
        from sources in Gen.Choose(1, 2)
        from stages in Gen.Choose(0, 7).SelectMany(count => Gen.Choose(0, int.MaxValue - 1).ListOf(count))
        from rows in Gen.Choose(0, 40)
        from batchRows in Gen.Choose(1, 9)
        from queueCapacity in Gen.Choose(1, 4)
        select new Graph(sources, [.. stages], rows, batchRows, queueCapacity);

    /// <param name="Sources">Number of sources.</param>
    /// <param name="Stages">A number per stage that decides its type and what it takes from.</param>
    /// <param name="Rows">Rows of the first source.</param>
    /// <param name="BatchRows">Rows of a batch.</param>
    /// <param name="QueueCapacity">Messages in a queue.</param>
    public sealed record Graph(int Sources, int[] Stages, int Rows, int BatchRows, int QueueCapacity)
    {
        private static readonly string[] Types = ["add", "thirds", "sum", "buffer", "split", "zip", "collect", "pass"];

        public string Json(int batchRows, int parallelism)
        {
            List<string> outputs = [];
            List<string> sources = [];
            for (int i = 0; i < Sources; i++)
            {
                sources.Add($$"""{ "id": "s{{i}}", "type": "numbers", "rows": {{Rows + (13 * i)}}, "batchRows": {{batchRows + i}}, "offset": {{i}} }""");
                outputs.Add($"s{i}");
            }

            List<string> stages = [];
            for (int i = 0; i < Stages.Length; i++)
            {
                string type = Types[Stages[i] % Types.Length];
                string left = outputs[Stages[i] / 8 % outputs.Count];
                string right = outputs[Stages[i] / 1024 % outputs.Count];
                string from = type == "zip" ? $$"""{ "left": "{{left}}", "right": "{{right}}" }""" : $"\"{left}\"";
                stages.Add($$"""{ "id": "n{{i}}", "type": "{{type}}", "from": {{from}} }""");
                if (type == "split") outputs.AddRange([$"n{i}.even", $"n{i}.odd"]);
                else outputs.Add($"n{i}");
            }

            IEnumerable<string> sinks = outputs.Select((output, i) => $$"""{ "id": "k{{i}}", "type": "text", "from": "{{output}}", "path": "{{output}}.txt" }""");
            return TestRun.Json(
                string.Join(", ", sources), string.Join(", ", stages), string.Join(", ", sinks), $$""" "parallelism": {{parallelism}}, "checkpoints": { "everyBatches": 1 },""");
        }
    }
}
