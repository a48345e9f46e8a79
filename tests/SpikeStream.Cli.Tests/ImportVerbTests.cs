using System.Security.Cryptography;
using System.Text;
using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Tests;

public sealed class ImportVerbTests : IDisposable
{
    private const string Spikes = "time,unit\n0.5,3\n1,7\n1.25,3\n2.5,9\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_archive_holds_the_spikes_and_what_they_were_made_of()
    {
        string csv = _folder.Write("spikes.csv", Spikes);
        Invocation.Run("import", csv, _folder["archive.arrow"]).ShouldSucceed().ShouldBe($"{_folder["archive.arrow"]}: 4 rows of spikes\n");
        _folder.Files.ShouldBe(["archive.arrow", "spikes.csv"]);
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Spikes)));
        RecordingMetadata.Find(Open("archive.arrow").Schema, RecordingMetadata.Sources).ShouldBe($"[{{\"path\":\"{csv}\",\"bytes\":{Spikes.Length},\"sha256\":\"{sha256}\"}}]");
        Invocation.Run("convert", _folder["archive.arrow"], _folder["again.csv"]).ShouldSucceed();
        File.ReadAllText(_folder["again.csv"]).ShouldBe(Spikes);
    }

    [Fact]
    public void Every_table_of_a_recording_has_an_archive_or_none_has()
    {
        Directory.CreateDirectory(_folder["set"]);
        _folder.Write("set/stimuli.csv", "0\n45\n90\n");
        _folder.Write("set/responses.csv", "1,2\n3,4\n5,6\n");
        Invocation.Run("import", _folder["set"], _folder["a.arrow"], "--units", "1").ShouldSucceed()
            .ShouldBe($"{_folder["a.arrow"]}: 3 rows of counts\n{_folder["a.trials.arrow"]}: 3 rows of trials\n");
        CountsSchema.Describe(Open("a.arrow").Schema).UnitNames.ShouldBe(["1"]);
        RecordingMetadata.Find(Open("a.trials.arrow").Schema, RecordingMetadata.Sources)!.ShouldContain("responses.csv");
        Invocation.Run("info", _folder["set"]).ShouldSucceed().ShouldContain("\ntables\n  counts  counts\n  trials  trials\n");

        _folder.Write("b.trials.arrow", "precious");
        Invocation.Run("import", _folder["set"], _folder["b.arrow"]).ShouldRefuse($"{_folder["b.trials.arrow"]}: the file exists; replace it with --overwrite, or name another");
        _folder.Files.ShouldBe(["a.arrow", "a.trials.arrow", "b.trials.arrow"]);
        Invocation.Run("verify", _folder["set"]).ShouldSucceed().ShouldContain("trials            3 rows of trials");
    }

    [Fact]
    public void A_window_and_some_units_are_imported_alone()
    {
        string csv = _folder.Write("spikes.csv", Spikes);
        Invocation.Run("import", csv, _folder["a.arrow"], "--start", "1 s", "--stop", "2500 ms", "--units", "3, 7").ShouldSucceed().ShouldEndWith(": 2 rows of spikes\n");
        SpikesSchema.Description spikes = SpikesSchema.Describe(Open("a.arrow").Schema);
        spikes.UnitNames.ShouldBe(["3", "7"]);
        spikes.Window.ShouldBe(new ObservationWindow(1, 2.5));
    }

    [Fact]
    public void An_archive_that_is_there_is_replaced_only_on_demand()
    {
        string csv = _folder.Write("spikes.csv", Spikes);
        string archive = _folder.Write("a.arrow", "precious");
        Invocation.Run("import", csv, archive).ShouldRefuse($"{archive}: the file exists; replace it with --overwrite, or name another");
        File.ReadAllText(archive).ShouldBe("precious");
        Invocation.Run("import", csv, archive, "--overwrite").ShouldSucceed();
        Invocation.Run("import", csv, _folder["a.csv"]).ShouldRefuse($"{_folder["a.csv"]}: found no .arrow at its end, expected the name of an Arrow file");
    }

    [Fact]
    public void A_recording_that_breaks_off_leaves_no_archive()
    {
        string csv = _folder.Write("spikes.csv", "time,unit\n0.5,3\n0.4,7\n");
        Invocation.Run("import", csv, _folder["a.arrow"]).ExitCode.ShouldBe(2);
        _folder.Files.ShouldBe(["spikes.csv"]);
        Invocation repaired = Invocation.Run("import", csv, _folder["a.arrow"], "--repair");
        repaired.ShouldSucceed().ShouldEndWith(": 2 rows of spikes\n");
        repaired.Errors.ShouldBe($"warning: {csv}: sorted 2 spikes by time, 1 of which came before the one before them\n");
    }

    [Fact]
    public async Task An_import_that_is_interrupted_leaves_no_archive_and_says_130()
    {
        string csv = _folder.Write("spikes.csv", Spikes);
        using StringWriter output = new();
        using StringWriter errors = new();
        using CommandEnvironment environment = new() { Output = output, Error = errors, Interruption = new Interruption() };
        environment.Interruption.Request();
        (await CommandLine.RunAsync(["import", csv, _folder["a.arrow"]], environment)).ShouldBe(130);
        _folder.Files.ShouldBe(["spikes.csv"]);
    }

    [Fact]
    public void What_a_text_table_cannot_hold_is_told_on_conversion()
    {
        WriteSession("session.arrow");
        Invocation conversion = Invocation.Run("convert", _folder["session.arrow"], _folder["a.csv"]);
        conversion.ShouldSucceed();
        conversion.Errors.ShouldBe($"warning: {_folder["a.csv"]}: its format does not hold: properties of units, names of units, stretches of observation, start and stop of the observation, facts of the session\n");
        Invocation whole = Invocation.Run("convert", _folder["session.arrow"], _folder["b.arrows"]);
        whole.Errors.ShouldBeEmpty();
        UnitTable.Read(Open("b.arrows").Schema)!.Count.ShouldBe(4);
    }

    [Fact]
    public void Info_tells_units_session_and_observation_in_words()
    {
        WriteSession("session.arrow");
        string[] lines = [.. Invocation.Run("info", _folder["session.arrow"]).ShouldSucceed().Split('\n').Select(line => line.TrimEnd())];
        lines.ShouldContain("units (4)");
        lines.ShouldContain("  quality  good 2, mua 1; 1 not known");
        lines.ShouldContain("  depth    from 100 to 900");
        lines.ShouldContain("session");
        lines.ShouldContain("  subject  rat 7");
        lines.ShouldContain("  observed       2 stretches, 8 s in all");
        lines.ShouldNotContain(line => line.Contains("spikestream.unit.table", StringComparison.Ordinal));
        string window = Invocation.Run("info", _folder["session.arrow"], "--start", "2 s", "--units", "quality == 'good'").ShouldSucceed();
        window.ShouldContain("rows           1\n");
        window.ShouldContain("quality  good 2\n");
        window.ShouldContain("observed from 2 s to 10 s");
    }

    [Theory]
    [InlineData("--start", "2", "--start: found \"2\", expected a duration with a unit")]
    [InlineData("--units", "quality = 1", "units 'quality = 1': character 9: found \"=\", expected == for equality.")]
    [InlineData("--table", "units", ": found table \"units\" asked for, expected none: a text table has one table.")]
    public void A_selection_that_cannot_be_read_is_one_line(string option, string value, string part)
    {
        Invocation run = Invocation.Run("info", _folder.Write("spikes.csv", Spikes), option, value);
        run.ExitCode.ShouldBe(2);
        run.Errors.ShouldContain(part);
        run.Errors.Count(character => character == '\n').ShouldBe(1);
    }

    private void WriteSession(string name)
    {
        UnitTable table = new(
        [
            new("id", [3.0, 4.0, 5.0, 6.0]), new("quality", ["good", "mua", null, "good"]), new("depth", [100.0, 200.0, 300.0, 900.0]),
        ]);
        Schema schema = RecordingMetadata.With(
            SpikesSchema.Create(["3", "4", "5", "6"], new ObservationWindow(0, 10)),
            [
                .. new Observation([new(0, 4), new(6, 10)], null).ToMetadata(),
                new(RecordingMetadata.UnitTable, table.ToJson()),
                new(RecordingMetadata.Session, "{\"subject\":\"rat 7\"}"),
            ]);
        IRecordingWriter writer = RecordingFormats.Create(_folder[name], schema);
        writer.WriteAsync(SpikesSchema.Batch(schema, [1, 2, 3, 7], [0u, 1, 2, 3]), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        writer.CompleteAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        writer.Commit();
    }

    private IRecordingReader Open(string name) => RecordingFormats.Open(_folder[name]);
}
