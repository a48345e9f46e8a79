using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

/// <summary>What every reader of spikes must do, whatever its format: a new format inherits these tests.</summary>
public abstract class ReaderSuite
{
    private const int Rows = 20_011;

    /// <summary>Writes spikes in the format under test.</summary>
    /// <returns>The file to open, and how to open it.</returns>
    internal abstract Task<(string Path, ReadOptions Options)> WriteAsync(TemporaryFolder folder, RecordBatch spikes);

    /// <summary>The filter that chooses units by their numbers, where ids of the format are not these.</summary>
    private protected virtual string Filter(string units, IReadOnlyList<uint> chosen) => units;

    /// <summary>Name of a unit in the format.</summary>
    private protected virtual string NameOf(uint unit) => unit.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>How many damaged files are read.</summary>
    internal virtual int Damages => 400;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(65_536)]
    public async Task Batches_have_the_asked_size_and_the_same_rows_whatever_it_is(int batchRows)
    {
        using var folder = new TemporaryFolder();
        RecordBatch spikes = Made.SpikeBatch(Rows, 1);
        (string path, ReadOptions options) = await WriteAsync(folder, spikes);
        await using IRecordingReader reader = RecordingFormats.Open(path, options);
        List<RecordBatch> batches = await Made.ReadAsync(reader, 0, batchRows);
        batches.SkipLast(1).ShouldAllBe(batch => batch.Length == batchRows);
        Made.Rows(batches).ShouldBe(Made.Rows([spikes]));
        reader.Kind.ShouldBe(RecordingKind.Spikes);
        if (reader.RowCount is { } count) count.ShouldBe(Rows);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9_999)]
    [InlineData(Rows - 1)]
    [InlineData(Rows)]
    [InlineData(Rows + 5)]
    public async Task Reading_from_a_row_is_skipping_the_rows_before_it(int firstRow)
    {
        using var folder = new TemporaryFolder();
        RecordBatch spikes = Made.SpikeBatch(Rows, 2);
        (string path, ReadOptions options) = await WriteAsync(folder, spikes);
        (await Made.ReadSpikesAsync(path, options, firstRow, 1000)).ShouldBe(Made.Rows([spikes]).Skip(firstRow).ToList());
    }

    [Theory]
    [InlineData(null, 50.0, 0)]
    [InlineData(50.0, 120.5, 0)]
    [InlineData(50.0, 120.5, 777)]
    [InlineData(199.0, null, 3)]
    [InlineData(1e6, 2e6, 0)]
    public async Task A_window_is_the_rows_from_its_start_until_before_its_stop(double? start, double? stop, int firstRow)
    {
        using var folder = new TemporaryFolder();
        RecordBatch spikes = Made.SpikeBatch(Rows, 5, places: 1);
        (string path, ReadOptions options) = await WriteAsync(folder, spikes);
        List<(double Time, uint Unit)> expected = [.. Made.Rows([spikes]).Where(row => !(row.Time < start) && !(row.Time >= stop)).Skip(firstRow)];
        ReadOptions windowed = options with { Start = start, Stop = stop };
        foreach (int batchRows in (int[])[7, 1000, 65_536])
            (await Made.ReadSpikesAsync(path, windowed, firstRow, batchRows)).ShouldBe(expected);
        await using IRecordingReader reader = RecordingFormats.Open(path, windowed);
        if (reader.RowCount is { } count) count.ShouldBe(expected.Count + firstRow);
    }

    [Theory]
    [InlineData("3, 7-12, 999", null, 0)]
    [InlineData("id in [5, 1, 3] or id > 996", 20.0, 11)]
    public async Task Chosen_units_are_numbered_anew_and_the_rest_is_left_out(string units, double? start, int firstRow)
    {
        using var folder = new TemporaryFolder();
        RecordBatch spikes = Made.SpikeBatch(Rows, 6);
        (string path, ReadOptions options) = await WriteAsync(folder, spikes);
        uint[] chosen = units[0] == '3' ? [3, 7, 8, 9, 10, 11, 12, 999] : [1, 3, 5, 997, 998, 999];
        List<(double Time, uint Unit)> expected =
        [
            .. Made.Rows([spikes]).Where(row => chosen.Contains(row.Unit) && !(row.Time < start))
                .Select(row => (row.Time, (uint)System.Array.IndexOf(chosen, row.Unit))).Skip(firstRow),
        ];
        expected.ShouldNotBeEmpty();
        ReadOptions filtered = options with { Units = Filter(units, chosen), Start = start };
        foreach (int batchRows in (int[])[7, 65_536])
            (await Made.ReadSpikesAsync(path, filtered, firstRow, batchRows)).ShouldBe(expected);
        await using IRecordingReader reader = RecordingFormats.Open(path, filtered);
        SpikesSchema.Describe(reader.Schema).UnitNames.ShouldBe(chosen.Select(NameOf));
    }

    [Fact]
    public async Task A_recording_without_spikes_gives_no_batch()
    {
        using var folder = new TemporaryFolder();
        (string path, ReadOptions options) = await WriteAsync(folder, Made.SpikeBatch(0, 1));
        (await Made.ReadSpikesAsync(path, options)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Damaged_files_are_read_or_refused_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        (string path, ReadOptions options) = await WriteAsync(folder, Made.SpikeBatch(300, 3));
        string file = Directory.Exists(path) ? Directory.GetFiles(path).Order(StringComparer.Ordinal).First(name => new FileInfo(name).Length > 0) : path;
        byte[] whole = await File.ReadAllBytesAsync(file);
        var random = new Random(4);
        for (int round = 0; round < Damages; round++)
        {
            byte[] damaged = round % 4 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            for (int hit = 0; hit < 1 + round % 5 && damaged.Length > 0 && round % 4 != 0; hit++)
                damaged[random.Next(round % 2 == 0 ? damaged.Length : Math.Min(damaged.Length, 600))] = (byte)random.Next(256);
            await File.WriteAllBytesAsync(file, damaged);
            try
            {
                await Made.ReadSpikesAsync(path, options);
            }
            catch (InvalidInputException refusal)
            {
                refusal.Message.ShouldNotContain('\n');
            }
        }
    }
}
