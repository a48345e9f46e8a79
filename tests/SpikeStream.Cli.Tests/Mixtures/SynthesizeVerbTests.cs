using System.Globalization;

namespace SpikeStream.Cli.Tests.Mixtures;

public sealed class SynthesizeVerbTests : ExperimentTests
{
    private static readonly string[] Expected =
    [
        "com-based/responses.csv", "com-based/stimuli.csv", "com-based/true/parameters.dat", "poisson/responses.csv", "poisson/stimuli.csv", "poisson/true/parameters.dat",
    ];

    [Fact]
    public void An_experiment_has_two_data_sets_and_their_true_parameters()
    {
        Synthesize();

        Files(Toy).Keys.ShouldBe(Expected);
        string[] stimuli = File.ReadAllLines(Path.Combine(Toy, "poisson", "stimuli.csv"));
        stimuli.GroupBy(stimulus => stimulus).OrderBy(group => double.Parse(group.Key, CultureInfo.InvariantCulture)).Select(group => (group.Key, group.Count()))
            .ShouldBe([("0", 30), ("45", 30), ("90", 30), ("135", 30)]);
        File.ReadAllLines(Path.Combine(Toy, "com-based", "responses.csv")).ShouldAllBe(line => line.Split(',').Length == 4);
    }

    [Fact]
    public void The_printed_pipeline_gives_the_same_files_and_so_does_any_number_of_threads()
    {
        string[] words = ["synthesize", "-e", "toy", "-n", "4", "-k", "2", "-s", "4", "-S", "120", "--seed", "3"];
        Synthesize(more: ["--parallel", "1"]);
        SortedDictionary<string, string> files = Files(Toy);

        RunPrinted(words).ShouldBe(files);
        Synthesize(more: ["--parallel", "2"]);
        Files(Toy).ShouldBe(files);
    }

    [Fact]
    public void Another_seed_draws_another_experiment_over_the_first()
    {
        Synthesize();
        SortedDictionary<string, string> first = Files(Toy);
        Synthesize(4);

        Files(Toy).Keys.ShouldBe(Expected);
        Files(Toy)["poisson/true/parameters.dat"].ShouldNotBe(first["poisson/true/parameters.dat"]);
    }

    [Fact]
    public void The_short_h_is_the_smallest_shape_and_help_has_its_long_name_only()
    {
        Verb("synthesize", "-e", "toy", "-h", "0.9", "-H", "0.9", "--print-pipeline").ShouldSucceed().ShouldContain("\"minimumShape\": 0.9");
        string help = Invocation.Run("synthesize", "--help").ShouldSucceed();
        help.ShouldContain("-h, --min-shape");
        help.ShouldContain("-?, --help");
        help.ShouldNotContain("-h, --help");
        Invocation.Run("run", "-h").ShouldSucceed().ShouldContain("Usage:");
    }

    [Theory]
    [InlineData("-k", "0", "spikestream synthesize: --k-components: found 0, expected a whole number from 1 to 1000")]
    [InlineData("-g", "-1", "spikestream synthesize: --gain-mu: found -1, expected a number greater than 0")]
    [InlineData("-h", "2", "spikestream synthesize: --max-shape: found 1.6, expected at least the smallest shape 2")]
    [InlineData("-g", "2000000", "spikestream synthesize: --gain-mu: found 2000000 with a variance of 4, expected gains that keep counts below 1e6; make the mean or the variance smaller")]
    [InlineData("-g", "nan", "spikestream synthesize: --gain-mu: found \"nan\", expected a number")]
    [InlineData("-N", "nan", "spikestream synthesize: --sensory-noise: found \"nan\", expected a number")]
    [InlineData("-n", "many", "spikestream synthesize: --n-neurons: found \"many\", expected a whole number")]
    [InlineData("-e", "a/b", "experiment: found \"a/b\", expected the name of a folder, without / \\ and $")]
    [InlineData("--seed", "-1", "spikestream synthesize: --seed: found \"-1\", expected a whole number from 0 on")]
    public void An_option_out_of_its_range_is_one_line(string option, string value, string line) => Verb("synthesize", option, value).ShouldRefuse(line);
}
