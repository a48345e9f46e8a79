using System.CommandLine;
using System.Text.Json.Nodes;
using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Verbs.Mixtures;

/// <summary><c>analyze EXPERIMENT DATASET PATH...</c>: what a conditional mixture says of a data set.</summary>
internal static class AnalyzeVerb
{
    private const string ParametersName = "parameters.dat", Stage = "mixture-analyze";

    public static Command Create(CommandEnvironment environment)
    {
        Argument<string> experiment = new("EXPERIMENT") { Description = "Name of the experiment, a folder in experiments." };
        Argument<string> dataSet = new("DATASET") { Description = "Name of the data set, a folder in the experiment with stimuli.csv and responses.csv." };
        Argument<string[]> path = new("PATH")
        {
            Description = "The folders from the data set to parameters.dat, such as: true, or: discrete com-based.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<bool> numeric = new("--numeric", "-c") { Description = "The stimuli of a discrete model are numbers: draw Fisher information between neighbours." };
        Option<double?> period = new("--period", "-d") { Description = "With -c: the stimuli lie on a circle of this period, so that the last and the first are neighbours.", HelpName = "PERIOD" };
        NodeOption circle = new(period, "period", parsed => JsonValue.Create(parsed.GetValue(period)));
        NodeOption.RefuseWhatIsNoNumber(period);
        VerbRun run = new(environment);
        Command verb = new("analyze", "Show what a trained or true model tells of a data set: tuning curves, weights, Fisher information, Fano factors and noise correlations, as CSV and pictures beside parameters.dat, and summary.json.");
        verb.Arguments.Add(experiment);
        verb.Arguments.Add(dataSet);
        verb.Arguments.Add(path);
        verb.Options.Add(numeric);
        verb.Options.Add(period);
        run.AddTo(verb);
        verb.SetAction((parsed, cancellation) =>
        {
            string data = ExperimentFolder.DataSet(run.Directory(parsed), parsed.GetRequiredValue(experiment), parsed.GetRequiredValue(dataSet));
            string results = Path.Combine([data, .. parsed.GetRequiredValue(path)]), parameters = Parameters(data, results);
            bool isNumeric = parsed.GetValue(numeric);
            if (!isNumeric && parsed.GetValue(period) is { } alone)
                throw new InvalidInputException(FormattableString.Invariant($"spikestream analyze: {period.Name}: found {alone} without {numeric.Name}, expected {numeric.Name} beside it, for stimuli of a discrete model that are numbers on a circle"));
            bool hasInformation = isNumeric || MixtureParameterFile.Read(parameters).Tuning is VonMisesTuning;
            VerbPipeline pipeline = run.Pipeline(parsed, "What a conditional mixture says of trials.");
            DataSetSources.AddTo(pipeline, data);
            JsonObject stage = new() { ["id"] = Stage, ["type"] = Stage, ["from"] = DataSetSources.From(), ["parameters"] = parameters, ["numeric"] = isNumeric };
            pipeline.Add("stages", stage, parsed.GetValue(period) is null ? [] : [circle], parsed);
            foreach (JsonObject sink in MixtureSinks.Analysis(Stage, hasInformation)) pipeline.Add("sinks", sink);
            if (!hasInformation && !parsed.GetValue<bool>("--quiet"))
                environment.Error.WriteLine("note: no Fisher information, for the stimuli of a discrete model are names; use -c where they are numbers");
            return run.ExecuteAsync(parsed, pipeline, results, cancellation);
        });
        return verb.WithExamples(
            "spikestream analyze synthetic com-based true",
            "spikestream analyze synthetic com-based discrete com-based -c -d 180");
    }

    private static string Parameters(string data, string folder)
    {
        string file = Path.Combine(folder, ParametersName);
        if (File.Exists(file)) return file;
        string[] found = [.. Directory.EnumerateFiles(data, ParametersName, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(data, Path.GetDirectoryName(path)!).Replace(Path.DirectorySeparatorChar, ' ')).Order(StringComparer.Ordinal)];
        throw new InvalidInputException($"{folder}: found no {ParametersName}; {(found.Length == 0 ? $"{data} has none, make one by \"spikestream train\"" : $"{data} has {string.Join(", ", found)}")}");
    }
}
