using System.CommandLine;
using System.Text.Json.Nodes;
using SpikeStream.Pipelines.Stages.Mixtures;

namespace SpikeStream.Cli.Verbs.Mixtures;

/// <summary>The data set, the model and how to train it, for the verbs that train.</summary>
internal sealed class TrainingInput
{
    private static readonly MixtureFitOptions Defaults = new();

    private readonly Argument<string> _experiment = new("EXPERIMENT") { Description = "Name of the experiment, a folder in experiments." };
    private readonly Argument<string> _dataSet = new("DATASET") { Description = "Name of the data set, a folder in the experiment with stimuli.csv and responses.csv." };

    private readonly Argument<string> _tuning = new("TUNING")
    {
        Description = "discrete: parameters of its own for each stimulus; von-mises: a curve over the circle for each neuron.",
    };

    private readonly Argument<string> _model = new("MODEL")
    {
        Description = "poisson: Poisson counts in each component; com-based: Conway-Maxwell-Poisson counts with a shape for each neuron.",
    };

    private readonly NodeOption[] _options =
    [
        NodeOption.Number("--epochs", "-e", "epochs", Defaults.Epochs, "Epochs at most.", "N"),
        NodeOption.Number("--period", "-d", "period", Defaults.Period, "von-mises: period of the stimulus, in its units.", "PERIOD"),
        NodeOption.Choice("--optimiser", null, "optimiser", [("lbfgs", "lbfgs"), ("adam", "adam")], "lbfgs: quasi-Newton, one iteration an epoch; adam: gradient steps, as the published curves."),
        NodeOption.Number("--learning-rate", "-l", "learningRate", Defaults.LearningRate, "adam: step size.", "RATE"),
        NodeOption.Number("--steps", "-b", "stepsPerEpoch", Defaults.StepsPerEpoch, "adam: steps per epoch while counts are Poisson.", "N"),
        NodeOption.Number("--starts", null, "starts", Defaults.Starts, "Number of starts, of which the best goes on.", "N"),
        NodeOption.Number("--poisson-fraction", "-f", "poissonFraction", Defaults.PoissonFraction, "com-based: share of the epochs with Poisson counts, before the shapes are freed.", "SHARE"),
    ];

    /// <summary>Adds arguments and options to a verb.</summary>
    public void AddTo(Command verb)
    {
        foreach (Argument<string> argument in (Argument<string>[])[_experiment, _dataSet, _tuning, _model]) verb.Arguments.Add(argument);
        foreach (NodeOption option in _options) verb.Options.Add(option.Option);
    }

    /// <summary>The folder of the data set.</summary>
    public string DataSet(ParseResult parsed, string? directory) => ExperimentFolder.DataSet(directory, parsed.GetRequiredValue(_experiment), parsed.GetRequiredValue(_dataSet));

    /// <summary>The folder of the results: TUNING/MODEL in that of the data set.</summary>
    public string Results(ParseResult parsed, string dataSet) => Path.Combine(dataSet, parsed.GetRequiredValue(_tuning), parsed.GetRequiredValue(_model));

    /// <summary>Adds the sources of a data set, and a stage that trains.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="dataSet">The folder of the data set.</param>
    /// <param name="type">Type of the stage, and its id.</param>
    /// <param name="more">More options of the verb that are options of the stage.</param>
    public void AddStage(VerbPipeline pipeline, ParseResult parsed, string dataSet, string type, params IEnumerable<NodeOption> more)
    {
        DataSetSources.AddTo(pipeline, dataSet);
        JsonObject stage = new()
        {
            ["id"] = type,
            ["type"] = type,
            ["from"] = DataSetSources.From(),
            ["tuning"] = NodeOption.Find("TUNING", parsed.GetRequiredValue(_tuning), MixtureNames.Tunings),
            ["model"] = NodeOption.Find("MODEL", parsed.GetRequiredValue(_model), MixtureNames.Models),
        };
        pipeline.Add("stages", stage, [.. more, .. _options], parsed);
    }
}
