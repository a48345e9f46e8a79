namespace SpikeStream.Recordings.Tests;

/// <summary>Times come from timestamps that can be trusted, or else from sample numbers, and it is said.</summary>
public sealed class OpenEphysClockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notices = [];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(new[] { 1.0, -1.0, 3.0 }, "row 1: found -1, as of streams that were not synchronised: took all times from sample numbers instead of timestamps")]
    [InlineData(new[] { 1.0, 0.5, 3.0 }, "row 1: found 0.5 s after 1 s: took all times")]
    [InlineData(new[] { -3.0, 0.5, 3.0 }, "row 0: found -3 s after 0 s: took all times")]
    [InlineData(new[] { 1.0, double.NaN, 3.0 }, "row 1: found NaN s after 1 s: took all times")]
    public async Task Timestamps_that_jump_are_not_taken(double[] timestamps, string expected)
    {
        string recording = await WriteAsync(timestamps);
        (await Made.ReadSpikesAsync(recording, Told())).Select(spike => spike.Time).ShouldBe([1.5, 2.5, 2.6, 3.5]);
        _notices.ShouldHaveSingleItem().ShouldContain($"{Path.Combine(recording, OpenEphysMade.OtherSpikes, "timestamps.npy")}: {expected}");
    }

    [Fact]
    public async Task Timestamps_of_one_electrode_that_are_missing_leave_all_to_sample_numbers()
    {
        string recording = await WriteAsync([1, 2, 3]);
        File.Delete(Path.Combine(recording, OpenEphysMade.NewSpikes, "timestamps.npy"));
        (await Made.ReadSpikesAsync(recording, Told())).Select(spike => spike.Time).ShouldBe([1.5, 2.5, 2.6, 3.5]);
        _notices.ShouldHaveSingleItem().ShouldContain("Stereotrode 1: found no timestamps in s: took all times from sample numbers");
    }

    [Fact]
    public async Task The_choice_does_not_depend_on_what_is_read()
    {
        string recording = await WriteAsync([1, -1, 3]);
        (await Made.ReadSpikesAsync(recording, new ReadOptions { Units = "electrode == \"Stereotrode 1\"" })).ShouldBe([(2.6, 0u)]);
        await using IRecordingReader trials = RecordingFormats.Open(recording, new ReadOptions { Kind = RecordingKind.Trials });
        TrialsSchema.Starts((await Made.ReadAsync(trials))[0])[0].ShouldBe(2.1);
    }

    [Fact]
    public async Task Either_can_be_stated()
    {
        string recording = await WriteAsync([1, 2, 3]);
        (await Made.ReadSpikesAsync(recording, Told())).Select(spike => spike.Time).ShouldBe([1, 2, 2.7, 3]);
        (await Made.ReadSpikesAsync(recording, Told() with { TimeUnit = SpikeTimeUnit.Samples })).Select(spike => spike.Time).ShouldBe([1.5, 2.5, 2.6, 3.5]);
        (await Made.ReadSpikesAsync(recording, Told() with { SampleRate = 2000 })).Select(spike => spike.Time).ShouldBe([0.75, 1.25, 1.3, 1.75]);
        (await Made.ReadSpikesAsync(recording, Told() with { TimeUnit = SpikeTimeUnit.Seconds })).Select(spike => spike.Time).ShouldBe([1, 2, 2.7, 3]);
        _notices.ShouldBeEmpty();
        (await Made.RefusalAsync(recording, new ReadOptions { TimeUnit = SpikeTimeUnit.Milliseconds })).ShouldContain("found timeUnit Milliseconds, expected seconds for the timestamps or samples for sample numbers");
    }

    [Fact]
    public async Task Stated_seconds_that_jump_are_refused_or_mended()
    {
        string recording = await WriteAsync([2, 1, -1]);
        ReadOptions stated = Told() with { TimeUnit = SpikeTimeUnit.Seconds };
        (await Made.RefusalAsync(recording, stated)).ShouldContain("timestamps.npy: row 1: found 1 s after 2 s, expected times of an electrode that do not decrease; sort them with repair.");
        (await Made.ReadSpikesAsync(recording, stated with { Repair = true })).Select(spike => spike.Time).ShouldBe([1, 2, 2.7]);
        _notices.ShouldContain(line => line.Contains("left out 1 spikes whose times are no finite numbers"));
    }

    [Fact]
    public async Task Rates_come_from_the_structure_and_are_never_guessed()
    {
        string recording = await WriteAsync([1, -1, 3]);
        string structure = Path.Combine(recording, "structure.oebin"), text = await File.ReadAllTextAsync(structure);
        await File.WriteAllTextAsync(structure, text.Replace("\"sample_rate\": 1000.0", "\"sample_rate\": null", StringComparison.Ordinal));
        (await Made.RefusalAsync(recording)).ShouldContain("sample_numbers.npy: found times that are sample indices, which need sampleRate");
        (await Made.ReadSpikesAsync(recording, new ReadOptions { SampleRate = 1000 })).Count.ShouldBe(4);
        await File.WriteAllTextAsync(structure, text.Replace("\"sample_rate\": 1000.0,\n      \"num_channels\": 1", "\"sample_rate\": 500.0,\n      \"num_channels\": 1", StringComparison.Ordinal));
        (await Made.RefusalAsync(recording, new ReadOptions { SampleRate = 1000 })).ShouldContain("found sampleRate 1000 stated for streams of 1000, 500 Hz, expected none, for the rate of each to be taken");
        (await Made.ReadSpikesAsync(recording)).Select(spike => spike.Time).ShouldBe([2.6, 3, 5, 7]);
    }

    // Three spikes of one electrode and one of the other, without continuous data.
    private async Task<string> WriteAsync(double[] timestamps)
    {
        (_, string recording) = OpenEphysMade.Copy(_folder, "new");
        Directory.Delete(Path.Combine(recording, "continuous"), recursive: true);
        await OpenEphysMade.WriteAsync(recording, OpenEphysMade.OtherSpikes + "/sample_numbers.npy", "<i8", 1500L, 2500L, 3500L);
        await OpenEphysMade.WriteAsync(recording, OpenEphysMade.OtherSpikes + "/timestamps.npy", "<f8", timestamps);
        await OpenEphysMade.WriteAsync(recording, OpenEphysMade.OtherSpikes + "/clusters.npy", "<u2", (ushort)0, (ushort)0, (ushort)0);
        await OpenEphysMade.WriteAsync(recording, OpenEphysMade.NewSpikes + "/sample_numbers.npy", "<i8", 2600L);
        await OpenEphysMade.WriteAsync(recording, OpenEphysMade.NewSpikes + "/timestamps.npy", "<f8", 2.7);
        await OpenEphysMade.WriteAsync(recording, OpenEphysMade.NewSpikes + "/clusters.npy", "<u2", (ushort)0);
        return recording;
    }

    private ReadOptions Told() => new() { Notice = _notices.Add };
}
