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

    private static JsonObject Plot(string name, string from, string title, string horizontal, string vertical) => new()
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
