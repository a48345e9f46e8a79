using System.Globalization;
using System.Text;
using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Stages.Parameters;

namespace SpikeStream.Cli.Tests.Mixtures;

public sealed class TrainVerbTests : ExperimentTests
{
    private static readonly string[] Small = ["-k", "2", "-e", "20", "--starts", "2", "--seed", "5"];

    [Fact]
    public void A_model_is_trained_and_its_curve_is_written()
    {
        Synthesize();
        Train("com-based", "discrete", "com-based");

        string results = Path.Combine(Toy, "com-based", "discrete", "com-based");
        MixtureParameters parameters = MixtureParameterFile.Read(Path.Combine(results, "parameters.dat"));
        (parameters.ComponentCount, parameters.NeuronCount, parameters.Model).ShouldBe((2, 4, MixtureModelKind.ComBased));
        string[] lines = File.ReadAllLines(Path.Combine(results, "log-likelihood-ascent.csv"));
        lines[0].ShouldBe("epoch,log_likelihood,phase");
        string[][] rows = [.. lines.Skip(1).Select(line => line.Split(','))];
        rows[0][0].ShouldBe("0");
        rows.Select(row => row[2]).Distinct().ShouldBe(["poisson", "com-based"]);
        double[] ascent = [.. rows.Select(row => double.Parse(row[1], CultureInfo.InvariantCulture))];
        ascent[^1].ShouldBeGreaterThan(ascent[0]);
    }

    [Fact]
    public void The_printed_pipeline_gives_the_same_files_and_so_does_any_number_of_threads()
    {
        Synthesize();
        string results = Path.Combine(Toy, "poisson", "von-mises", "poisson");
        Train("poisson", "von-mises", "poisson", "--parallel", "1");
        SortedDictionary<string, string> files = Files(results);

        RunPrinted(["train", "toy", "poisson", "von-mises", "poisson", .. Small]).ShouldBe(files);
        Train("poisson", "von-mises", "poisson", "--parallel", "2");
        Files(results).ShouldBe(files);
    }

