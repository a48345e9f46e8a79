namespace SpikeStream.Recordings.Tests;

/// <summary>What is wrong with an NWB file is said, and mended on demand.</summary>
public sealed class NwbMessageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notices = [];

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("unsorted", "/units/spike_times: unit 0, spike 2: found 2 s after 3 s, expected times that do not decrease; sort them with repair.")]
    [InlineData("nan", "/units/spike_times: unit 0, spike 1: found the time NaN, expected a finite time in s from 0 on; leave such spikes out with repair.")]
    [InlineData("negative", "/units/spike_times: unit 0, spike 0: found the time -1, expected a finite time in s from 0 on; leave such spikes out with repair.")]
    [InlineData("duplicate-ids", "found the id \"4\" for units 0 and 1, expected each id once; with repair the second is told apart.")]
    [InlineData("outside", "/units/spike_times: row 2: found a spike of unit 0 at 4 s, expected it within obs_intervals (0-3 s); leave such spikes out with repair.")]
    [InlineData("index-decreases", "/units/spike_times_index: row 1: found the end 1 after 2, expected ends that do not decrease.")]
    [InlineData("index-short", "/units/spike_times_index: found 1 as its last end, expected 2, the length of spike_times.")]
    [InlineData("integers", "/units/spike_times: found int64, expected floating-point times in s as NWB has them: sample numbers must be divided by the rate when the file is written.")]
    [InlineData("no-times", "found units but no spike times, expected /units with spike_times; what else there is: none.")]
    [InlineData("none", "found no units table, expected /units with spike_times; what else there is: none.")]
    [InlineData("circle", "/units: found a link that leads in circles, expected one to a group or dataset.")]
    [InlineData("external", "/units: found a link into another file (other.nwb: /units), expected everything in one file: open that file itself, or copy the data in.")]
    [InlineData("elsewhere", "/units/spike_times: found a dataset whose values lie in other files, expected everything in one file: copy the data in, for example with h5repack.")]
    [InlineData("old", "found NWB version 1.0.6, expected 2.x; convert older files with the tools of NWB.")]
    public async Task Faults_are_told(string name, string expected)
    {
        string path = NwbMade.Write(_folder, name);
        (await Made.RefusalAsync(path)).ShouldBe($"{path}: {expected}");
    }

    [SkippableTheory]
    [InlineData("unsorted", "0.5 1 2 3", "sorted 4 spikes by time, 1 of which came before the one before them")]
    [InlineData("nan", "0.5 1", "left out 1 spikes whose times are no finite numbers from 0 on")]
    [InlineData("negative", "0.5 2", "left out 1 spikes whose times are no finite numbers from 0 on")]
    [InlineData("duplicate-ids", "0.5 1", "renamed 1 units that had the name of another unit")]
    [InlineData("outside", "0.5 1", "left out 1 spikes outside of the observation")]
    public async Task Faults_are_mended_and_told_on_demand(string name, string times, string notice)
    {
        string path = NwbMade.Write(_folder, name);
        List<(double Time, uint Unit)> spikes = await Made.ReadSpikesAsync(path, new ReadOptions { Repair = true, Notice = _notices.Add });
        string.Join(' ', spikes.Select(spike => FormattableString.Invariant($"{spike.Time}"))).ShouldBe(times);
        _notices.ShouldContain($"{path}: {notice}");
    }

    [SkippableFact]
    public async Task A_filter_that_the_library_lacks_is_named_with_the_way_out()
    {
        string path = NwbMade.Write(_folder, "lzf");
        (await Made.RefusalAsync(path)).ShouldBe(
            $"{path}: /units/spike_times: found values compressed with the filter lzf (32000), which this HDF5 library lacks; write the file anew with gzip where the filter is installed (h5repack -f GZIP=4 IN OUT), or name the folder of its plugin in HDF5_PLUGIN_PATH.");
    }

    [SkippableFact]
    public async Task Times_of_single_precision_are_warned_of()
    {
        string path = NwbMade.Write(_folder, "coarse");
        (await Made.ReadSpikesAsync(path, new ReadOptions { Notice = _notices.Add })).Count.ShouldBe(3);
        _notices.ShouldBe([$"{path}: /units/spike_times: found times up to 5001 s as float32, whose steps are 0.0005 s there"]);
    }

    [SkippableFact]
    public async Task A_table_that_is_not_there_is_refused_with_those_that_are()
    {
        string path = NwbMade.Write(_folder, "in-processing");
        (await Made.RefusalAsync(path, new ReadOptions { Table = "units" })).ShouldBe($"{path}: found no group \"units\", expected one of processing/ecephys/sorted.");
        (await Made.RefusalAsync(path, new ReadOptions { Kind = RecordingKind.Counts })).ShouldContain("found kind counts asked for, expected spikes, trials or series");
    }
}
