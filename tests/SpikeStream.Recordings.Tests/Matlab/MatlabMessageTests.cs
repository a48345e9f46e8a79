namespace SpikeStream.Recordings.Tests;

/// <summary>What is wrong with a MATLAB file, or left open, is told in one line.</summary>
public sealed class MatlabMessageTests : IDisposable
{
    private static readonly byte[] Empty = MatlabMade.Numbers(string.Empty, 0, 0);

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notices = [];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(MatlabGolden.Versions), MemberType = typeof(MatlabGolden))]
    public async Task Of_several_candidates_none_is_guessed(string version)
    {
        string refusal = await Made.RefusalAsync(MatlabGolden.File(version));
        refusal.ShouldContain("and others, which may all be spikes, among ");
        refusal.ShouldContain("trains 1x4 cell");
        refusal.ShouldContain("counts 6x3 int32");
        refusal.ShouldEndWith("expected one: name it in the setting table.");
        (await Made.RefusalAsync(MatlabGolden.File(version), new ReadOptions { Kind = RecordingKind.Series, BinWidth = BinWidth.Parse("1 ms") })).ShouldContain("which may all be series, among ");
    }

    [Theory]
    [InlineData("train", "table \"train\": found no variable \"train\", expected one of: ")]
    [InlineData("trains{5}", "table \"trains{5}\": found the index 5 of 1x4 cell at trains, expected one within it, counted from 1.")]
    [InlineData("grid{3,1}", "table \"grid{3,1}\": found the index 3,1 of 2x2 cell at grid, expected one within it")]
    [InlineData("counts{1}", "table \"counts{1}\": found 6x3 int32 at counts, expected a cell array for the index 1.")]
    [InlineData("counts.x", "table \"counts.x\": found 6x3 int32 at counts, expected a struct with the field x.")]
    [InlineData("trains{1", "table \"trains{1\": found an index that is not closed or stands alone, expected a variable such as")]
    [InlineData("a..b", "table \"a..b\": found no variable \"a\"")]
    [InlineData("'", "table \"'\": found nothing, expected a variable such as")]
    [InlineData("lfp", "lfp: found 40x2 double, expected a vector of spike times.", RecordingKind.Spikes)]
    [InlineData("direction", "direction: found 3x1 uint8, which does not say what it is, expected the setting kind: spikes, counts, series or trials.")]
    [InlineData("volume", "volume: found 2x3x4 double, which does not say what it is")]
    [InlineData("volume", "volume: found 2x3x4 double, expected a matrix of numbers with a row per bin or sample.", RecordingKind.Counts)]
    [InlineData("counts", "counts: found a matrix that does not say the time between its rows, expected the setting binWidth (--bin-width), such as \"1 ms\", or a vector of times in the setting columns, such as { \"time\": \"t\" } (--column time=t).")]
    [InlineData("counts", "found kind scores asked for, expected spikes, counts, series or trials of a MATLAB file.", RecordingKind.Scores)]
    [InlineData("trains", "trains: found 1x4 cell, expected structs with the fields of trials.", RecordingKind.Trials)]
    public async Task What_a_setting_names_is_found_or_told(string table, string expected, RecordingKind? kind = null)
    {
        foreach (string version in (string[])["v7", "v7.3"])
            (await Made.RefusalAsync(MatlabGolden.File(version), new ReadOptions { Table = table, Kind = kind })).ShouldContain($"{MatlabGolden.File(version)}: {expected}");
    }

    [Theory]
    [InlineData("neurons.depth", "table \"neurons.depth\": found no field \"depth\" in neurons, expected one of: id, spikeTimes, region, isGood, waveform.")]
    [InlineData("blocks", "blocks: found 1x1 struct (start_time, end_time, rewarded, kind), expected a field time, times, timestamps or spiketimes.", RecordingKind.Spikes)]
    [InlineData("session", "session: found 1x1 struct (name, sorted), expected a field time, times, timestamps or spiketimes.")]
    [InlineData("neurons", "neurons: found 1x3 struct (id, spikeTimes, region, isGood, waveform), expected a matrix of numbers", RecordingKind.Series)]
    public async Task Fields_are_listed_in_their_order(string table, string expected, RecordingKind? kind = null) =>
        (await Made.RefusalAsync(MatlabGolden.File("v7"), new ReadOptions { Table = table, Kind = kind })).ShouldContain($"{MatlabGolden.File("v7")}: {expected}");

    [Theory]
    [InlineData("unit", "direction", "direction: found 3 units, expected 4, one for each time of events.time.")]
    [InlineData("unit", "counts", "counts: found 6x3 int32, expected a vector of units: whole numbers.")]
    [InlineData("unit", "events.cluster", "columns unit \"events.cluster\": found no field \"cluster\" in events, expected one of: time, unit.")]
    [InlineData("time", "lfp", "lfp: found 40x2 double, expected a vector of spike times.")]
    public async Task Two_vectors_must_fit(string role, string name, string expected)
    {
        Dictionary<string, string> columns = new() { ["time"] = "events.time", ["unit"] = "events.unit" };
        columns[role] = name;
        (await Made.RefusalAsync(MatlabGolden.File("v7"), new ReadOptions { Columns = columns })).ShouldContain(expected);
    }

    [Theory]
    [InlineData("direction", "direction: found 3x1 uint8, expected a vector of 6 times, one per row; where rows and columns of the matrix are the other way round, add an apostrophe to its name, such as train'.")]
    [InlineData("t", "t: row 0: found time -2 s, expected the start of a bin: a multiple of 3 s.")]
    public async Task Times_of_bins_must_fit(string time, string expected)
    {
        ReadOptions options = new() { Table = "counts", BinWidth = BinWidth.Parse("3 s"), TimeUnit = SpikeTimeUnit.Seconds, Columns = new Dictionary<string, string> { ["time"] = time } };
        (await Made.RefusalAsync(MatlabGolden.File("v6"), options)).ShouldContain(expected);
    }

    [Theory]
    [InlineData("others-v7")]
    [InlineData("others-v7.3")]
    public async Task Classes_that_are_not_read_are_refused_by_name(string name)
    {
        (await Made.RefusalAsync(MatlabGolden.File(name))).ShouldContain("found no spikes in ");
        (await Made.RefusalAsync(MatlabGolden.File(name), new ReadOptions { Table = "weights", Kind = RecordingKind.Counts })).ShouldContain("sparse double, expected a matrix of numbers");
        (await Made.RefusalAsync(MatlabGolden.File(name), new ReadOptions { Table = "spectrum", Kind = RecordingKind.Spikes })).ShouldContain("spectrum: found 1x2 complex double, expected a vector of spike times.");
    }

    [Fact]
    public async Task Objects_and_functions_are_refused_by_name()
    {
        string path = await WriteAsync(MatlabMade.Array(3, "filter", 1, 1, MatlabMade.Element(1, "dfilt"u8.ToArray())), MatlabMade.Array(16, "f", 1, 1, []), MatlabMade.Vector("x", 1, 2));
        (await Made.RefusalAsync(path)).ShouldContain("found no spikes in filter 1x1 object of class dfilt, f 1x1 function handle, x 2x1 double, expected cells or structs");
    }

    [Fact]
    public async Task Version_4_is_refused_by_name()
    {
        RecordingFormats.Find(MatlabGolden.File("v4")).Name.ShouldBe("matlab");
        (await Made.RefusalAsync(MatlabGolden.File("v4"))).ShouldBe($"{MatlabGolden.File("v4")}: found a file of MATLAB version 4, which is not read, expected version 5 to 7.3: load it in MATLAB or Octave and save it with -v7.");
    }

    [Fact]
    public async Task Versions_are_known_by_their_content_and_HDF5_after_another_block_is_none()
    {
        string plain = _folder.File("recording");
        foreach (string version in MatlabGolden.Names)
        {
            File.Copy(MatlabGolden.File(version), plain, overwrite: true);
            RecordingFormats.Find(plain).Name.ShouldBe("matlab");
            (await Made.ReadSpikesAsync(plain, new ReadOptions { Table = "trains" })).Count.ShouldBe(6);
            (await Made.RefusalAsync(plain, new ReadOptions { Format = "nwb" })).ShouldContain("found a MATLAB file, expected an NWB file because the format is stated as nwb");
        }

        byte[] other = await File.ReadAllBytesAsync(MatlabGolden.File("v7.3"));
        other.AsSpan(0, 128).Clear();
        await File.WriteAllBytesAsync(plain, other);
        RecordingFormats.Find(plain).Name.ShouldBe("nwb");
        byte[] damaged = await File.ReadAllBytesAsync(MatlabGolden.File("v7"));
        damaged[126] = 0;
        await File.WriteAllBytesAsync(_folder.File("a.mat"), damaged);
        (await Made.RefusalAsync(_folder.File("a.mat"))).ShouldEndWith("found a damaged header, expected that of MATLAB version 5 to 7.3.");
    }

    [Theory]
    [InlineData(new[] { 1.0, 3, 2 }, "spikes{2}: unit 1, spike 2: found 2 s after 3 s, expected times that do not decrease; sort them with repair.", 4)]
    [InlineData(new[] { 1.0, double.NaN }, "spikes{2}: unit 1, spike 1: found the time NaN, expected a finite time in s from 0 on; leave such spikes out with repair.", 2)]
    [InlineData(new[] { -1.0, 5 }, "spikes{2}: unit 1, spike 0: found the time -1, expected a finite time in s from 0 on; leave such spikes out with repair.", 2)]
    public async Task Faults_of_trains_are_told_and_mended_on_demand(double[] train, string expected, int kept)
    {
        string path = await WriteAsync(MatlabMade.Compress(MatlabMade.Cells("spikes", MatlabMade.Vector(string.Empty, 0.5), MatlabMade.Vector(string.Empty, train))));
        (await Made.RefusalAsync(path)).ShouldBe($"{path}: {expected}");
        List<(double Time, uint Unit)> spikes = await Made.ReadSpikesAsync(path, new ReadOptions { Repair = true, Notice = _notices.Add });
        spikes.Count.ShouldBe(kept);
        spikes.ShouldBe(spikes.OrderBy(spike => spike.Time).ToList());
        _notices.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Faults_of_two_vectors_are_told_and_mended_on_demand()
    {
        string path = await WriteAsync(MatlabMade.Vector("spiketimes", 1, 3, 2), MatlabMade.Vector("unit", 4, 4, 2));
        (await Made.RefusalAsync(path)).ShouldBe($"{path}: spiketimes: row 2: found time 2 s after 3 s, expected times that do not decrease; sort them with repair.");
        (await Made.ReadSpikesAsync(path, new ReadOptions { Repair = true, Notice = _notices.Add })).ShouldBe([(1, 1u), (2, 0u), (3, 1u)]);
        _notices.ShouldHaveSingleItem().ShouldContain("sorted 3 spikes by time");
        path = await WriteAsync(MatlabMade.Vector("spiketimes", 1, 2), MatlabMade.Vector("unit", 4, 4.5));
        (await Made.RefusalAsync(path)).ShouldBe($"{path}: unit: row 1: found the unit 4.5, expected a whole number.");
        (await Made.RefusalAsync(path, new ReadOptions { Table = "unit", Columns = new Dictionary<string, string> { ["unit"] = "unit", ["time"] = "none" } })).ShouldContain("columns time \"none\": found no variable \"none\"");
    }

    [Fact]
    public async Task Ids_of_structs_that_are_not_distinct_are_no_ids()
    {
        byte[] Unit(double time) => MatlabMade.Struct(string.Empty, ("times", MatlabMade.Vector(string.Empty, time, time + 1)), ("id", MatlabMade.Vector(string.Empty, 7)));
        await using IRecordingReader reader = RecordingFormats.Open(await WriteAsync(MatlabMade.Cells("u", Unit(1), Unit(2))));
        UnitTable units = UnitTable.Read(reader.Schema)!;
        units.Find("id")!.Values.ShouldBe([1.0, 2.0]);
        units.Find("id_")!.Values.ShouldBe([7.0, 7.0]);
    }

    [Fact]
    public async Task Empty_cells_beside_cells_of_trains_are_no_units()
    {
        string path = await WriteAsync(MatlabMade.Cells("spikes", Empty, MatlabMade.Cells(string.Empty, MatlabMade.Vector(string.Empty, 1), Empty)));
        await using IRecordingReader reader = RecordingFormats.Open(path, new ReadOptions { Notice = _notices.Add });
        SpikesSchema.Describe(reader.Schema).UnitNames.ShouldBe(["{2}{1}", "{2}{2}"]);
        _notices.ShouldBe([$"{path}: spikes: left out 1 empty cells, which hold no unit"]);
    }

    [Fact]
    public async Task A_struct_of_a_series_is_not_taken_for_spikes()
    {
        string path = await WriteAsync(MatlabMade.Struct("pos", ("time", MatlabMade.Vector(string.Empty, 1, 2, 3)), ("x", MatlabMade.Vector(string.Empty, 4, 5, 6))));
        (await Made.RefusalAsync(path)).ShouldContain("found no spikes in pos 1x1 struct (time, x)");
        await using IRecordingReader reader = RecordingFormats.Open(path, new ReadOptions { Table = "pos", Kind = RecordingKind.Series });
        SeriesSchema.Times((await Made.ReadAsync(reader))[0]).ToArray().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Cells_of_other_things_are_told_with_their_place()
    {
        string path = await WriteAsync(MatlabMade.Cells("spikes", MatlabMade.Vector(string.Empty, 1, 2), MatlabMade.Numbers(string.Empty, 2, 2, 1, 2, 3, 4)));
        (await Made.RefusalAsync(path, new ReadOptions { Table = "spikes" })).ShouldBe($"{path}: spikes: found 2x2 double at {{2}}, expected a vector of spike times.");
        (await Made.RefusalAsync(path, new ReadOptions { Table = "spikes{1}", Kind = RecordingKind.Spikes, UnitNames = ["a", "b"] })).ShouldContain("found 2 unit names, expected 1, one per unit.");
    }

    [Fact]
    public async Task Damage_is_told_with_its_place()
    {
        byte[] whole = MatlabMade.File(MatlabMade.Vector("spiketimes", 1, 2, 3));
        (await RefusalOfAsync(whole[..^8])).ShouldContain("at 128, expected at most the ");
        (await RefusalOfAsync([.. whole, 1, 2, 3])).ShouldContain("found 3 bytes at ");
        (await RefusalOfAsync(MatlabMade.File(MatlabMade.Vector("spiketimes", 1, 2), MatlabMade.Vector("spiketimes", 1, 2)))).ShouldEndWith("found the variable spiketimes twice, expected each once: the file is damaged.");
        (await RefusalOfAsync(MatlabMade.File(MatlabMade.Element(9, new byte[16])))).ShouldContain("found a data element of type 9 at 136, expected an array: the file is damaged.");
        (await RefusalOfAsync(MatlabMade.File(MatlabMade.Array(99, "x", 1, 1, [])))).ShouldContain("found an array of class 99 at 136, expected one that MATLAB has");
        (await RefusalOfAsync(MatlabMade.File(MatlabMade.Array(1, "x", 100_000, 100_000, [])))).ShouldContain("found a cell or struct array of 100000x100000 at ");
        (await RefusalOfAsync(MatlabMade.File(MatlabMade.Array(6, "x", 3, -1, [])))).ShouldContain("found the dimension -1 at ");
        (await RefusalOfAsync(MatlabMade.File(MatlabMade.Array(6, "x", 3, 1, MatlabMade.Element(9, new byte[16]))))).ShouldContain("found 16 bytes of type 9 at 192, expected the numbers of an array 3x1 double: the file is damaged.");
        byte[] packed = MatlabMade.Compress(MatlabMade.Vector("spiketimes", [.. Enumerable.Range(0, 1000).Select(i => i * 0.37)]));
        (await RefusalOfAsync(MatlabMade.File([15, 0, 0, 0, 8, 0, 0, 0, .. packed[8..16]]))).ShouldContain("expected more: the file is cut off or damaged.");
        packed[^1] ^= 1;
        (await RefusalOfAsync(MatlabMade.File(packed))).ShouldContain("found compressed data that cannot be inflated");
    }

    [Fact]
    public async Task Arrays_within_too_many_others_and_numbers_beyond_memory_are_refused()
    {
        byte[] nested = MatlabMade.Vector(string.Empty, 1);
        for (int depth = 0; depth < 70; depth++) nested = MatlabMade.Cells(depth == 69 ? "x" : string.Empty, nested);
        (await RefusalOfAsync(MatlabMade.File(nested))).ShouldContain("found arrays within more than 64 others, expected fewer.");
        byte[] header = MatlabMade.Vector("spiketimes", new double[20_000]);
        // A promise of 1.6 GB that deflate could keep.
        byte[] packed = MatlabMade.Compress(Promise(header, 200_000_000));
        (await RefusalOfAsync(MatlabMade.File([.. BitConverter.GetBytes(15), .. BitConverter.GetBytes(1_700_000), .. packed[8..], .. new byte[1_700_000 - packed.Length + 8]]))).ShouldContain(
            "found 200000000 numbers in compressed variables, which are held in memory, expected at most 134217728: save them with -v7.3");
    }

    private static byte[] Promise(byte[] vector, int rows)
    {
        byte[] more = [.. vector];
        BitConverter.GetBytes(1_600_000_000 + (vector.Length - 8 - (20_000 * 8))).CopyTo(more, 4);
        BitConverter.GetBytes(rows).CopyTo(more, 32);
        BitConverter.GetBytes(1_600_000_000).CopyTo(more, vector.Length - (20_000 * 8) - 4);
        return more;
    }

    private async Task<string> RefusalOfAsync(byte[] content)
    {
        await File.WriteAllBytesAsync(_folder.File("a.mat"), content);
        string refusal = await Made.RefusalAsync(_folder.File("a.mat"));
        refusal.ShouldStartWith($"{_folder.File("a.mat")}: ");
        return refusal;
    }

    private async Task<string> WriteAsync(params byte[][] variables)
    {
        await File.WriteAllBytesAsync(_folder.File("a.mat"), MatlabMade.File(variables));
        return _folder.File("a.mat");
    }
}
