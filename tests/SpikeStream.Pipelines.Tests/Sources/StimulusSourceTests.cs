using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Sources;
using SpikeStream.Pipelines.Tests.Execution;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Sources;

public sealed class StimulusSourceTests
{
    private static readonly StimulusOptions Noise = new()
    {
        Channels = ["E", "I"],
        Shape = StimulusShape.OrnsteinUhlenbeck,
        Amplitude = [new(0.1)],
        Plus = [new() { Shape = StimulusShape.Impulses, Amplitude = [new(0.5), new(-0.5)], Centres = [Duration.Parse("50 ms")], HalfWidth = Duration.Parse("20 ms") }],
        Step = Duration.Parse("1 ms"),
        Duration = Duration.Parse("0.18 s"),
    };

    [Fact]
    public async Task A_paced_stimulus_comes_no_sooner_than_it_happens_and_ends_as_any_other()
    {
        double[] expected = await ReadAsync(await OpenAsync(Noise, TimeProvider.System), null);
        ManualTime time = new();
        StimulusSource paced = await OpenAsync(Noise with { Speed = "2x" }, time);
        paced.WaitsForData.ShouldBeTrue();

        (await ReadAsync(paced, time)).ShouldBe(expected);
        time.GetTimestamp().ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(0.09).Ticks);
        expected.Length.ShouldBe(2 * 180);
        (expected[2 * 50] - expected[2 * 50 + 1]).ShouldBe(1, 0.5, "impulses of opposite sign are added");
    }

    [Fact]
    public async Task A_checkpoint_taken_while_a_batch_is_waited_for_goes_on_from_the_position()
    {
        double[] expected = await ReadAsync(await OpenAsync(Noise, TimeProvider.System), null);
        ManualTime time = new();
        StimulusSource source = await OpenAsync(Noise with { Speed = "1x" }, time);
        await using IAsyncEnumerator<Batch> batches = source.ReadAsync(0, default).GetAsyncEnumerator();
        await MoveAsync(batches, time);
        ValueTask<bool> second = batches.MoveNextAsync();
        // Either before or after the second batch has been made; the position is that after the first.
        using MemoryStream checkpoint = new();
        source.Save(new BinaryWriter(checkpoint));
        while (!second.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        using MemoryStream late = new();
        source.Save(new BinaryWriter(late));
        foreach (MemoryStream state in new[] { checkpoint, late })
        {
            state.Position = 0;
            StimulusSource resumed = await OpenAsync(Noise, TimeProvider.System);
            resumed.Restore(new BinaryReader(state));
            (await ReadAsync(resumed, null, 50)).ShouldBe(expected[100..]);
        }
    }

    [Fact]
    public async Task A_speed_that_is_none_is_refused() =>
        (await Should.ThrowAsync<InvalidInputException>(() => OpenAsync(Noise with { Speed = "fast" }, TimeProvider.System))).Message.ShouldContain("speed: found \"fast\"");

    [Fact]
    public void Impulses_without_times_and_parts_that_do_not_fit_are_named()
    {
        StimulusOptions impulses = Noise with { Shape = StimulusShape.Impulses };
        impulses.Check().ShouldContain(("centres", "missing, expected the times of the impulses, such as [\"14.1 s\", \"14.5 s\"]"));
        (Noise with { Plus = [new() { Amplitude = [new(1), new(1), new(1)] }] }).Check().ShouldContain(("plus", "amplitude: found 3 values, expected 2, one per channel, or one for all"));
        Noise.Check().ShouldBeEmpty();
    }

    private static async Task<StimulusSource> OpenAsync(StimulusOptions options, TimeProvider time)
    {
        StimulusSource source = new();
        source.Attach(options, new NodeContext { Id = "stimulus", Seed = 4, RunFolder = ".", Time = time });
        await source.OpenAsync(default);
        return source;
    }

    private static async Task<double[]> ReadAsync(StimulusSource source, ManualTime? time, long position = 0)
    {
        List<double> values = [];
        await using IAsyncEnumerator<Batch> batches = source.ReadAsync(position, default).GetAsyncEnumerator();
        while (await MoveAsync(batches, time)) values.AddRange(SeriesSchema.Samples(batches.Current.Records));
        return [.. values];
    }

    private static async Task<bool> MoveAsync(IAsyncEnumerator<Batch> batches, ManualTime? time)
    {
        ValueTask<bool> move = batches.MoveNextAsync();
        while (time is not null && !move.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        return await move;
    }
}
