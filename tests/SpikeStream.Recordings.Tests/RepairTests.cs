using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

/// <summary>What is wrong with spikes is refused, or mended and told.</summary>
public sealed class RepairTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notices = [];

    private ReadOptions Repair => new() { Repair = true, Notice = _notices.Add };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.arrow")]
    [InlineData("a.arrows")]
    [InlineData("a_time.npy")]
    public async Task Impossible_times_are_left_out_and_the_rest_is_sorted(string name)
    {
        string path = await WriteAsync(name, [0.5, double.NaN, 3, 1, -2, double.PositiveInfinity, 1, 4], [0, 1, 2, 3, 4, 5, 6, 7]);
        ReadOptions unit = name.EndsWith(".npy", StringComparison.Ordinal) ? new() { Columns = new Dictionary<string, string> { ["unit"] = "a_unit.npy" } } : new();
        (await Made.RefusalAsync(path, unit)).ShouldContain("NaN", Case.Insensitive);
        ReadOptions repair = Repair with { Columns = unit.Columns };
        (double, uint)[] mended = [(0.5, 0u), (1, 3), (1, 6), (3, 2), (4, 7)];
        (await Made.ReadSpikesAsync(path, repair)).ShouldBe(mended);
        _notices.ShouldBe(
        [
            $"{path}: left out 3 spikes whose times are no finite numbers from 0 on",
            $"{path}: sorted 5 spikes by time, 1 of which came before the one before them",
        ]);
        (await Made.ReadSpikesAsync(path, repair, firstRow: 2, batchRows: 2)).ShouldBe(mended[2..]);
        (await Made.ReadSpikesAsync(path, repair with { Start = 1, Stop = 4, Units = "id in [2, 3]" })).ShouldBe([(1.0, 1u), (3.0, 0u)]);
    }

    [Fact]
    public async Task A_sound_recording_is_repaired_to_itself_without_a_word()
    {
        RecordBatch spikes = Made.SpikeBatch(20_000, 8);
        await Made.WriteAsync(_folder.File("a.arrow"), spikes);
        (await Made.ReadSpikesAsync(_folder.File("a.arrow"), Repair, 5000, 999)).ShouldBe(Made.Rows([spikes])[5000..]);
        _notices.ShouldBeEmpty();
    }

    [Fact]
    public async Task Spikes_outside_of_the_observation_are_refused_or_left_out()
    {
        string path = _folder.File("a.arrow");
        Schema schema = SpikesSchema.Create(["a", "b"], new ObservationWindow(0, 10));
        await Made.WriteAsync(path, SpikesSchema.Batch(schema, [1, 10, 10.5], [0u, 1, 1]));
        (await Made.RefusalAsync(path)).ShouldBe($"{path}: row 2: found a spike of unit 1 at 10.5 s, expected it within the observation (0-10 s); leave such spikes out with repair.");
        (await Made.ReadSpikesAsync(path, Repair)).ShouldBe([(1.0, 0u), (10.0, 1u)]);
        _notices.ShouldBe([$"{path}: left out 1 spikes outside of the observation"]);
    }

    [Fact]
    public async Task Each_unit_has_stretches_of_its_own()
    {
        string path = _folder.File("a.arrow");
        Schema schema = RecordingMetadata.With(SpikesSchema.Create(["a", "b"]), new Observation(null, [[new(0, 2), new(4, 6)], null]).ToMetadata());
        await Made.WriteAsync(path, SpikesSchema.Batch(schema, [1, 2, 3, 3, 4], [0u, 0, 1, 0, 0]));
        (await Made.RefusalAsync(path)).ShouldContain("row 3: found a spike of unit 0 at 3 s, expected it within the observation (0-2 s, 4-6 s)");
        (await Made.ReadSpikesAsync(path, Repair)).Select(spike => spike.Time).ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public async Task Units_that_cannot_be_told_apart_are_refused_or_renamed()
    {
        string path = _folder.File("a.arrow");
        UnitTable table = new([new("id", [7.0, 8.0, 7.0])]);
        Schema schema = RecordingMetadata.With(SpikesSchema.Create(["7", "8", "7"]), new KeyValuePair<string, string?>(RecordingMetadata.UnitTable, table.ToJson()));
        await Made.WriteAsync(path, SpikesSchema.Batch(schema, [1], [0u]));
        (await Made.RefusalAsync(path)).ShouldBe($"{path}: found the id \"7\" for units 0 and 2, expected each id once; with repair the second is told apart.");
        await using IRecordingReader reader = RecordingFormats.Open(path, Repair);
        SpikesSchema.Describe(reader.Schema).UnitNames.ShouldBe(["7", "8", "7 (2)"]);
        UnitTable.Read(reader.Schema)!.Find("id")!.Values.ShouldBe([7.0, 8.0, null]);
        _notices.ShouldBe([$"{path}: took away the ids of 1 units, which had the id of another unit", $"{path}: renamed 1 units that had the name of another unit"]);
    }

    [Theory]
    [InlineData(0.0, 2.0, 1.0, "row 2: found time 1 s after 2 s, expected finite times that do not decrease: sort the rows where they are written, repair does not.")]
    [InlineData(0.0, double.NaN, 1.0, "row 1: found time NaN s after 0 s, expected finite times that do not decrease: sort the rows where they are written, repair does not.")]
    [InlineData(0.0, 1.0, double.PositiveInfinity, "row 2: found time Infinity s after 1 s, expected finite times that do not decrease: sort the rows where they are written, repair does not.")]
    public async Task Samples_and_bins_out_of_order_are_refused(double first, double second, double third, string message)
    {
        Schema series = SeriesSchema.Create(1, null);
        await Made.WriteAsync(_folder.File("a.arrow"), SeriesSchema.Batch(series, [first, second, third], [1, 2, 3]));
        (await Made.RefusalAsync(_folder.File("a.arrow"))).ShouldEndWith(message);
        Schema counts = CountsSchema.Create(1, new BinWidth(1, 1));
        await Made.WriteAsync(_folder.File("b.arrow"), CountsSchema.Batch<int>(counts, [0, 1, 2], [first, second, third], [1, 2, 3]));
        (await Made.RefusalAsync(_folder.File("b.arrow"))).ShouldEndWith(message);
    }

    [Fact]
    public void Parquet_is_refused_by_name_with_the_line_that_converts_it()
    {
        string message = Should.Throw<InvalidInputException>(() => RecordingFormats.Open(_folder.Write("a.parquet", "PAR1....PAR1"))).Message;
        message.ShouldContain("found a Parquet file, which is not read; convert it, for example with: python -c \"import pyarrow.parquet");
        Should.Throw<InvalidInputException>(() => RecordingFormats.Open(_folder.Write("a.csv", "PAR1....PAR1"))).Message.ShouldContain("Parquet");
    }

    [Fact]
    public void A_table_of_a_file_with_one_is_refused() =>
        Should.Throw<InvalidInputException>(() => RecordingFormats.Open(_folder.Write("a.csv", "time,unit\n1,2\n"), new ReadOptions { Table = "units" }))
            .Message.ShouldEndWith("a.csv: found table \"units\" asked for, expected none: a text table has one table.");

    [Fact]
    public void A_message_is_one_line_whatever_the_file_holds() =>
        new InvalidInputException("found \"a\r\nb\0\"").Message.ShouldBe("found \"a b\uFFFD\"");

    private async Task<string> WriteAsync(string name, double[] times, uint[] units)
    {
        string path = _folder.File(name);
        if (name.EndsWith(".npy", StringComparison.Ordinal))
        {
            await NpyTests.WriteArrayAsync(path, "<f8", times);
            await NpyTests.WriteArrayAsync(_folder.File("a_unit.npy"), "<u4", units);
            return path;
        }

        if (name.EndsWith(".csv", StringComparison.Ordinal))
            return _folder.Write(name, "time,unit\n" + string.Concat(times.Zip(units, (time, unit) => FormattableString.Invariant($"{time},{unit}\n"))));
        await Made.WriteAsync(path, SpikesSchema.Batch(SpikesSchema.Create(), times, units));
        return path;
    }
}
