using SpikeStream.Pipelines.Sinks;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Sinks;

public sealed class JsonSinkTests
{
    private static readonly Apache.Arrow.Schema Scores = ScoresSchema.Create();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Scores_are_an_object_of_metrics_and_targets(bool resumes)
    {
        using SinkRun run = new();
        (int, Apache.Arrow.RecordBatch)[] batches =
        [
            (0, ScoresSchema.Batch(Scores, [new("log_likelihood", "trials", -30.25, double.NaN)])),
            (0, ScoresSchema.Batch(Scores, [new("r2", "0", 0.5, 0.125), new("r2", "22.5", double.NaN, double.NaN)])),
        ];

        string[] lines = await run.RunAsync<JsonSink>(new JsonSinkOptions { Path = "summary.json" }, [Scores], batches, "summary.json.partial", resumes);

        string.Concat(lines.Select(line => line.Trim())).ShouldBe("""{"log_likelihood": {"trials": -30.25},"r2": {"0": {"value": 0.5,"error": 0.125},"22.5": null}}""");
    }
}
