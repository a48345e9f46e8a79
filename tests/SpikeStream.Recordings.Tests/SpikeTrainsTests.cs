using System.Globalization;
using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

/// <summary>Folders with a text file per unit.</summary>
public sealed class SpikeTrainsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Folder => _folder.File(string.Empty);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Units_are_the_files_in_the_order_in_which_people_count()
    {
        Write(("unit10.txt", "0.5\n2\n"), ("unit2.txt", "0.25\r\n0.5\r\n"), ("unit02b.csv", ""), ("notes.md", "not a train"), (".hidden.txt", "x"));
        await using IRecordingReader reader = RecordingFormats.Open(Folder);
        reader.Format.ShouldBe("spike-trains");
        SpikesSchema.Describe(reader.Schema).UnitNames.ShouldBe(["unit2", "unit02b", "unit10"]);
        Made.Rows(await Made.ReadAsync(reader, 0, 2)).ShouldBe([(0.25, 0u), (0.5, 0u), (0.5, 2u), (2, 2u)]);
        Made.Rows(await Made.ReadAsync(reader, 3, 2)).ShouldBe([(2, 2u)]);
    }

    [Fact]
    public async Task Headers_and_settings_tell_the_unit_of_measure()
    {
        Write(("a.tsv", "time_ms\n250\n500.5\n"), ("b.tsv", "t\n0.3\n"));
        (await Made.ReadSpikesAsync(Folder)).ShouldBe([(0.25, 0u), (0.3, 1u), (0.5005, 0u)]);
        Write(("a.tsv", "30000\n45000\n"), ("b.tsv", "15000\n"));
        (await Made.ReadSpikesAsync(Folder, new ReadOptions { SampleRate = 30_000 })).ShouldBe([(0.5, 1u), (1, 0u), (1.5, 0u)]);
    }

    [Fact]
    public async Task One_column_of_a_file_alone_is_one_unit()
    {
        string path = _folder.Write("neuron 7.txt", "0.25\n0.5\n");
        await using IRecordingReader reader = RecordingFormats.Open(path);
        SpikesSchema.Describe(reader.Schema).UnitNames.ShouldBe(["neuron 7"]);
        Made.Rows(await Made.ReadAsync(reader)).ShouldBe([(0.25, 0u), (0.5, 0u)]);
    }

    [Fact]
    public async Task Names_can_be_stated_and_units_chosen()
    {
        Write(("1.txt", "0.5\n"), ("2.txt", "0.75\n"));
        (await Made.ReadSpikesAsync(Folder, new ReadOptions { Units = "id == 2" })).ShouldBe([(0.75, 0u)]);
        await using IRecordingReader reader = RecordingFormats.Open(Folder, new ReadOptions { UnitNames = ["E", "I"] });
        SpikesSchema.Describe(reader.Schema).UnitNames.ShouldBe(["E", "I"]);
        (await Made.RefusalAsync(Folder, new ReadOptions { UnitNames = ["E"] })).ShouldBe($"{Folder}: unitNames: found 1 names, expected 2, one for each file.");
    }

    [Fact]
    public async Task What_goes_with_the_trains_is_left_out_and_told()
    {
        Write(("1.txt", "0.5\n"), ("README.txt", "Trains of units."));
        List<string> notices = [];
        (await Made.ReadSpikesAsync(Folder, new ReadOptions { Notice = notices.Add })).ShouldBe([(0.5, 0u)]);
        notices.ShouldBe([$"{Folder}: left out README.txt"]);
    }

    [Theory]
    [InlineData("0.5\nabc\n", "b.txt:2:1: found \"abc\", expected a time in s, such as 1.25.")]
    [InlineData("0.5\n0,75\n", "b.txt:2:1: found 2 fields, expected one time on each line.")]
    [InlineData("0,5\n0,75\n", "b.txt:1:1: found 2 columns, expected one: a folder with a file per unit has one time on each line. Decimal commas are not read: write numbers with a dot.")]
    [InlineData("0.5\t1\n", "b.txt:1:1: found 2 columns, expected one: a folder with a file per unit has one time on each line.")]
    [InlineData("-0.5\n", "b.txt:1:1: found \"-0.5\", expected a time from 0 on, from the start of the session; leave such rows out with repair.")]
    [InlineData("0.5\nNaN\n", "b.txt:2:1: found \"NaN\", expected a finite time; leave such rows out with repair.")]
    [InlineData("0.5\n0.25\n", "b.txt:2:1: found \"0.25\", expected a time not before the previous row's 0.5 s: sort the file by time, or set order to sort (--order sort).")]
    public async Task Faults_are_told_with_their_place(string text, string expected)
    {
        Write(("a.txt", "1\n"), ("b.txt", text));
        (await Made.RefusalAsync(Folder)).ShouldBe(Path.Combine(Folder, expected));
    }

    [Fact]
    public async Task Trains_are_sorted_on_request_and_repaired_with_a_word()
    {
        Write(("a.txt", "1\n0.5\nNaN\n"), ("b.txt", "-1\n0.75\n"));
        List<string> notices = [];
        (await Made.ReadSpikesAsync(Folder, new ReadOptions { Repair = true, Notice = notices.Add })).ShouldBe([(0.5, 0u), (0.75, 1u), (1, 0u)]);
        notices.ShouldBe([$"{Folder}: sorted the spikes of 1 units by time", $"{Folder}: left out 2 spikes whose times are no finite numbers from 0 on"]);
        Write(("a.txt", "1\n0.5\n"), ("b.txt", "0.75\n"));
        (await Made.ReadSpikesAsync(Folder, new ReadOptions { Order = SpikeRowOrder.Sort })).ShouldBe([(0.5, 0u), (0.75, 1u), (1, 0u)]);
    }

    [Fact]
    public void Folders_of_other_things_are_no_trains()
    {
        Should.Throw<InvalidInputException>(() => RecordingFormats.Open(Folder)).Message.ShouldContain("found a folder that is no recording by itself");
        Should.Throw<InvalidInputException>(() => RecordingFormats.Open(Folder, new ReadOptions { Format = "spike-trains" })).Message.ShouldContain("expected a folder of text files, one list of spike times per unit because the format is stated");
        Write(("a.txt", "1\n"));
        Should.Throw<InvalidInputException>(() => RecordingFormats.Open(Folder, new ReadOptions { Kind = RecordingKind.Counts })).Message.ShouldBe($"{Folder}: found lists of spike times, expected counts as stated.");
    }

    [Fact]
    public void Mutated_trains_are_read_or_refused()
    {
        Write(("a.txt", "time\n0.5\n1\n"), ("b.txt", "0.25\n0.75\n"));
        Mutations.Survive(Path.Combine(Folder, "b.txt"), 61, [ReadOptions.Default, new() { Repair = true }, new() { Order = SpikeRowOrder.Sort }], Folder);
    }

    [Theory]
    [InlineData("a2", "a10", -1)]
    [InlineData("a10", "a10b", -1)]
    [InlineData("a01", "a1", -1)]
    [InlineData("b1", "a2", 1)]
    [InlineData("3", "3", 0)]
    public void Numbers_in_names_are_compared_as_numbers(string left, string right, int sign)
    {
        Math.Sign(NaturalOrder.Instance.Compare(left, right)).ShouldBe(sign);
        Math.Sign(NaturalOrder.Instance.Compare(right, left)).ShouldBe(-sign);
    }

    private void Write(params (string Name, string Text)[] files)
    {
        foreach ((string name, string text) in files) _folder.Write(name, text);
    }
}

/// <summary>What every reader must do, for folders with a file per unit.</summary>
public sealed class SpikeTrainsSuiteTests : ReaderSuite
{
    // Each reading opens a thousand files.
    internal override int Damages => 20;

    internal override Task<(string Path, ReadOptions Options)> WriteAsync(TemporaryFolder folder, RecordBatch spikes)
    {
        ILookup<uint, double> trains = Made.Rows([spikes]).ToLookup(row => row.Unit, row => row.Time);
        for (uint unit = 0; unit < 1000; unit++)
            folder.Write($"{unit}.txt", string.Concat(trains[unit].Select(time => time.ToString("R", CultureInfo.InvariantCulture) + "\n")));
        return Task.FromResult((folder.File(string.Empty), new ReadOptions { Format = "spike-trains" }));
    }
}
