using System.Globalization;
using System.Text.Json;
using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Stages.Parameters;

namespace SpikeStream.Cli.Tests.Mixtures;

public sealed class AnalyzeVerbTests : ExperimentTests
{
    [Fact]
    public void The_true_model_is_analysed_beside_its_parameters()
    {
        Synthesize();
        Verb("analyze", "toy", "poisson", "true", "-q").ShouldSucceed();

        string results = Path.Combine(Toy, "poisson", "true");
        Header(results, "tuning-curves").ShouldBe("stimulus,neuron_0,neuron_1,neuron_2,neuron_3");
        Header(results, "weight-dependence").ShouldBe("stimulus,component_0,component_1");
        Header(results, "fisher-information").ShouldBe("stimulus,fi,lfi");
        Header(results, "empirical-fisher-information").ShouldBe("midpoint,lfi_naive,lfi_bias_corrected,standard_error");
        Header(results, "fano-factor-scatter").ShouldBe("stimulus,neuron,data,model");
        Header(results, "noise-correlation-scatter").ShouldBe("stimulus,i,j,data,model");
        Rows(results, "tuning-curves").Length.ShouldBe(100);
        Rows(results, "empirical-fisher-information").Length.ShouldBe(4);
        Rows(results, "fano-factor-scatter").Length.ShouldBe(4 * 4);
        Rows(results, "noise-correlation-scatter").Length.ShouldBe(4 * 6);
        foreach (double[] row in Rows(results, "fisher-information")) row[2].ShouldBe(row[1], 1e-9 * row[1], "linear Fisher information is the Fisher information");
        foreach (double[] row in Rows(results, "weight-dependence")) (row[1] + row[2]).ShouldBe(1, 1e-12);
    }

