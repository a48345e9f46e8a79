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
        yield return Table(stage);
    }

    private static JsonObject Table(string stage) => new() { ["id"] = "scores", ["type"] = "table", ["from"] = $"{stage}.scores" };
}
