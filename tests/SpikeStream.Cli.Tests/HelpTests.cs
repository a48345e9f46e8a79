namespace SpikeStream.Cli.Tests;

public sealed class HelpTests
{
    private static readonly string[] Names = ["run", "validate", "graph", "stages", "schema", "info", "convert", "publish", "synthesize", "train", "analyze", "cross-validate"];

    public static TheoryData<string> Verbs { get; } = [.. Names];

    [Fact]
    public void Help_names_every_verb_and_the_exit_codes()
    {
        string help = Invocation.Run("--help").ShouldSucceed();
        foreach (string verb in Names) help.ShouldContain($"\n  {verb} ");
        help.ShouldContain("130 interrupted");
    }

    [Fact]
    public void Without_a_verb_the_help_is_shown() => Invocation.Run().Output.ShouldBe(Invocation.Run("--help").Output);

    [Theory]
    [MemberData(nameof(Verbs))]
    public void The_help_of_each_verb_explains_its_options_and_gives_examples(string verb)
    {
        string help = Invocation.Run(verb, "--help").ShouldSucceed();
        help.ShouldContain("Description:");
        help.ShouldContain($"spikestream {verb}");
        help.ShouldContain($"Examples:\n  spikestream {verb}");
        help.Split('\n').Where(line => line.StartsWith("  --", StringComparison.Ordinal)).ShouldAllBe(line => line.TrimEnd().Contains("  ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_version_is_one_line() => Invocation.Run("--version").ShouldSucceed().Trim().ShouldMatch(@"^\d+\.\d+\.\d+\S*$");
}
