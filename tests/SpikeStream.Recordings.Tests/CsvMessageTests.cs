namespace SpikeStream.Recordings.Tests;

public sealed class CsvMessageTests
{
    [Theory]
    [InlineData("time,unit\n0.5,1\nabc,2\n", ":3:1: found \"abc\", expected a time in s")]
    [InlineData("time,unit\n0.5,1\n0.6,x\n", ":3:5: found \"x\", expected a unit: an integer")]
    [InlineData("time,unit\n0.5,1\n0.6,-2\n", ":3:5: found \"-2\", expected a unit")]
    [InlineData("time,unit\n0.5,1\nNaN,2\n", ":3:1: found \"NaN\", expected a finite time")]
    [InlineData("time,unit\n-0.5,1\n", ":2:1: found \"-0.5\", expected a time from 0 on")]
    [InlineData("time,unit\n0.5,1\n0.25,1\n", ":3:1: found \"0.25\", expected a time not before the previous row's 0.5 s")]
    [InlineData("time,unit\n0.5,1\n0,75,1\n", ":3:1: found 3 fields, expected 2 as in the first line, separated by a comma. Decimal commas are not read")]
    [InlineData("time;unit\n0,5;1\n", ":2:1: found \"0,5\", expected a time in s, such as 1.25. Decimal commas are not read")]
    [InlineData("time,unit\n\"0.5,1\n", ":2:1: found a quote that is not closed")]
    [InlineData("step,nE\n0,1\n", "expected the setting binWidth")]
    [InlineData("sample,unit\n100,1\n", "need sampleRate")]
    [InlineData("a,b,c\n1,2,3\n", "found columns a, b, c, expected time and unit")]
    [InlineData("\n\n", "found nothing but blank lines")]
    [InlineData("", "found an empty file")]
    public async Task Each_fault_is_told_with_its_place(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.csv", text);
        string message = await Made.RefusalAsync(path);
        message.ShouldStartWith(path);
        message.ShouldContain(expected);
    }

    [Theory]
    [InlineData("time,unit\n0.5,1\n1.5,2\n")]
    [InlineData("UNIT,Time_S\r\n1,0.5\r\n2,1.5\r\n")]
    [InlineData("0.5\t1\n1.5\t2")]
    [InlineData("time;unit\n\n0.5;1\n1.50;2\n\n")]
    [InlineData("\uFEFFtime,unit\n 0.5 , 1\n\"1.5\",\"2\"\n")]
    [InlineData("  time   unit\n 5e-1  1\n  1.5    2\n")]
    [InlineData("time_ms,unit\n500,1\n1500.0,2\n")]
    [InlineData("trial,unit,time\n1,1,0.5\n1,2,1.5\n")]
    public async Task The_same_spikes_are_read_from_every_dialect(string text)
    {
        using var folder = new TemporaryFolder();
        (await Made.ReadSpikesAsync(folder.Write("a.csv", text))).ShouldBe([(0.5, 1u), (1.5, 2u)]);
    }

    [Fact]
    public async Task Sample_indices_become_seconds_by_the_rate()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.csv", "sample,unit\n15000,1\n45000,2\n");
        (await Made.ReadSpikesAsync(path, new ReadOptions { SampleRate = 30_000 })).ShouldBe([(0.5, 1u), (1.5, 2u)]);
    }

    [Fact]
    public void A_file_that_is_not_what_its_name_says_is_refused()
    {
        using var folder = new TemporaryFolder();
        string text = folder.Write("a.arrow", "time,unit\n1,2\n");
        Should.Throw<InvalidInputException>(() => RecordingFormats.Open(text)).Message.ShouldContain("found content that is not an Arrow IPC file, as its name says");
        Should.Throw<InvalidInputException>(() => RecordingFormats.Open(folder.File("none.csv"))).Message.ShouldContain("found no such file or folder");
        Should.Throw<InvalidInputException>(() => RecordingFormats.Open(text, new ReadOptions { Format = "npy" })).Message.ShouldContain("expected a NumPy array because the format is stated as npy");
        Should.Throw<InvalidInputException>(() => RecordingFormats.Open(text, new ReadOptions { Format = "edf" })).Message.ShouldContain("expected one of arrow");
    }
}
