using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

/// <summary>The rules that hold for every reader, each with the text of its message.</summary>
public sealed class RuleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\u0089HDF\r\n\u001A\n", "nwb")]
    [InlineData("\u0093NUMPY", "npy")]
    [InlineData("PK\u0003\u0004", "npz")]
    [InlineData("ARROW1", "arrow")]
    [InlineData("\u00FF\u00FF\u00FF\u00FF", "arrow-stream")]
    [InlineData("time,unit\n", "csv")]
    public void A_format_is_known_by_its_content(string start, string format)
    {
        string path = _folder.File("recording");
        File.WriteAllBytes(path, [.. start.Select(character => (byte)character), .. new byte[format == "csv" ? 0 : 24]]);
        RecordingFormats.Find(path).Name.ShouldBe(format);
        string contradicted = format == "npz" ? "npy" : "npz";
        Should.Throw<InvalidInputException>(() => RecordingFormats.Find(path, contradicted)).Message.ShouldEndWith($"because the format is stated as {contradicted}; state the right format or none.");
        string misnamed = _folder.File(format == "arrow" ? "a.npy" : "a.arrow");
        File.Copy(path, misnamed);
        Should.Throw<InvalidInputException>(() => RecordingFormats.Find(misnamed)).Message
            .ShouldContain(format == "csv" ? "found content that is not" : $"by its name; rename it or state the format as {format}");
    }

    [Fact]
    public async Task Integers_are_samples_and_need_a_rate_in_every_format()
    {
        const string Message = "found times that are sample indices, which need sampleRate (--sample-rate): set it to the number of samples per second.";
        await NpyTests.WriteArrayAsync<long>(_folder.File("a_time.npy"), "<i8", [15_000, 45_000]);
        await NpyTests.WriteArrayAsync<int>(_folder.File("a_unit.npy"), "<i4", [1, 2]);
        string arrow = _folder.File("a.arrow");
        var schema = new Schema([new Field("time", Apache.Arrow.Types.Int64Type.Default, false), new Field("unit", Apache.Arrow.Types.Int64Type.Default, false)], null);
        using (FileStream file = File.Create(arrow))
        using (var writer = new Apache.Arrow.Ipc.ArrowFileWriter(file, schema))
        {
            writer.WriteRecordBatch(new RecordBatch(schema, [new Int64Array.Builder().AppendRange([15_000, 45_000]).Build(), new Int64Array.Builder().AppendRange([1, 2]).Build()], 2));
            writer.WriteEnd();
        }

        foreach (string path in (string[])[_folder.Write("a.csv", "sample,unit\n15000,1\n45000,2\n"), _folder.File("a_time.npy"), arrow])
        {
            (await Made.RefusalAsync(path)).ShouldBe($"{path}: {Message}");
            (await Made.ReadSpikesAsync(path, new ReadOptions { SampleRate = 30_000 })).ShouldBe([(0.5, 1u), (1.5, 2u)]);
            (await Made.RefusalAsync(path, new ReadOptions { SampleRate = -1 })).ShouldBe($"{path}: sampleRate: found -1, expected a positive number of samples per second.");
        }
    }

    [Theory]
    [InlineData("arrow", 0.5, double.NaN, "row 1: found time NaN, expected a finite time in s from 0 on; leave such spikes out with repair.")]
    [InlineData("arrow", 0.5, double.PositiveInfinity, "row 1: found time Infinity, expected a finite time in s from 0 on; leave such spikes out with repair.")]
    [InlineData("arrow", -0.5, 0.5, "row 0: found time -0.5, expected a finite time in s from 0 on; leave such spikes out with repair.")]
    [InlineData("arrow", 0.5, 0.25, "row 1: found time 0.25 s after 0.5 s, expected times that do not decrease; sort them with repair.")]
    [InlineData("npz", 0.5, double.NaN, "row 1: found time NaN, expected a finite time in s from 0 on; leave such spikes out with repair.")]
    [InlineData("npz", -0.5, 0.5, "row 0: found time -0.5, expected a finite time in s from 0 on; leave such spikes out with repair.")]
    [InlineData("npz", 0.5, 0.25, "row 1: found time 0.25 s after 0.5 s, expected times that do not decrease; sort them with repair.")]
    [InlineData("csv", 0.5, double.NaN, "found \"NaN\", expected a finite time; leave such rows out with repair.")]
    [InlineData("csv", 0.5, double.PositiveInfinity, "found \"Infinity\", expected a finite time; leave such rows out with repair.")]
    [InlineData("csv", -0.5, 0.5, "found \"-0.5\", expected a time from 0 on, from the start of the session; leave such rows out with repair.")]
    [InlineData("csv", 0.5, 0.25, "found \"0.25\", expected a time not before the previous row's 0.5 s: sort the file by time, or set order to sort (--order sort).")]
    public async Task Impossible_and_disordered_times_are_refused_with_the_way_out(string ending, double first, double second, string expected)
    {
        string path = _folder.File("a." + ending);
        await Made.WriteAsync(path, SpikesSchema.Batch(SpikesSchema.Create(), [first, second], [0u, 1]));
        string place = ending == "npz" ? $"{path}[time]" : path;
        string message = await Made.RefusalAsync(path);
        message.ShouldBe(ending == "csv" ? $"{path}:{(first < 0 ? 2 : 3)}:1: {expected}" : $"{place}: {expected}");
        List<(double, uint)> possible = [.. new (double Time, uint Unit)[] { (first, 0u), (second, 1u) }.Where(spike => spike.Time >= 0 && double.IsFinite(spike.Time)).Order()];
        (await Made.ReadSpikesAsync(path, new ReadOptions { Repair = true })).ShouldBe(possible);
    }

    [Fact]
    public void A_window_that_is_none_is_refused()
    {
        string path = _folder.Write("a.csv", "time,unit\n0.5,1\n");
        foreach (double start in (double[])[2, 1])
            Should.Throw<InvalidInputException>(() => RecordingFormats.Open(path, new ReadOptions { Start = start, Stop = 1 })).Message.ShouldBe($"stop: found 1 s, expected a time after start, which is {start} s.");
    }
}