    [Fact]
    public void Data_with_a_byte_order_mark_other_line_ends_and_an_empty_last_line_train_as_without()
    {
        Synthesize();
        string other = Path.Combine(Toy, "other");
        Directory.CreateDirectory(other);
        foreach (string name in new[] { "stimuli.csv", "responses.csv" })
        {
            string text = File.ReadAllText(Path.Combine(Toy, "poisson", name)).Replace("\n", "\r\n", StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(other, name), text + "\r\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        }

        Train("poisson", "discrete", "poisson");
        Train("other", "discrete", "poisson");

        Files(Path.Combine(other, "discrete", "poisson")).ShouldBe(Files(Path.Combine(Toy, "poisson", "discrete", "poisson")));
    }

    [Fact]
    public void An_interrupted_training_goes_on_and_a_complete_one_is_done_again()
    {
        Synthesize();
        string results = Path.Combine(Toy, "poisson", "discrete", "poisson");
        string[] words = ["train", "toy", "poisson", "discrete", "poisson", .. Small, "--directory", Folder.Path];
        Invocation interrupted = Invocation.RunInterrupted(words);
        interrupted.ExitCode.ShouldBe(130, interrupted.Errors);
        interrupted.Errors.ShouldContain("interrupted; the same command goes on from here");
        File.Exists(Path.Combine(results, "parameters.dat")).ShouldBeFalse();

        Invocation resumed = Invocation.Run(words);
        resumed.ShouldSucceed();
        resumed.Errors.ShouldContain("going on with the interrupted run");
        SortedDictionary<string, string> files = Files(results);
        Invocation again = Invocation.Run(words);
        again.ShouldSucceed();
        again.Errors.ShouldNotContain("going on");
        Files(results).ShouldBe(files);
    }

    [Fact]
    public void What_does_not_exist_is_told_with_what_does()
    {
        Verb("train", "toy", "poisson", "discrete", "poisson").ShouldRefuse($"{Folder["experiments"]}: there is no such folder; make an experiment by \"spikestream synthesize\", or name the folder that holds experiments by --directory");
        Synthesize();
        Verb("train", "tou", "poisson", "discrete", "poisson").ShouldRefuse($"{Folder["experiments/tou"]}: there is no experiment \"tou\"; {Folder["experiments"]} has toy");
        Verb("train", "toy", "possion", "discrete", "poisson").ShouldRefuse($"{Path.Combine(Toy, "possion")}: there is no data set \"possion\"; {Toy} has com-based, poisson");
        File.Delete(Path.Combine(Toy, "poisson", "responses.csv"));
        Verb("train", "toy", "poisson", "discrete", "poisson").ShouldRefuse(
            $"{Path.Combine(Toy, "poisson")}: found no responses.csv, expected stimuli.csv and responses.csv; {Toy} has com-based");
    }

    [Fact]
    public void Wrong_words_and_options_are_one_line_each()
    {
        Synthesize();
        Verb("train", "toy", "poisson", "vonmises", "poisson").ShouldRefuse("TUNING: found \"vonmises\"; did you mean \"von-mises\"?");
        Verb("train", "toy", "poisson", "discrete", "gaussian").ShouldRefuse("MODEL: found \"gaussian\"; expected poisson or com-based");
        Verb("train", "toy", "poisson", "discrete", "poisson", "-k", "0").ShouldRefuse("spikestream train: --k-components: found 0, expected a whole number from 1 to 1000");
        Verb("train", "toy", "poisson", "discrete", "poisson", "--parallel", "0").ShouldRefuse("spikestream train: --parallel: found 0, expected a whole number from 1 to 1024");
        Verb("train", "toy", "poisson", "discrete", "poisson", "-l", "0").ShouldRefuse("spikestream train: --learning-rate: found 0, expected a number greater than 0");
        Verb("train", "toy", "poisson", "discrete", "poisson", "--optimiser", "sgd").ShouldRefuse("--optimiser: found \"sgd\"; expected lbfgs or adam");
        Verb("train", "toy", "poisson", "discrete", "poisson", "--epoch", "3").ShouldRefuse("spikestream train: unknown option \"--epoch\"; did you mean \"--epochs\"?");
        Verb("train", "toy", "poisson", "discrete").ShouldRefuse("spikestream train: MODEL is missing; see spikestream train --help");
    }

    [Fact]
    public void Wrong_data_are_one_line_with_file_and_place()
    {
        Synthesize();
        string stimuli = Path.Combine(Toy, "poisson", "stimuli.csv"), responses = Path.Combine(Toy, "poisson", "responses.csv");
        File.WriteAllText(stimuli, File.ReadAllText(stimuli).Replace("45\n", "left\n", StringComparison.Ordinal));
        Verb("train", "toy", "poisson", "von-mises", "poisson", "-q", "--parallel", "2").ShouldRefuse(
            $"spikestream train: {stimuli}:{Array.IndexOf(File.ReadAllLines(stimuli), "left") + 1}:1: found \"left\", expected numbers; use discrete tuning for stimuli that are names");
        File.AppendAllText(responses, "1,2,3\n");
        Verb("train", "toy", "poisson", "discrete", "poisson", "-q").ShouldRefuse($"spikestream train: {responses}:121:1: found 3 counts, expected 4 as in the first line.");
    }

    [Theory]
    [InlineData("-d", "nan", "--period")]
    [InlineData("-d", "1e400", "--period")]
    [InlineData("-l", "NaN", "--learning-rate")]
    [InlineData("-f", "-Infinity", "--poisson-fraction")]
    public void What_is_no_number_is_refused_as_such(string option, string value, string name)
    {
        Synthesize();
        Verb("train", "toy", "poisson", "von-mises", "poisson", $"{option}={value}").ShouldRefuse($"spikestream train: {name}: found \"{value}\", expected a number");
    }

    [Fact]
    public void An_interrupted_training_that_is_replaced_is_told()
    {
        Synthesize();
        string[] words = ["train", "toy", "poisson", "discrete", "poisson", .. Small];
        Invocation.RunInterrupted([.. words, "--directory", Folder.Path]).ExitCode.ShouldBe(130);

        Invocation other = Verb([.. words, "-f", "0.5", "-l", "0.5"]);

        other.ShouldSucceed();
        other.Errors.ShouldContain(": the interrupted run in ");
        other.Errors.ShouldContain(" was of another --learning-rate, --poisson-fraction; starting anew\n");
        Verb([.. words, "-f", "0.4"]).Errors.ShouldNotContain("starting anew", Case.Sensitive, "nothing was interrupted");
    }

    private void Train(string dataSet, string tuning, string model, params string[] more) => Verb(["train", "toy", dataSet, tuning, model, .. Small, .. more]).ShouldSucceed();
}
