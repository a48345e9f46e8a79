using System.Text.Json.Nodes;

namespace SpikeStream.Cli.Verbs.Mixtures;

/// <summary>The sinks of the pipelines of verbs: the files of their results.</summary>
internal static class MixtureSinks
{
    /// <summary>The log-likelihood over the epochs.</summary>
    /// <param name="stage">The stage that trains.</param>
    public static IEnumerable<JsonObject> Training(string stage)
    {
        const string Name = "log-likelihood-ascent";
        yield return new()
        {
            ["id"] = Name,
            ["type"] = "wide-csv",
            ["from"] = $"{stage}.ascent",
            ["path"] = $"{Name}.csv",
            ["position"] = "epoch",
            ["columns"] = "metric",
            ["curve"] = "phase",
            ["order"] = new JsonArray("epoch", "log_likelihood", "phase"),
        };
        yield return Plot(Name, $"{stage}.ascent", "Log-likelihood over training", "epoch", "log-likelihood (nats per trial)");
        yield return Table(stage);
    }

    /// <summary>What a model tells of trials.</summary>
    /// <param name="stage">The stage that analyses.</param>
    /// <param name="hasInformation">Whether there is Fisher information.</param>
    public static IEnumerable<JsonObject> Analysis(string stage, bool hasInformation)
    {
        const string Tuning = "tuning-curves", Weights = "weight-dependence", Information = "fisher-information", Empirical = "empirical-fisher-information";
        yield return Curves(Tuning, $"{stage}.tuning", "neuron_");
        JsonObject tuning = Plot(Tuning, new JsonObject { ["in"] = $"{stage}.tuning", ["second"] = $"{stage}.trial-means" }, "Tuning curves, and mean counts of the trials", "stimulus", "mean count");
        tuning["names"] = new JsonObject { ["mean_count"] = "", ["trial_mean_count"] = "" };
        tuning["unjoined"] = new JsonArray("trial_mean_count");
        yield return tuning;
        yield return Curves(Weights, $"{stage}.weights", "component_");
        yield return Plot(Weights, $"{stage}.weights", "Weights of the components", "stimulus", "weight");
        if (hasInformation)
        {
            yield return Metrics(Information, $"{stage}.information", "stimulus", ("fisher_information", "fi"), ("linear_fisher_information", "lfi"));
            yield return Metrics(Empirical, $"{stage}.empirical-information", "midpoint", ("lfi_naive", "lfi_naive"), ("lfi_bias_corrected", "lfi_bias_corrected"), ("lfi_bias_corrected_error", "standard_error"));
            JsonObject from = new() { ["in"] = $"{stage}.information", ["second"] = $"{stage}.empirical-information" };
            JsonObject picture = Plot(Information, from, "Fisher information of the model, and of the trials", "stimulus", "information (1/unit²)");
            picture["metrics"] = new JsonArray("fisher_information", "linear_fisher_information", "lfi_bias_corrected");
            picture["names"] = new JsonObject { ["fisher_information"] = "Fisher information", ["linear_fisher_information"] = "linear", ["lfi_bias_corrected"] = "linear, of the trials" };
            picture["dashed"] = new JsonArray("linear_fisher_information");
            picture["unjoined"] = new JsonArray("lfi_bias_corrected");
            yield return picture;
        }

        yield return Scatter("fano-factor-scatter", $"{stage}.fano-factors", "Fano factors", "neurons");
        yield return Scatter("noise-correlation-scatter", $"{stage}.noise-correlations", "Noise correlations", "pairs");
        yield return new() { ["id"] = "summary", ["type"] = "json", ["from"] = $"{stage}.scores", ["path"] = "summary.json" };
        yield return Table(stage);
    }

    /// <summary>Held-out scores over the number of components.</summary>
    /// <param name="stage">The stage that cross-validates.</param>
    public static IEnumerable<JsonObject> CrossValidation(string stage)
    {
        const string Horizontal = "components";
        JsonObject folds = Metrics("cross-validation-folds", $"{stage}.folds", Horizontal, ("log_likelihood", "log_likelihood"), ("log_posterior", "log_posterior"), ("seconds", "seconds"));
        folds["curve"] = "fold";
        ((JsonArray)folds["order"]!).Insert(1, "fold");
        yield return folds;
        yield return Metrics(
            "cross-validation-results", $"{stage}.scores", Horizontal,
            ("log_likelihood", "ll_mean"), ("log_likelihood_error", "ll_sem"), ("log_posterior", "pst_mean"), ("log_posterior_error", "pst_sem"));
        yield return Of("log_likelihood", Plot("ll-cross-validation-results", $"{stage}.scores", "Log-likelihood of held-out trials", Horizontal, "log-likelihood (nats per trial)"));
        yield return Of("log_posterior", Plot("pst-cross-validation-results", $"{stage}.scores", "Log-posterior of the stimuli of held-out trials", Horizontal, "log-posterior (nats per trial)"));
        yield return Plot("training-curves", $"{stage}.ascent", "Log-likelihood over training, each number of components and fold", "epoch", "log-likelihood (nats per trial)");

        static JsonObject Of(string metric, JsonObject plot)
        {
            plot["metrics"] = new JsonArray(metric);
            return plot;
        }
    }

    private static JsonObject Curves(string name, string from, string prefix) =>
        new() { ["id"] = name, ["type"] = "wide-csv", ["from"] = from, ["path"] = $"{name}.csv", ["position"] = "stimulus", ["prefix"] = prefix };

    private static JsonObject Metrics(string name, string from, string position, params (string Metric, string Column)[] columns) => new()
    {
        ["id"] = name,
        ["type"] = "wide-csv",
        ["from"] = from,
        ["path"] = $"{name}.csv",
        ["position"] = position,
        ["columns"] = "metric",
        ["names"] = new JsonObject(columns.Select(column => KeyValuePair.Create(column.Metric, (JsonNode?)column.Column))),
        ["order"] = new JsonArray([position, .. columns.Select(column => (JsonNode)column.Column)]),
    };

    private static JsonObject Scatter(string name, string from, string title, string points) =>
        new() { ["id"] = name, ["type"] = "plot-scatter", ["from"] = from, ["path"] = name, ["title"] = title, ["points"] = points };

    private static JsonObject Plot(string name, JsonNode from, string title, string horizontal, string vertical) => new()
    {
        ["id"] = $"{name}-plot",
        ["type"] = "plot-curves",
        ["from"] = from,
        ["path"] = name,
        ["title"] = title,
        ["xLabel"] = horizontal,
        ["yLabel"] = vertical,
    };

    private static JsonObject Table(string stage) => new() { ["id"] = "scores", ["type"] = "table", ["from"] = $"{stage}.scores" };
}
