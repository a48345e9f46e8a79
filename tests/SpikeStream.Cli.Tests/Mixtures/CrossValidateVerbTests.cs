using System.Globalization;

namespace SpikeStream.Cli.Tests.Mixtures;

public sealed class CrossValidateVerbTests : ExperimentTests
{
    private static readonly string[] Small = ["-m", "1-2", "4", "-K", "3", "-e", "15", "--starts", "2", "--seed", "5"];

    [Fact]
    public void Folds_and_their_means_are_tables()
    {
        Synthesize();
        Run();

        double[][] folds = Rows("cross-validation-folds.csv", "components,fold,log_likelihood,log_posterior,seconds");
        folds.Select(row => (row[0], row[1])).ShouldBe([(1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2), (4, 0), (4, 1), (4, 2)]);
        double[][] results = Rows("cross-validation-results.csv", "components,ll_mean,ll_sem,pst_mean,pst_sem");
        results.Select(row => row[0]).ShouldBe([1, 2, 4]);
        foreach (double[] row in results)
        {
            row[1].ShouldBe(folds.Where(fold => fold[0] == row[0]).Average(fold => fold[2]), 1e-12);
            row[3].ShouldBe(folds.Where(fold => fold[0] == row[0]).Average(fold => fold[3]), 1e-12);
            row[2].ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void The_printed_pipeline_gives_the_same_files_and_so_does_any_number_of_threads()
    {
        Synthesize();
        Run("--parallel", "1");
        SortedDictionary<string, string> files = WithoutTimes(Results);

        RunPrinted(["cross-validate", "toy", "poisson", "discrete", "com-based", .. Small]);
        WithoutTimes(Folder["printed"]).ShouldBe(files);
        Run("--parallel", "2");
        WithoutTimes(Results).ShouldBe(files);
    }

    [Fact]
    public void An_interrupted_one_goes_on_to_the_same_files()
    {
        Synthesize();
        string[] words = ["cross-validate", "toy", "poisson", "discrete", "com-based", .. Small, "--directory", Folder.Path, "-q"];
        Invocation.RunInterrupted(words).ExitCode.ShouldBe(130);
        File.Exists(Path.Combine(Results, "cross-validation-folds.csv")).ShouldBeFalse();
        Invocation.Run(words).ShouldSucceed();
        SortedDictionary<string, string> files = WithoutTimes(Results);

        Run();
        WithoutTimes(Results).ShouldBe(files);
    }

    [Fact]
    public void An_interrupted_one_of_other_components_is_replaced_with_a_note()
    {
        Synthesize();
        string[] words = ["cross-validate", "toy", "poisson", "discrete", "com-based", .. Small];
        Invocation.RunInterrupted([.. words, "--directory", Folder.Path]).ExitCode.ShouldBe(130);

        Invocation other = Verb("cross-validate", "toy", "poisson", "discrete", "com-based", "-m", "1-2", "-K", "3", "-e", "15", "--starts", "2", "--seed", "5");

        other.ShouldSucceed();
        other.Errors.ShouldContain("note: the interrupted run in ");
        other.Errors.ShouldContain(" was of another --components; starting anew\n");
    }

    [Theory]
    [InlineData("-m", "5-", "--components: found \"5-\", expected numbers and ranges between commas, such as 1-5,10,20")]
    [InlineData("-m", "0", "spikestream cross-validate: --components: found 0, expected a whole number from 1 to 1000")]
    [InlineData("-m", "1-3,999-1001", "spikestream cross-validate: --components: found 1001, expected a whole number from 1 to 1000")]
    [InlineData("-K", "1", "spikestream cross-validate: --folds: found 1, expected a whole number from 2 to 1000")]
    public void Wrong_options_are_one_line(string option, string value, string line)
    {
        Synthesize();
        Verb("cross-validate", "toy", "poisson", "discrete", "poisson", option, value).ShouldRefuse(line);
    }

    private string Results => Path.Combine(Toy, "poisson", "discrete", "com-based");

    private void Run(params string[] more) => Verb(["cross-validate", "toy", "poisson", "discrete", "com-based", "-q", .. Small, .. more]).ShouldSucceed();

    private double[][] Rows(string name, string header)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Results, name));
        lines[0].ShouldBe(header);
        return [.. lines.Skip(1).Select(line => line.Split(',').Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray())];
    }

    /// <summary>All files, but the table of folds without its column of seconds.</summary>
    private static SortedDictionary<string, string> WithoutTimes(string folder)
    {
        SortedDictionary<string, string> files = Files(folder);
        files["cross-validation-folds.csv"] = string.Join('\n', File.ReadLines(Path.Combine(folder, "cross-validation-folds.csv")).Select(line => line[..line.LastIndexOf(',')]));
        return files;
    }
}
