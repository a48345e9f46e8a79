namespace SpikeStream.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("rnu", "run")]
    [InlineData("valdate", "validate")]
    [InlineData("grpah", "graph")]
    [InlineData("ifno", "info")]
    public void A_typo_in_a_verb_suggests_the_nearest(string typed, string meant) =>
        Invocation.Run(typed).ShouldRefuse($"unknown verb \"{typed}\"; did you mean \"{meant}\"?");

    [Fact]
    public void A_word_that_is_near_no_verb_leads_to_the_help() =>
        Invocation.Run("photosynthesis").ShouldRefuse("unknown verb \"photosynthesis\"; see spikestream --help");

    [Theory]
    [InlineData("--resmue", "--resume")]
    [InlineData("--dryrun", "--dry-run")]
    [InlineData("--sett=seed=1", "--set")]
    [InlineData("--verbos", "--verbose")]
    public void A_typo_in_an_option_suggests_the_nearest_wherever_it_stands(string typed, string meant)
    {
        Invocation.Run("run", "pipeline.json", typed).ShouldRefuse($"spikestream run: unknown option \"{typed}\"; did you mean \"{meant}\"?");
        Invocation.Run("run", typed, "pipeline.json").ShouldRefuse($"spikestream run: unknown option \"{typed}\"; did you mean \"{meant}\"?");
    }

    [Fact]
    public void A_missing_argument_is_named() =>
        Invocation.Run("run").ShouldRefuse("spikestream run: PIPELINE is missing; see spikestream run --help");

    [Fact]
    public void An_option_before_the_verb_is_told_its_place() =>
        Invocation.Run("--data", "recordings", "validate", "a.json").ShouldRefuse("spikestream validate: the option \"--data\" belongs behind the verb; see spikestream validate --help");

    [Fact]
    public void A_word_too_many_is_named() =>
        Invocation.Run("validate", "a.json", "b.json").ShouldRefuse("spikestream validate: unexpected \"b.json\"; see spikestream validate --help");

    [Fact]
    public void A_text_where_a_number_is_needed_is_refused() =>
        Invocation.Run("run", "a.json", "--parallelism", "many").ShouldRefuse("spikestream run: --parallelism: found \"many\", expected a whole number");

    [Fact]
    public void An_option_that_is_given_twice_is_refused() =>
        Invocation.Run("run", "a.json", "--out", "a", "--out", "b").ShouldRefuse("spikestream run: --out: found it 2 times, expected it once");

    [Fact]
    public void Options_that_exclude_each_other_are_refused() =>
        Invocation.Run("run", "a.json", "--resume", "--overwrite").ShouldRefuse("--resume and --overwrite exclude each other");

    [Fact]
    public void An_unknown_stage_suggests_the_nearest() =>
        Invocation.Run("stages", "popluation-average").ShouldRefuse("no source, stage or sink is called \"popluation-average\"; did you mean \"population-average\"?");
}
