using SpikeStream.Recordings;

namespace SpikeStream.Cli.Tests;

/// <summary>Recordings become NWB files by convert, with all their tables.</summary>
public sealed class NwbVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Spikes_become_a_file_that_gives_the_same_spikes_again()
    {
        const string Spikes = "time,unit\n0.5,3\n1,7\n1.25,3\n2.5,3\n";
        string csv = _folder.Write("spikes.csv", Spikes);
        Invocation conversion = Invocation.Run("convert", csv, _folder["a.nwb"], "--session-start", "2026-01-31T09:30:00+01:00");
        conversion.ShouldSucceed().ShouldBe($"{_folder["a.nwb"]}: 4 rows of spikes\n");
        conversion.Errors.ShouldBeEmpty();
        Invocation.Run("convert", _folder["a.nwb"], _folder["again.csv"], "--quiet").ShouldSucceed();
        File.ReadAllText(_folder["again.csv"]).ShouldBe(Spikes);
        Invocation.Run("convert", csv, _folder["b.nwb"]).Errors.ShouldBe($"warning: {_folder["b.nwb"]}: NWB needs the time at which the session began, which the recording does not say: wrote 1970-01-01T00:00:00+00:00; state it with sessionStart (--session-start)\n");
        Invocation.Run("convert", csv, _folder["c.nwb"], "--session-start", "2026").ShouldRefuse("--session-start: found \"2026\", expected a date and time with its zone, such as 2026-01-31T09:30:00+01:00.");
        _folder.Files.ShouldBe(["a.nwb", "again.csv", "b.nwb", "spikes.csv"]);
    }

    [Fact]
    public void All_tables_of_a_recording_become_one_file_and_are_copied_whole()
    {
        Directory.CreateDirectory(_folder["set"]);
        _folder.Write("set/stimuli.csv", "0\n45\n90\n");
        _folder.Write("set/responses.csv", "1,2\n3,4\n5,6\n");
        Invocation.Run("convert", _folder["set"], _folder["a.nwb"], "--quiet").ShouldSucceed()
            .ShouldBe($"{_folder["a.nwb"]}: 3 rows of counts (counts)\n{_folder["a.nwb"]}: 3 rows of trials (trials)\n");
        Tables("a.nwb").ShouldBe([new("intervals/trials", RecordingKind.Trials), new("processing/ecephys/counts", RecordingKind.Series)]);
        Invocation.Run("convert", _folder["a.nwb"], _folder["b.nwb"], "--quiet").ShouldSucceed();
        Tables("b.nwb").ShouldBe(Tables("a.nwb"));
        Invocation.Run("convert", _folder["a.nwb"], _folder["c.nwb"], "--kind", "trials", "--quiet").ShouldSucceed().ShouldBe($"{_folder["c.nwb"]}: 3 rows of trials\n");
        Tables("c.nwb").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_conversion_that_is_interrupted_leaves_nothing()
    {
        Directory.CreateDirectory(_folder["set"]);
        _folder.Write("set/stimuli.csv", "0\n45\n90\n");
        _folder.Write("set/responses.csv", "1,2\n3,4\n5,6\n");
        string csv = _folder.Write("spikes.csv", "time,unit\n0.5,3\n");
        foreach (string input in (string[])[csv, _folder["set"]])
        {
            using StringWriter output = new();
            using StringWriter errors = new();
            using CommandEnvironment environment = new() { Output = output, Error = errors, Interruption = new Interruption() };
            environment.Interruption.Request();
            (await CommandLine.RunAsync(["convert", input, _folder["a.nwb"]], environment)).ShouldBe(130);
            _folder.Files.ShouldBe(["spikes.csv"]);
        }
    }

    private IReadOnlyList<RecordingTable> Tables(string name) => RecordingFormats.Tables(_folder[name]);
}
