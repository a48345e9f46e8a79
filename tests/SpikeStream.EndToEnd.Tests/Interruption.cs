namespace SpikeStream.EndToEnd.Tests;

/// <summary>Ctrl-C drains, takes a checkpoint and ends with 130; the run can be resumed.</summary>
public sealed class Interruption
{
    [Fact]
    public void An_interrupted_run_says_how_to_resume_and_ends_as_if_never_interrupted()
    {
        using TemporaryFolder folder = new();
        string pipeline = folder.Write("pipeline.json", FitPipeline.Text(FitPipeline.FileSource(500), "archive", iterations: 4000));
        using SpikeStreamCommand command = SpikeStreamCommand.Start(folder.Path, "run", pipeline, "--out", folder["run"]);
        RunOnDisk.WaitForBegin(folder["run"]);
        command.Interrupt();
        CommandResult interrupted = command.WaitForEnd();
        interrupted.ExitCode.ShouldBe(130, interrupted.Errors);
        interrupted.Errors.ShouldContain("--resume");
        File.Exists(folder["run", "estimates.arrow"]).ShouldBeFalse();

        SpikeStreamCommand.Run(folder.Path, "run", pipeline, "--out", folder["run"], "--resume").ShouldSucceed();
        SpikeStreamCommand.Run(folder.Path, "run", pipeline, "--out", folder["reference"]).ShouldSucceed();
        File.ReadAllBytes(folder["run", "estimates.arrow"]).ShouldBe(File.ReadAllBytes(folder["reference", "estimates.arrow"]));
    }
}
