using System.CommandLine;
using System.Text.Json.Nodes;
using SpikeStream.Pipelines.Sources;

namespace SpikeStream.Cli.Verbs.Mixtures;

/// <summary><c>synthesize</c>: draws an experiment from known conditional mixtures.</summary>
internal static class SynthesizeVerb
{
    private static readonly SynthesizeMixtureOptions Defaults = new();

    public static Command Create(CommandEnvironment environment)
    {
        Option<string> name = new("--experiment-name", "-e") { Description = "Name of the experiment, a folder in experiments.", HelpName = "NAME", DefaultValueFactory = _ => "synthetic" };
        NodeOption[] options =
        [
            NodeOption.Number("--n-neurons", "-n", "neurons", Defaults.Neurons, "Number of neurons.", "N"),
            NodeOption.Number("--k-components", "-k", "components", Defaults.Components, "Number of mixture components.", "N"),
            NodeOption.Number("--n-oris", "-s", "stimuli", Defaults.Stimuli, "Number of stimuli: orientations, evenly spaced over 180 degrees.", "N"),
            NodeOption.Number("--n-samples", "-S", "trials", Defaults.Trials, "Trials of all stimuli together.", "N"),
            NodeOption.Number("--sensory-noise", "-N", "sensoryNoise", Defaults.SensoryNoise, "Variance of noise added to the orientation before the response, in squared degrees; 0 for none.", "VARIANCE"),
            NodeOption.Number("--gain-mu", "-g", "gainMean", Defaults.GainMean, "Mean of the gains: counts at the preferred orientation.", "MEAN"),
            NodeOption.Number("--gain-vr", "-G", "gainVariance", Defaults.GainVariance, "Variance of the gains.", "VARIANCE"),
            NodeOption.Number("--precision-mu", "-p", "precisionMean", Defaults.PrecisionMean, "Mean of the precisions of the tuning curves.", "MEAN"),
            NodeOption.Number("--log-precision-vr", "-P", "logPrecisionVariance", Defaults.LogPrecisionVariance, "Variance of the logarithm of the precisions.", "VARIANCE"),
            NodeOption.Number("--min-shape", "-h", "minimumShape", Defaults.MinimumShape, "Smallest shape nu of a neuron's counts in com-based; below 1 they vary more than Poisson counts.", "NU"),
            NodeOption.Number("--max-shape", "-H", "maximumShape", Defaults.MaximumShape, "Largest shape; above 1 counts vary less than Poisson counts.", "NU"),
        ];
        VerbRun run = new(environment);
        Command verb = new("synthesize", "Draw an experiment from known conditional mixtures: the data sets poisson and com-based, each with stimuli.csv, responses.csv and true/parameters.dat.");
        verb.Options.Add(name);
        foreach (NodeOption option in options) verb.Options.Add(option.Option);
        run.AddTo(verb);
        verb.SetAction((parsed, cancellation) =>
        {
            VerbPipeline pipeline = run.Pipeline(parsed, "Draws trials of a Poisson and of a CoM-based conditional mixture.");
            foreach ((string folder, string model) in MixtureNames.Models)
            {
                JsonObject source = new() { ["id"] = folder, ["type"] = "synthesize-mixture", ["model"] = model, ["parameters"] = $"{folder}/true/parameters.dat" };
                pipeline.Add("sources", source, options, parsed);
                JsonObject from = new() { ["counts"] = $"{folder}.counts", ["trials"] = $"{folder}.trials" };
                pipeline.Add("sinks", new() { ["id"] = $"{folder}-trials", ["type"] = "stimulus-response", ["from"] = from, ["path"] = folder });
            }

            return run.ExecuteAsync(parsed, pipeline, ExperimentFolder.Experiment(run.Directory(parsed), parsed.GetRequiredValue(name)), cancellation);
        });
        return verb.WithExamples(
            "spikestream synthesize",
            "spikestream synthesize -e toy -n 10 -k 3 -S 800 --seed 7",
            "spikestream synthesize -e noisy -N 25 -g 5 -G 4 -h 0.8 -H 2");
    }
}
