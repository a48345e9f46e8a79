using SpikeStream.Recordings;

namespace SpikeStream.Cli.Tests;

public sealed class VerifyVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sound_recording_is_summed_up()
    {
        string csv = _folder.Write("a.csv", "time,unit\n0.5,3\n1,7\n");
        Invocation.Run("verify", csv).ShouldSucceed().ShouldBe($"""
            {csv}: sound, a text table
              spikes            2 rows of spikes
              spikes            from 0.5 s to 1 s
              duration          0.5 s (first to last spike; the file states none)
              units             2 with spikes, numbers 3 to 7

            """);
    }

    [Fact]
    public void What_is_wrong_is_told_with_what_a_repair_would_keep()
    {
        string csv = _folder.Write("a.csv", "time,unit\n0.5,3\n0.25,7\nNaN,7\n");
        Invocation verified = Invocation.Run("verify", csv);
        verified.ExitCode.ShouldBe(1);
        string[] lines = verified.Output.Split('\n');
        lines[0].ShouldBe($"{csv}: not sound, a text table");
        lines[1].ShouldStartWith($"  {csv}:3:1: found \"0.25\", expected a time not before the previous row's 0.5 s");
        lines[2].ShouldBe($"  --repair: {csv}: left out 1 spikes whose times are no finite numbers from 0 on");
        lines[3].ShouldBe($"  --repair: {csv}: sorted 2 spikes by time, 1 of which came before the one before them");
        lines[4].ShouldBe("  --repair keeps 2 rows of spikes");
    }

    [Fact]
    public void What_cannot_be_mended_is_told_too()
    {
        string csv = _folder.Write("a.csv", "time,unit\n0.5,3\nnoon,7\n");
        Invocation verified = Invocation.Run("verify", csv);
        verified.ExitCode.ShouldBe(1);
        verified.Output.ShouldContain(":3:1: found \"noon\"");
        verified.Output.ShouldEndWith("  --repair does not help\n");
    }

    [Fact]
    public async Task A_file_without_its_footer_is_saved_up_to_its_last_whole_batch()
    {
        string path = _folder["a.arrow"];
        IRecordingWriter writer = RecordingFormats.Create(path, SpikesSchema.Create(), new WriteOptions { ChunkRows = 100 });
        double[] times = [.. Enumerable.Range(0, 1000).Select(i => i / 10.0)];
        await writer.WriteAsync(SpikesSchema.Batch(SpikesSchema.Create(), times, new uint[1000]), CancellationToken.None);
        await writer.CompleteAsync(CancellationToken.None);
        writer.Commit();
        byte[] whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..(whole.Length / 2)]);

        Invocation.Run("verify", path).ExitCode.ShouldBe(1);
        string output = Invocation.Run("verify", "--repair", path, _folder["saved.arrow"]).ShouldSucceed();
        string[] lines = output.Split('\n');
        lines[0].ShouldBe($"{path}: found no footer that can be read, took the whole batches that are there");
        lines[1].ShouldMatch($"{path}: kept \\d batches of \\d00 rows in all and left out what follows: .*");
        lines[2].ShouldBe($"{path}: how long the recording went on after the rows that were kept is not known");
        lines[3].ShouldMatch($"{_folder["saved.arrow"]}: \\d00 rows of spikes");
        Invocation.Run("verify", _folder["saved.arrow"]).ShouldSucceed().ShouldStartWith($"{_folder["saved.arrow"]}: sound, an Arrow IPC file\n");
    }

    [Fact]
    public async Task A_repair_that_saves_nothing_has_failed_and_leaves_nothing()
    {
        string path = _folder["a.arrow"];
        IRecordingWriter writer = RecordingFormats.Create(path, SpikesSchema.Create());
        await writer.WriteAsync(SpikesSchema.Batch(SpikesSchema.Create(), [.. Enumerable.Range(0, 1000).Select(i => i / 10.0)], new uint[1000]), CancellationToken.None);
        await writer.CompleteAsync(CancellationToken.None);
        writer.Commit();
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..8000]);

        Invocation repair = Invocation.Run("verify", "--repair", path, _folder["saved.arrow"]);
        repair.ExitCode.ShouldBe(1);
        repair.Errors.ShouldBe($"error: {path}: found nothing that can be saved, so {_folder["saved.arrow"]} is not written\n");
        _folder.Files.ShouldBe(["a.arrow"]);
    }

    [Fact]
    public void A_recording_without_rows_is_sound_and_is_copied()
    {
        string csv = _folder.Write("a.csv", "time,unit,amplitude\n");
        Invocation.Run("verify", "--repair", csv, _folder["b.csv"]).ShouldSucceed();
        File.ReadAllText(_folder["b.csv"]).ShouldBe("time,unit\n");
    }

    [Fact]
    public void A_sound_file_is_copied_and_said_to_be_sound()
    {
        string csv = _folder.Write("a.csv", "time,unit\n0.5,3\n");
        Invocation.Run("verify", "--repair", csv, _folder["b.csv"]).ShouldSucceed().ShouldBe($"{csv}: found nothing to repair\n{_folder["b.csv"]}: 1 rows of spikes\n");
        File.ReadAllText(_folder["b.csv"]).ShouldBe(File.ReadAllText(csv));
    }

    [Fact]
    public void A_repair_needs_a_file_to_write_and_a_check_needs_none()
    {
        string csv = _folder.Write("a.csv", "time,unit\n0.5,3\n");
        Invocation.Run("verify", "--repair", csv).ShouldRefuse("--repair: found no OUT, expected the name of the sound file to write");
        Invocation.Run("verify", csv, _folder["b.csv"]).ShouldRefuse($"{_folder["b.csv"]}: found a file to write without --repair, expected FILE alone or --repair");
        Invocation.Run("verify", "--repair", csv, csv).ShouldRefuse($"{csv}: found the same file as IN, expected another");
    }

    [Fact]
    public void A_missing_file_is_bad_input() =>
        Invocation.Run("verify", _folder["none.csv"]).ShouldRefuse($"{_folder["none.csv"]}: found no such file or folder.");
}
