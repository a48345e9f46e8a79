using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Verbs.Mixtures;

/// <summary><c>cross-validate EXPERIMENT DATASET TUNING MODEL</c>: chooses the number of components by held-out scores.</summary>
internal static class CrossValidateVerb
{
    private const string Stage = "mixture-cross-validate";
    private const int MostComponents = 1000;

    public static Command Create(CommandEnvironment environment)
    {
        TrainingInput input = new();
        Option<string[]> components = new("--components", "-m")
        {
            Description = "Numbers of components: numbers and ranges between commas or blanks, such as 1-5,10,20.",
            HelpName = "LIST",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["1,5,10,15,20,25,30,35,40"],
        };
        NodeOption list = new(components, "components", parsed => new JsonArray([.. Numbers(string.Join(',', parsed.GetRequiredValue(components))).Select(number => JsonValue.Create(number))]));
        NodeOption folds = NodeOption.Number("--folds", "-K", "folds", 10, "Number of folds.", "N");
        VerbRun run = new(environment);
        Command verb = new("cross-validate", "Choose the number of components by the log-likelihood of held-out trials and by the log-posterior of their stimuli. Writes tables and pictures to DATASET/TUNING/MODEL. Ctrl-C stops it, and the same command goes on from there.");
        input.AddTo(verb);
        verb.Options.Add(components);
        verb.Options.Add(folds.Option);
        run.AddTo(verb);
        verb.SetAction((parsed, cancellation) =>
        {
            string dataSet = input.DataSet(parsed, run.Directory(parsed));
            VerbPipeline pipeline = run.Pipeline(parsed, "Chooses the number of components of a conditional mixture by held-out scores.");
            input.AddStage(pipeline, parsed, dataSet, Stage, list, folds);
            foreach (JsonObject sink in MixtureSinks.CrossValidation(Stage)) pipeline.Add("sinks", sink);
            return run.ExecuteAsync(parsed, pipeline, input.Results(parsed, dataSet), cancellation);
        });
        return verb.WithExamples(
            "spikestream cross-validate synthetic com-based discrete com-based",
            "spikestream cross-validate synthetic poisson von-mises poisson -m 1-8,10 -K 5 --parallel 2");
    }

    private static List<int> Numbers(string text)
    {
        List<int> numbers = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] ends = part.Split('-', 2);
            if (!int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last) || last < first || last - first > MostComponents)
                throw new InvalidInputException($"--components: found \"{part}\", expected numbers and ranges between commas, such as 1-5,10,20");
            if (first < 1 || last > MostComponents)
                throw new InvalidInputException($"spikestream cross-validate: --components: found {(first < 1 ? first : last)}, expected a whole number from 1 to {MostComponents}");
            numbers.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return numbers;
    }
}
