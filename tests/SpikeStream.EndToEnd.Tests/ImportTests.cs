namespace SpikeStream.EndToEnd.Tests;

/// <summary>The real command on archives.</summary>
public sealed class ImportTests
{
    [Fact]
    public void A_part_of_a_sample_is_imported_verified_and_read_again()
    {
        using TemporaryFolder folder = new();
        string sample = Path.Combine(SpikeStream.Tests.SharedData.RepositoryRoot, "sample-data", "gif-2pop", "spikes.arrow");
        SpikeStreamCommand.Run(folder.Path, "import", sample, "part.arrow", "--start", "1 s", "--stop", "3 s").ShouldSucceed();
        SpikeStreamCommand.Run(folder.Path, "verify", "part.arrow").ShouldSucceed().Output.ShouldStartWith("part.arrow: sound, an Arrow IPC file");
        SpikeStreamCommand.Run(folder.Path, "info", "part.arrow").ShouldSucceed().Output.ShouldContain("observed from 1 s to 3 s");

        byte[] whole = File.ReadAllBytes(folder["part.arrow"]);
        File.WriteAllBytes(folder["cut.arrow"], whole[..(whole.Length - 100)]);
        CommandResult broken = SpikeStreamCommand.Run(folder.Path, "verify", "cut.arrow");
        broken.ExitCode.ShouldBe(1);
        broken.Output.ShouldContain("without its footer");
        SpikeStreamCommand.Run(folder.Path, "verify", "--repair", "cut.arrow", "saved.arrow").ShouldSucceed();
        SpikeStreamCommand.Run(folder.Path, "convert", "part.arrow", "part.csv").ShouldSucceed();
        SpikeStreamCommand.Run(folder.Path, "convert", "saved.arrow", "saved.csv").ShouldSucceed();
        File.ReadAllText(folder["saved.csv"]).ShouldBe(File.ReadAllText(folder["part.csv"]));
    }
}
