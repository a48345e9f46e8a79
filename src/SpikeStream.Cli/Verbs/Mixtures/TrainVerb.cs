using System.CommandLine;
using System.Text.Json.Nodes;
using SpikeStream.Pipelines.Stages.Mixtures;

namespace SpikeStream.Cli.Verbs.Mixtures;

/// <summary><c>train EXPERIMENT DATASET TUNING MODEL</c>: fits a conditional mixture to a data set.</summary>
internal static class TrainVerb
{
    private const string Stage = "mixture-fit";

    public static Command Create(CommandEnvironment environment)
    {
        TrainingInput input = new();
        NodeOption components = NodeOption.Number("--k-components", "-k", "components", new MixtureFitOptions().Components, "Number of mixture components.", "N");
        VerbRun run = new(environment);
        Command verb = new("train", "Fit a conditional mixture of spike counts to a data set. Writes parameters.dat and log-likelihood-ascent.csv and .png to DATASET/TUNING/MODEL. Ctrl-C stops it, and the same command goes on from there.");
        input.AddTo(verb);
        verb.Options.Add(components.Option);
        run.AddTo(verb);
        verb.SetAction((parsed, cancellation) =>
        {
            string dataSet = input.DataSet(parsed, run.Directory(parsed));
            VerbPipeline pipeline = run.Pipeline(parsed, "Fits a conditional mixture of spike counts to trials.");
            input.AddStage(pipeline, parsed, dataSet, Stage, components);
            foreach (JsonObject sink in MixtureSinks.Training(Stage)) pipeline.Add("sinks", sink);
            return run.ExecuteAsync(parsed, pipeline, input.Results(parsed, dataSet), cancellation);
        });
        return verb.WithExamples(
            "spikestream train synthetic poisson von-mises poisson",
            "spikestream train synthetic com-based discrete com-based -k 20 -e 1000",
            "spikestream train synthetic com-based discrete com-based --optimiser adam -l 0.01 -b 20 --starts 1 --seed 3");
    }
}
