using SpikeStream.Tests;

namespace SpikeStream.Recordings.Tests;

/// <summary>Mutated NWB files are read or refused.</summary>
public sealed class NwbMutationTests
{
    // A library that hangs is ended after 0.3 s of processor time, and a new process starts: more by the clock where the machine is busy.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(6);

    private static readonly ReadOptions[] Ways =
    [
        ReadOptions.Default, new() { Start = 100, Stop = 200 }, new() { Kind = RecordingKind.Trials }, new() { Kind = RecordingKind.Series }, new() { Repair = true }, new() { Units = "id < 10" },
    ];

    [SkippableTheory]
    [InlineData("nwb-a8604/A8604-211122.nwb")]
    [InlineData("nwb-made-session4/session4.nwb")]
    [InlineData("nwb-pynwb-backcompat/1.0.3_nwbfile.nwb")]
    [InlineData("nwb-pynwb-backcompat/1.1.2_nwbfile.nwb")]
    [InlineData("nwb-pynwb-backcompat/2.1.0_nwbfile_with_extension.nwb")]
    [InlineData("nwb-pynwb-backcompat/2.2.0_subject_no_age__reference.nwb")]
    public void Recordings(string name)
    {
        string original = SharedData.Folder(name.Split('/'));
        using var folder = new TemporaryFolder();
        string copy = folder.File(Path.GetFileName(name));
        File.WriteAllBytes(copy, File.ReadAllBytes(original));
        Mutations.Survive(copy, 31, Ways, longest: Longest);
    }

    [Fact]
    public async Task A_file_of_ours()
    {
        using var folder = new TemporaryFolder();
        await NwbWritingTests.WriteAllAsync(folder.File("ours.nwb"), 100);
        Mutations.Survive(folder.File("ours.nwb"), 33, Ways, longest: Longest);
    }

    [SkippableFact]
    public void A_small_file_with_everything()
    {
        using var folder = new TemporaryFolder();
        Mutations.Survive(NwbMade.Write(folder, "rich"), 32, Ways, longest: Longest);
    }
}
