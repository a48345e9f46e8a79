using Apache.Arrow;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class SliceStageTests
{
    private static readonly SliceOptions OneToTwo = new() { Start = Duration.Parse("1 s"), Stop = Duration.Parse("2 s") };

    [Fact]
    public void Spikes_from_the_start_to_before_the_stop_are_kept_whatever_the_batches()
    {
        RecordBatch spikes = SpikeExamples.Spikes((0.5, 0), (1.0, 1), (1.5, 2), (2.0, 3), (2.5, 4));
        StageResult whole = StageRun.Map<SliceStage>(OneToTwo, spikes.Schema, spikes);
        SpikesSchema.Units(whole.Rows).ToArray().ShouldBe([1u, 2u]);
        StageRun.Map<SliceStage>(OneToTwo, spikes.Schema, StageRun.Cut(spikes, 1, 1, 1, 1)).Bytes.ShouldBe(whole.Bytes);
    }

    [Fact]
    public void The_observation_is_cut_to_the_stretch()
    {
        Schema schema = SpikesSchema.Create(window: new ObservationWindow(0.25, 1.75));
        SpikesSchema.Describe(StageRun.Map<SliceStage>(OneToTwo, schema).Schema).Window.ShouldBe(new ObservationWindow(1, 1.75));
    }

    [Fact]
    public void A_stretch_outside_of_the_observation_is_refused()
    {
        Schema schema = SpikesSchema.Create(window: new ObservationWindow(0, 0.5));
        Should.Throw<InvalidInputException>(() => StageRun.Map<SliceStage>(OneToTwo, schema)).Message.ShouldContain("from 0 s to 0.5 s");
    }

    [Fact]
    public void Trials_that_lie_wholly_in_the_stretch_are_kept()
    {
        RecordBatch trials = PsthStageTests.Trials((0.5, "a"), (1.0, "b"), (1.5, "c"), (1.0, "d"));
        StageResult result = StageRun.Map<SliceStage>(OneToTwo, trials.Schema, trials);
        TrialsSchema.Trials(result.Rows).ToArray().ShouldBe([1L, 3L]);
    }

    [Fact]
    public void An_empty_batch_gives_nothing()
    {
        StageRun.Map<SliceStage>(OneToTwo, SpikesSchema.Create(), SpikeExamples.Spikes()).Batches.ShouldBeEmpty();
    }
}
