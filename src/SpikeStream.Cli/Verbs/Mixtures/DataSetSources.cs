using System.Text.Json.Nodes;

namespace SpikeStream.Cli.Verbs.Mixtures;

/// <summary>The two sources of a data set in the pipelines of verbs.</summary>
internal static class DataSetSources
{
    private const string Counts = "counts", Trials = "trials";

    // Some batches wait before a stage: with small ones they hold little, however many neurons there are.
    private const int BatchRows = 4096;

    /// <summary>Adds them.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="folder">The folder of the data set.</param>
    public static void AddTo(VerbPipeline pipeline, string folder)
    {
        pipeline.DataSet = folder;
        pipeline.Add("sources", new() { ["id"] = Counts, ["type"] = "file", ["path"] = folder, ["format"] = "stimulus-response", ["batchRows"] = BatchRows });
        pipeline.Add("sources", new() { ["id"] = Trials, ["type"] = "file", ["path"] = folder, ["format"] = "stimulus-response", ["kind"] = "trials", ["batchRows"] = BatchRows });
    }

    /// <summary>What a stage takes from them.</summary>
    public static JsonObject From() => new() { ["counts"] = Counts, ["trials"] = Trials };
}
