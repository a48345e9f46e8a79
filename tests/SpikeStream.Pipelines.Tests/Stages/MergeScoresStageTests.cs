using Apache.Arrow;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class MergeScoresStageTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Scores_stand_in_the_order_of_the_inputs_whichever_arrives_first(bool resumes)
    {
        Schema schema = ScoresSchema.Create();
        ScoresSchema.Row a = new("rho", "a", 1, double.NaN), b = new("rho", "b", 2, 0.5), c = new("rmse", "c", 3, double.NaN);

        StageResult result = await StageRun.RunAsync<MergeScoresStage>(
            Nothing, Schemas(schema), [(2, ScoresSchema.Batch(schema, [c])), (1, ScoresSchema.Batch(schema, [b])), (0, ScoresSchema.Batch(schema, [a]))], resumes);

        ScoresSchema.Rows(result.Rows).ShouldBe([a, b, c]);
    }

    [Fact]
    public async Task Without_scores_nothing_is_given() =>
        (await StageRun.RunAsync<MergeScoresStage>(Nothing, Schemas(ScoresSchema.Create()), [])).Batches.ShouldBeEmpty();

    private static Schema[] Schemas(Schema schema) => [schema, schema, schema, null!, null!, null!];

    private static NoOptions Nothing { get; } = new();
}
