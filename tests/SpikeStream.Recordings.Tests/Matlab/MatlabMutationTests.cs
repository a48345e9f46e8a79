using SpikeStream.Tests;

namespace SpikeStream.Recordings.Tests;

/// <summary>Mutated MATLAB files are read or refused.</summary>
public sealed class MatlabMutationTests
{
    // HDF5 is read in a process of its own, which is ended and started anew where the library hangs.
    private static readonly TimeSpan LongestOfHdf5 = TimeSpan.FromSeconds(6);

    [Theory]
    [MemberData(nameof(MatlabGolden.Versions), MemberType = typeof(MatlabGolden))]
    public void Golden_files(string version) => Survive(MatlabGolden.File(version), 41,
    [
        new() { Table = "trains" }, new() { Table = "nested", Units = "quality == 'good'" }, new() { Table = "neurons", Start = 0.3, Stop = 2 }, new() { Table = "session.sorted", Repair = true }, new() { Table = "events" },
        new() { Table = "counts", BinWidth = new BinWidth(1, 1000) }, new() { Columns = new Dictionary<string, string> { ["values"] = "lfp", ["time"] = "lfp_time" } }, new() { Table = "trials" }, ReadOptions.Default,
    ]);

    [SkippableTheory]
    [InlineData("hippocampus-linear-track/spikes.mat")]
    [InlineData("place-cells/spikes-1.mat")]
    [InlineData("place-cells/spikes-2.mat")]
    [InlineData("stn-trials/10_spikes-1.mat")]
    public void Recordings(string name)
    {
        IReadOnlyList<ReadOptions> ways = Path.GetFileName(name) == "10_spikes-1.mat"
            ? [new() { Table = "train'", Kind = RecordingKind.Counts, BinWidth = new BinWidth(1, 1000) }, new() { Kind = RecordingKind.Trials, Columns = new Dictionary<string, string> { ["condition"] = "direction" } }]
            : [ReadOptions.Default, new() { Start = 50, Stop = 5000 }, new() { Repair = true }];
        Survive(SharedData.Folder(name.Split('/')), 42, ways);
    }

    private static void Survive(string original, int seed, IReadOnlyList<ReadOptions> ways)
    {
        using var folder = new TemporaryFolder();
        string copy = folder.File(Path.GetFileName(original));
        File.WriteAllBytes(copy, File.ReadAllBytes(original));
        Mutations.Survive(copy, seed, ways, longest: original.Contains("7.3", StringComparison.Ordinal) ? LongestOfHdf5 : null);
    }
}
