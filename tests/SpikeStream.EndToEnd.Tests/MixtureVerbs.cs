namespace SpikeStream.EndToEnd.Tests;

/// <summary>The verbs of conditional mixtures as processes: interrupted by Ctrl-C or killed, the same command goes on to the same results.</summary>
public sealed class MixtureVerbs
{
    private static readonly string[] Train =
        ["train", "toy", "poisson", "discrete", "com-based", "-k", "3", "-e", "4000", "--optimiser", "adam", "--starts", "2", "--seed", "2"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_training_that_was_stopped_goes_on_with_the_same_command_to_the_same_results(bool isKilled)
    {
        using TemporaryFolder folder = new();
        SpikeStreamCommand.Run(folder.Path, "synthesize", "-e", "toy", "-n", "6", "-k", "3", "-S", "400", "--seed", "1").ShouldSucceed();
        string results = folder["experiments", "toy", "poisson", "discrete", "com-based"];
        using (SpikeStreamCommand command = SpikeStreamCommand.Start(folder.Path, Train))
        {
            RunOnDisk.WaitForBegin(Path.Combine(results, "runs", "train"));
            if (isKilled)
            {
                command.KillAfter(TimeSpan.Zero).ShouldBeTrue();
            }
            else
            {
                command.Interrupt();
                CommandResult interrupted = command.WaitForEnd();
                interrupted.ExitCode.ShouldBe(130, interrupted.Errors);
                interrupted.Errors.ShouldContain("interrupted; the same command goes on from here");
            }
        }

        File.Exists(Path.Combine(results, "parameters.dat")).ShouldBeFalse();
        CommandResult resumed = SpikeStreamCommand.Run(folder.Path, Train).ShouldSucceed();
        if (!isKilled) resumed.Errors.ShouldContain("going on with the interrupted run");
        byte[] parameters = File.ReadAllBytes(Path.Combine(results, "parameters.dat")), ascent = File.ReadAllBytes(Path.Combine(results, "log-likelihood-ascent.csv"));
        SpikeStreamCommand.Run(folder.Path, Train).ShouldSucceed();
        File.ReadAllBytes(Path.Combine(results, "parameters.dat")).ShouldBe(parameters);
        File.ReadAllBytes(Path.Combine(results, "log-likelihood-ascent.csv")).ShouldBe(ascent);
    }
}