    [Fact]
    public void The_summary_holds_log_likelihood_decoding_and_correlations_of_the_library()
    {
        Synthesize();
        Verb("analyze", "toy", "com-based", "true", "-q").ShouldSucceed();

        string dataSet = Path.Combine(Toy, "com-based"), results = Path.Combine(dataSet, "true");
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(results, "summary.json")));
        double[][] counts = [.. File.ReadAllLines(Path.Combine(dataSet, "responses.csv")).Select(line => line.Split(',').Select(count => double.Parse(count, CultureInfo.InvariantCulture)).ToArray())];
        MixtureTrials trials = MixtureTrials.Of(File.ReadAllLines(Path.Combine(dataSet, "stimuli.csv")), 4, [.. counts.SelectMany(row => row)]);
        MixtureParameters parameters = MixtureParameterFile.Read(Path.Combine(results, "parameters.dat"));
        summary.RootElement.GetProperty("log_likelihood").GetProperty("trials").GetDouble().ShouldBe(ConditionalMixture.MeanLogLikelihood(parameters, trials), 1e-12);
        summary.RootElement.GetProperty("log_posterior").GetProperty("trials").GetDouble().ShouldBe(new StimulusDecoder(new(parameters, trials.Stimuli)).Score(trials).LogPosterior, 1e-12);
        summary.RootElement.GetProperty("fano_factor_r2").EnumerateObject().Select(target => target.Name).ShouldBe(["0", "45", "90", "135"]);
    }

    [Fact]
    public void The_printed_pipeline_gives_the_same_files_and_so_does_any_number_of_threads()
    {
        Synthesize();
        string results = Path.Combine(Toy, "poisson", "true");
        Verb("analyze", "toy", "poisson", "true", "-q", "--parallel", "1").ShouldSucceed();
        SortedDictionary<string, string> files = Files(results);

        SortedDictionary<string, string> printed = RunPrinted("analyze", "toy", "poisson", "true");
        printed["parameters.dat"] = files["parameters.dat"];
        printed.ShouldBe(files);
        Verb("analyze", "toy", "poisson", "true", "-q", "--parallel", "2").ShouldSucceed();
        Files(results).ShouldBe(files);
    }

    [Fact]
    public void A_discrete_model_has_information_where_its_stimuli_are_said_to_be_numbers()
    {
        Synthesize();
        Verb("train", "toy", "poisson", "discrete", "poisson", "-k", "2", "-e", "10", "-q").ShouldSucceed();
        string results = Path.Combine(Toy, "poisson", "discrete", "poisson");
        Invocation without = Verb("analyze", "toy", "poisson", "discrete", "poisson");
        without.ShouldSucceed();
        without.Errors.ShouldContain("note: no Fisher information");
        File.Exists(Path.Combine(results, "fisher-information.csv")).ShouldBeFalse();

        Verb("analyze", "toy", "poisson", "discrete", "poisson", "-c", "-q").ShouldSucceed();
        Rows(results, "fisher-information").Select(row => row[0]).ShouldBe([22.5, 67.5, 112.5]);
        Verb("analyze", "toy", "poisson", "discrete", "poisson", "-c", "-d", "180", "-q").ShouldSucceed();
        Rows(results, "fisher-information").Select(row => row[0]).ShouldBe([22.5, 67.5, 112.5, 157.5]);
    }

    [Fact]
    public void Parameters_that_are_missing_or_of_other_neurons_are_one_line()
    {
        Synthesize();
        Verb("analyze", "toy", "poisson", "ture").ShouldRefuse($"{Path.Combine(Toy, "poisson", "ture")}: found no parameters.dat; {Path.Combine(Toy, "poisson")} has true");
        Verb("synthesize", "-e", "other", "-n", "5", "-S", "50", "-q").ShouldSucceed();
        string parameters = Path.Combine(Toy, "poisson", "true", "parameters.dat");
        File.Copy(Folder["experiments/other/poisson/true/parameters.dat"], parameters, overwrite: true);
        Invocation refused = Verb("analyze", "toy", "poisson", "true", "-q");
        refused.ExitCode.ShouldBe(2);
        refused.Errors.ShouldContain("found 5 neurons, expected the 4 of the trials");
        refused.Errors.Count(character => character == '\n').ShouldBe(1);
        File.WriteAllText(parameters, "{}");
        Verb("analyze", "toy", "poisson", "true", "-q").ShouldRefuse($"{parameters}: the key \"format\" is missing");
    }

    [Fact]
    public void A_period_that_would_be_without_effect_is_refused()
    {
        Synthesize();
        Verb("analyze", "toy", "poisson", "true", "-d", "90").ShouldRefuse(
            "spikestream analyze: --period: found 90 without --numeric, expected --numeric beside it, for stimuli of a discrete model that are numbers on a circle");
        Verb("analyze", "toy", "poisson", "true", "-c", "-d", "90", "-q").ShouldRefuse(
            $"spikestream analyze: --period: found 90, expected 180, the period of {Path.Combine(Toy, "poisson", "true", "parameters.dat")}; leave it out");
        Verb("analyze", "toy", "poisson", "true", "-c", "-d", "nan").ShouldRefuse("spikestream analyze: --period: found \"nan\", expected a number");
    }

    [Fact]
    public void What_is_wrong_with_stimuli_is_told_with_their_line()
    {
        Synthesize();
        Verb("train", "toy", "poisson", "discrete", "poisson", "-k", "2", "-e", "10", "-q").ShouldSucceed();
        string stimuli = Path.Combine(Toy, "poisson", "stimuli.csv"), text = File.ReadAllText(stimuli);
        Verb("analyze", "toy", "poisson", "discrete", "poisson", "-c", "-d", "100", "-q").ShouldRefuse(
            "spikestream analyze: --period: found 100, expected more than the range of the stimuli, 135");

        File.WriteAllText(stimuli, text.Replace("45\n", "left\n", StringComparison.Ordinal));
        int line = Array.IndexOf(File.ReadAllLines(stimuli), "left") + 1;
        Verb("analyze", "toy", "poisson", "discrete", "poisson", "-q").ShouldRefuse(
            $"spikestream analyze: {stimuli}:{line}:1: stimulus \"left\" is unknown to the model; expected one of \"0\", \"45\", \"90\", \"135\"");
        Verb("train", "toy", "poisson", "discrete", "poisson", "-k", "2", "-e", "10", "-q").ShouldSucceed();
        Verb("analyze", "toy", "poisson", "discrete", "poisson", "-c", "-q").ShouldRefuse(
            $"spikestream analyze: {stimuli}:{line}:1: found \"left\", expected numbers; use discrete tuning for stimuli that are names");
    }

    private static string Header(string folder, string name) => File.ReadLines(Path.Combine(folder, name + ".csv")).First();

    private static double[][] Rows(string folder, string name) =>
        [.. File.ReadLines(Path.Combine(folder, name + ".csv")).Skip(1).Select(line => line.Split(',').Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray())];
}
