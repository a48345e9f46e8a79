namespace SpikeStream.Recordings.Tests;

/// <summary>What is wrong with an Open Ephys folder is told in one line, and mended where it can be.</summary>
public sealed class OpenEphysMessageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notices = [];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\"GUI version\": \"0.6.7\"", "\"GUI version\": 7", "structure.oebin $.GUI version: found 7, expected text")]
    [InlineData("\"continuous\": [", "\"continuous\": [ 5, ", "structure.oebin $.continuous[0]: found 5, expected an object")]
    [InlineData("\"num_channels\": 3", "\"num_channels\": 4", "structure.oebin $.continuous[0].num_channels: found 4, expected 3, the number of channels")]
    [InlineData("\"folder\": \"Acquisition", "\"folder\": \"../Acquisition", "structure.oebin $.spikes[0].folder: found \"../Acquisition_Board-100.board/Stereotrode 1\", expected a folder within the recording")]
    [InlineData("\"sample_rate\": 1000.0", "\"sample_rate\": -1", "structure.oebin $.continuous[0].sample_rate: found -1, expected a positive number in Hz")]
    [InlineData("\"sample_rate\": 1000.0", "\"sample_rate\": \"1k\"", "structure.oebin $.continuous[0].sample_rate: found \"1k\", expected a number")]
    [InlineData("\"folder_name\": \"MessageCenter/\",", "", "structure.oebin $.events[0].folder_name: found nothing, expected the name of a folder")]
    [InlineData("\"events\": [", "\"events\": 3, \"x\": [", "structure.oebin $.events: found 3, expected a list")]
    [InlineData("\"continuous\": [", "\"continuous\" [", "structure.oebin:3:16: found no JSON (")]
    public async Task Faults_of_the_structure_are_told_with_their_place(string from, string to, string expected)
    {
        (string session, string recording) = OpenEphysMade.Copy(_folder, "new");
        string structure = Path.Combine(recording, "structure.oebin"), text = await File.ReadAllTextAsync(structure);
        int at = text.IndexOf(from, StringComparison.Ordinal);
        at.ShouldBePositive();
        await File.WriteAllTextAsync(structure, string.Concat(text.AsSpan(0, at), to, text.AsSpan(at + from.Length)));
        (await Made.RefusalAsync(session)).ShouldContain(expected);
    }

    [Fact]
    public async Task A_recording_that_was_not_closed_is_refused_and_read_whole_with_repair()
    {
        (string session, string recording) = OpenEphysMade.Copy(_folder, "new");
        foreach (string array in (string[])["sample_numbers.npy", "timestamps.npy", "clusters.npy"]) OpenEphysMade.LeaveOpen(recording, $"{OpenEphysMade.NewSpikes}/{array}");
        string clusters = Path.Combine(recording, OpenEphysMade.NewSpikes, "clusters.npy");
        byte[] bytes = await File.ReadAllBytesAsync(clusters);
        await File.WriteAllBytesAsync(clusters, bytes[..^41]);
        (await Made.RefusalAsync(session)).ShouldBe($"{Path.Combine(recording, OpenEphysMade.NewSpikes, "sample_numbers.npy")}: found data of 60 rows, but 0 by its header: the recording still runs, or was not closed; read all that is there with repair.");
        (await Made.ReadSpikesAsync(session, Told() with { Repair = true })).Count.ShouldBe(40 + 39);
        _notices.ShouldHaveSingleItem().ShouldStartWith($"{recording}: the recording was not closed or is cut off: took the lengths of 4 arrays from their data ({Path.Combine(recording, OpenEphysMade.NewSpikes, "sample_numbers.npy")}: 60 rows, 0 by its header, ...)");
    }

    [Fact]
    public async Task An_array_that_is_cut_off_is_refused_and_read_as_far_as_it_goes_with_repair()
    {
        (string session, string recording) = OpenEphysMade.Copy(_folder, "new");
        string path = Path.Combine(recording, OpenEphysMade.OtherSpikes, "timestamps.npy");
        byte[] bytes = await File.ReadAllBytesAsync(path);
        await File.WriteAllBytesAsync(path, bytes[..^20]);
        (await Made.RefusalAsync(session)).ShouldBe($"{path}: found data of 37 rows, but 40 by its header: the file is truncated; read what is there with repair.");
        (await Made.ReadSpikesAsync(session, Told() with { Repair = true })).Count.ShouldBe(60 + 37);
    }

    [Fact]
    public async Task Arrays_of_different_lengths_are_both_named()
    {
        (string session, string recording) = OpenEphysMade.Copy(_folder, "new");
        await OpenEphysMade.WriteAsync(recording, OpenEphysMade.OtherSpikes + "/clusters.npy", "<u2", (ushort)1, (ushort)1);
        string message = await Made.RefusalAsync(session);
        message.ShouldContain("clusters.npy: found 2 rows, expected 40 as in");
        message.ShouldContain("timestamps.npy; read as many as both have with repair");
        (await Made.ReadSpikesAsync(session, Told() with { Repair = true })).Count.ShouldBe(62);
    }

    [Fact]
    public async Task Clusters_that_are_missing_are_unsorted_and_folders_that_are_missing_are_told()
    {
        (string session, string recording) = OpenEphysMade.Copy(_folder, "new");
        File.Delete(Path.Combine(recording, OpenEphysMade.NewSpikes, "clusters.npy"));
        Directory.Delete(Path.Combine(recording, OpenEphysMade.OtherSpikes), recursive: true);
        await using IRecordingReader reader = RecordingFormats.Open(session, Told());
        SpikesSchema.Describe(reader.Schema).UnitNames.ShouldBe(["board/Stereotrode 1#0"]);
        (await Made.ReadAsync(reader)).Sum(batch => batch.Length).ShouldBe(60);
        _notices.ShouldBe([$"{recording}: found no spikes of 1 of 2 folders that structure.oebin lists", $"{recording}: found no clusters of 1 folders of spikes, and took these as unsorted"]);
    }

    [Theory]
    [InlineData("/clusters.npy", "<f8", "found elements that are not integers, expected one per spike")]
    [InlineData("/clusters.npy", "<i8", "row 0: found -5, expected a number from 0 to 65535")]
    [InlineData("/sample_numbers.npy", "<f8", "found numbers that are no integers, expected sample numbers")]
    public async Task Arrays_of_another_type_are_refused(string name, string type, string expected)
    {
        (string session, string recording) = OpenEphysMade.Copy(_folder, "new");
        if (type == "<f8") await OpenEphysMade.WriteAsync(recording, OpenEphysMade.OtherSpikes + name, type, [.. Enumerable.Repeat(1.5, 40)]);
        else await OpenEphysMade.WriteAsync(recording, OpenEphysMade.OtherSpikes + name, type, [.. Enumerable.Repeat(-5L, 40)]);
        (await Made.RefusalAsync(session)).ShouldContain(expected);
    }

    [Fact]
    public async Task Sample_numbers_out_of_order_are_refused_and_sorted_with_repair()
    {
        (string session, string recording) = OpenEphysMade.Copy(_folder, "old");
        await OpenEphysMade.WriteAsync(recording, OpenEphysMade.OldSpikes + "/spike_times.npy", "<i8", [.. Enumerable.Range(0, 80).Select(spike => 9000L - spike)]);
        (await Made.RefusalAsync(session)).ShouldContain("spike_times.npy: row 1: found 8.999 s after 9 s, expected times of an electrode that do not decrease; sort them with repair.");
        List<(double Time, uint Unit)> sorted = await Made.ReadSpikesAsync(session, Told() with { Repair = true });
        sorted.Select(spike => spike.Time).ShouldBe(Enumerable.Range(0, 80).Select(spike => (8921 + spike) / 1000.0));
        _notices.ShouldContain(line => line.Contains("sorted 80 spikes by time"));
    }

    [Fact]
    public async Task Numbers_of_electrodes_that_are_not_from_one_on_are_their_names()
    {
        (string session, string recording) = OpenEphysMade.Copy(_folder, "old");
        await OpenEphysMade.WriteAsync(recording, OpenEphysMade.OldSpikes + "/spike_electrode_indices.npy", "<u2", [.. Enumerable.Repeat((ushort)0, 80)]);
        await OpenEphysMade.WriteAsync(recording, OpenEphysMade.OldSpikes + "/spike_times.npy", "<i8", [.. Enumerable.Range(2000, 80).Select(sample => (long)sample)]);
        await using IRecordingReader reader = RecordingFormats.Open(session);
        SpikesSchema.Describe(reader.Schema).UnitNames.ShouldBe(["Spike_Sorter-104.0/0#0", "Spike_Sorter-104.0/0#1"]);
    }

    [Fact]
    public async Task Electrodes_of_one_name_are_told_apart_by_their_folders()
    {
        (string session, string recording) = OpenEphysMade.Copy(_folder, "new");
        string structure = Path.Combine(recording, "structure.oebin");
        await File.WriteAllTextAsync(structure, (await File.ReadAllTextAsync(structure)).Replace("\"name\": \"Electrode 2\"", "\"name\": \"Stereotrode 1\"", StringComparison.Ordinal));
        await using IRecordingReader reader = RecordingFormats.Open(session);
        SpikesSchema.Describe(reader.Schema).UnitNames![^1].ShouldBe("Acquisition_Board-100.board/Electrode 2#0");
    }

    [Theory]
    [InlineData("cells", null, "found no table \"cells\", expected one of spikes, events/Acquisition_Board-100.board/TTL, events/MessageCenter, continuous/Acquisition_Board-100.board")]
    [InlineData(null, RecordingKind.Counts, "found no counts, expected one of spikes")]
    [InlineData("spikes", RecordingKind.Trials, "found spikes in \"spikes\", expected trials because the kind is stated")]
    public async Task Tables_that_are_not_there_are_refused(string? table, RecordingKind? kind, string expected)
    {
        (string session, _) = OpenEphysMade.Copy(_folder, "new");
        (await Made.RefusalAsync(session, new ReadOptions { Table = table, Kind = kind })).ShouldContain(expected);
    }

    [Fact]
    public async Task A_structure_without_its_folders_is_refused()
    {
        (string session, string recording) = OpenEphysMade.Copy(_folder, "new");
        foreach (string kind in (string[])["spikes", "events", "continuous"]) Directory.Delete(Path.Combine(recording, kind), recursive: true);
        (await Made.RefusalAsync(session)).ShouldContain("found none of the folders that structure.oebin lists, expected spikes, events or continuous data");
    }

    [Fact]
    public async Task Continuous_data_that_are_cut_off_are_refused_and_mended()
    {
        (string session, string recording) = OpenEphysMade.Copy(_folder, "new");
        string path = Path.Combine(recording, OpenEphysMade.NewContinuous, "continuous.dat");
        byte[] bytes = await File.ReadAllBytesAsync(path);
        ReadOptions series = Told() with { Kind = RecordingKind.Series };
        await File.WriteAllBytesAsync(path, bytes[..^12]);
        (await Made.RefusalAsync(session, series)).ShouldContain("timestamps.npy: found 300 times, expected 298, one per sample of continuous.dat; read as many as both have with repair.");
        await File.WriteAllBytesAsync(path, bytes[..^2]);
        (await Made.RefusalAsync(session, series)).ShouldContain($"{path}: found 1798 bytes, expected a multiple of 6 for 3 channels: the file is cut off; leave its last sample out with repair.");
        await using IRecordingReader reader = RecordingFormats.Open(session, series with { Repair = true });
        reader.RowCount.ShouldBe(299);
        _notices.ShouldBe([$"{Path.Combine(recording, OpenEphysMade.NewContinuous, "timestamps.npy")}: found 300 times for 299 samples, and took as many as both have", $"{path}: left out the last 4 bytes, which are no whole sample"]);
    }

    [Fact]
    public async Task Faults_of_events_are_told()
    {
        (string session, string recording) = OpenEphysMade.Copy(_folder, "new");
        ReadOptions trials = Told() with { Kind = RecordingKind.Trials };
        await OpenEphysMade.WriteAsync(recording, OpenEphysMade.NewLines + "/states.npy", "<i2", (short)-1, (short)0, (short)1, (short)1, (short)1, (short)1, (short)1);
        await RefusesAsync(session, trials, "states.npy: row 1: found 0, expected the number of a line from 1 on, negative where it falls");
        _notices.Clear();
        await OpenEphysMade.WriteAsync(recording, OpenEphysMade.NewLines + "/states.npy", "<i2", (short)-1, (short)2, (short)2, (short)-2, (short)-2, (short)1, (short)-1);
        await using (IRecordingReader reader = RecordingFormats.Open(session, trials)) (await Made.ReadAsync(reader))[0].Length.ShouldBe(3);
        _notices.ShouldContain(line => line.EndsWith("left out 2 falls of lines that rose before the recording", StringComparison.Ordinal));
        await OpenEphysMade.WriteAsync(recording, OpenEphysMade.NewLines + "/states.npy", "<u2", new ushort[7]);
        await RefusesAsync(session, trials, "states.npy: found elements that are not signed integers");
        await OpenEphysMade.WriteAsync(recording, OpenEphysMade.NewLines + "/states.npy", "<i2", (short)1);
        await RefusesAsync(session, trials, "states.npy: found 1 rows, expected 7 as in");
        await OpenEphysMade.WriteAsync(recording, "events/MessageCenter/text.npy", "<i2", (short)1);
        await RefusesAsync(session, trials with { Table = "events/MessageCenter" }, "text.npy: found numbers, expected text of one byte per character, such as |S512");
    }

    private static async Task RefusesAsync(string path, ReadOptions options, string expected) =>
        (await Should.ThrowAsync<InvalidInputException>(async () =>
        {
            await using IRecordingReader reader = RecordingFormats.Open(path, options);
            await Made.ReadAsync(reader);
        })).Message.ShouldContain(expected);

    private ReadOptions Told() => new() { Notice = _notices.Add };
}
