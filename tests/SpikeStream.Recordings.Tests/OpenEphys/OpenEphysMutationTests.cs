namespace SpikeStream.Recordings.Tests;

/// <summary>Mutated files of Open Ephys folders are read or refused.</summary>
public sealed class OpenEphysMutationTests : IDisposable
{
    private static readonly ReadOptions[] Ways =
    [
        ReadOptions.Default, new() { Start = 3, Stop = 4 }, new() { Units = "cluster >= 0" }, new() { Repair = true },
        new() { Kind = RecordingKind.Trials }, new() { Kind = RecordingKind.Series }, new() { TimeUnit = SpikeTimeUnit.Samples }, new() { TimeUnit = SpikeTimeUnit.Seconds, Repair = true },
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("new", "structure.oebin")]
    [InlineData("new", OpenEphysMade.NewSpikes + "/sample_numbers.npy")]
    [InlineData("new", OpenEphysMade.NewSpikes + "/timestamps.npy")]
    [InlineData("new", OpenEphysMade.NewSpikes + "/clusters.npy")]
    [InlineData("new", OpenEphysMade.NewLines + "/states.npy")]
    [InlineData("new", OpenEphysMade.NewLines + "/timestamps.npy")]
    [InlineData("new", OpenEphysMade.NewContinuous + "/timestamps.npy")]
    [InlineData("new", OpenEphysMade.NewContinuous + "/continuous.dat")]
    [InlineData("old", "structure.oebin")]
    [InlineData("old", OpenEphysMade.OldSpikes + "/spike_times.npy")]
    [InlineData("old", OpenEphysMade.OldSpikes + "/spike_electrode_indices.npy")]
    public void Recordings(string golden, string name)
    {
        (string session, string recording) = OpenEphysMade.Copy(_folder, golden);
        Mutations.Survive(Path.Combine(recording, name), 51, Ways, session);
    }

    [Fact]
    public void Messages()
    {
        (string session, string recording) = OpenEphysMade.Copy(_folder, "new");
        Mutations.Survive(Path.Combine(recording, "events/MessageCenter/text.npy"), 52, [new() { Table = "events/MessageCenter" }, new() { Table = "events/MessageCenter", Repair = true }], session);
    }
}
