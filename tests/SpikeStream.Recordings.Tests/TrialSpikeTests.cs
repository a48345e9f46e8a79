using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

/// <summary>Text whose times are from an event of each trial.</summary>
public sealed class TrialSpikeTests : IDisposable
{
    private static readonly ReadOptions Options = new() { TrialLength = 2, TrialStart = -1 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("trial,time_ms\n0,-987\n0,-930\n2,-1000\n2,999\n")]
    [InlineData("time;trial\n-0.987;0\n-0.930;0\n-1;2\n0.999;2\n")]
    public async Task Trials_are_laid_end_to_end_without_rounding(string text)
    {
        string path = _folder.Write("a.csv", text);
        (await Made.ReadSpikesAsync(path, Options)).ShouldBe([(0.013, 0u), (0.07, 0u), (4, 0u), (5.999, 0u)]);
        await using IRecordingReader reader = RecordingFormats.Open(path, Options);
        SpikesSchema.Describe(reader.Schema).UnitNames.ShouldBe(["0"]);
    }

    [Fact]
    public async Task Units_rows_and_windows_are_as_in_other_text()
    {
        string path = _folder.Write("a.csv", "trial,unit,time\n0,3,0.5\n1,4,-0.5\n1,3,0.25\n");
        (await Made.ReadSpikesAsync(path, Options)).ShouldBe([(1.5, 3u), (2.5, 4u), (3.25, 3u)]);
        (await Made.ReadSpikesAsync(path, Options, firstRow: 1, batchRows: 1)).ShouldBe([(2.5, 4u), (3.25, 3u)]);
        (await Made.ReadSpikesAsync(path, Options with { Start = 2, Stop = 3.25 })).ShouldBe([(2.5, 4u)]);
    }

    [Fact]
    public async Task A_table_of_trials_without_times_gets_those_of_the_events()
    {
        string path = _folder.Write("trials.csv", "trial,side\n0,left\n1,right\n");
        await using IRecordingReader reader = RecordingFormats.Open(path, Options with { Kind = RecordingKind.Trials, Columns = new Dictionary<string, string> { ["condition"] = "side" } });
        RecordBatch trials = (await Made.ReadAsync(reader))[0];
        TrialsSchema.Starts(trials).ToArray().ShouldBe([1, 3]);
        TrialsSchema.Stops(trials).ToArray().ShouldBe([2, 4]);
        TrialsSchema.Conditions(trials).GetString(1).ShouldBe("right");
    }

    [Theory]
    [InlineData("trial,time\n0,1\n", ":2:3: found \"1\", expected a time from -1 s to before 1 s, as trialStart and trialLength say")]
    [InlineData("trial,time\n0,nan\n", ":2:3: found \"nan\"")]
    [InlineData("trial,time\n-1,0.5\n", ":2:1: found \"-1\", expected the number of a trial: an integer from 0 on")]
    [InlineData("trial,time\n1,0\n0,0.5\n", ":3:3: found \"0.5\", expected a time not before the previous row's: sort the file by trial and time")]
    [InlineData("trial,time,unit\n1,0,x\n", ":2:5: found \"x\", expected a unit")]
    [InlineData("trial,time\n1,0,5\n", ":2:1: found 3 fields, expected 2")]
    public async Task What_cannot_be_is_refused_with_its_place(string text, string message) =>
        (await Made.RefusalAsync(_folder.Write("a.csv", text), Options)).ShouldContain(message);
}
