using System.Globalization;
using SpikeStream.Tests;

namespace SpikeStream.EndToEnd.Tests;

/// <summary>The pipeline of the determinism tests: spikes to population activity to a fit, small enough to run often.</summary>
internal static class FitPipeline
{
    /// <summary>The recording that our own simulator made.</summary>
    public static string Sample => Path.Combine(SharedData.RepositoryRoot, "sample-data", "gif-2pop");

    /// <summary>The source node that reads the recording's spikes from the file.</summary>
    public static string FileSource(int batchRows) =>
        $$"""{ "id": "spikes", "type": "file", "path": "{{Sample}}/spikes.arrow", "batchRows": {{batchRows}} }""";

    /// <summary>The source node that reads the same spikes from a feed.</summary>
    public static string FeedSource(int port) =>
        $$"""{ "id": "spikes", "type": "tcp", "connect": "127.0.0.1:{{port}}" }""";

    /// <summary>The whole pipeline.</summary>
    /// <param name="spikes">The source node of the spikes.</param>
    /// <param name="mode">The mode of the fit: stream or archive.</param>
    /// <param name="iterations">Iterations of each start.</param>
    /// <param name="starts">Number of starts.</param>
    public static string Text(string spikes, string mode = "stream", int iterations = 60, int starts = 1) =>
        $$"""
        {
          "name": "fit-test",
          "seed": 7,
          "checkpoints": { "every": "50 ms" },
          "sources": [
            {{spikes}},
            { "id": "stimulus", "type": "file", "path": "{{Sample}}/input.arrow" }
          ],
          "stages": [
            { "id": "counts", "type": "bin", "from": "spikes", "width": "1 ms", "units": "0-546" },
            { "id": "activity", "type": "population-average", "from": "counts", "populations": { "E": "0-437", "I": "438-546" } },
            {
              "id": "fit", "type": "fit", "from": { "counts": "activity", "input": "stimulus" }, "mode": "{{mode}}",
              "model": "mesoscopic", "parameters": "two-populations", "free": ["w", "tau_m"],
              "start": "prior", "starts": {{starts.ToString(CultureInfo.InvariantCulture)}},
              {{(mode == "stream" ? "\"dataLength\": \"30 s\"" : $"\"iterations\": {iterations.ToString(CultureInfo.InvariantCulture)}")}}
            }
          ],
          "sinks": [
            { "id": "estimates", "type": "arrow", "from": "fit", "path": "estimates.arrow" },
            { "id": "activity-file", "type": "csv", "from": "activity", "path": "activity.csv" }
          ]
        }
        """;

    /// <summary>The same counts, with draws from the posterior in place of a fit.</summary>
    /// <param name="spikes">The source node of the spikes.</param>
    public static string SamplingText(string spikes) =>
        $$"""
        {
          "name": "sample-test",
          "seed": 7,
          "checkpoints": { "every": "50 ms" },
          "sources": [
            {{spikes}},
            { "id": "stimulus", "type": "file", "path": "{{Sample}}/input.arrow" }
          ],
          "stages": [
            { "id": "counts", "type": "bin", "from": "spikes", "width": "1 ms", "units": "0-546" },
            { "id": "activity", "type": "population-average", "from": "counts", "populations": { "E": "0-437", "I": "438-546" } },
            { "id": "short", "type": "slice", "from": "activity", "stop": "0.6 s" },
            {
              "id": "sample", "type": "sample", "from": { "counts": "short", "input": "stimulus" },
              "parameters": "two-populations", "free": ["w[E,E]", "c[I]"], "ageBins": 60, "burnIn": "0.2 s", "chains": 3, "draws": 20, "warmUp": 20
            }
          ],
          "sinks": [
            { "id": "posterior", "type": "arrow", "from": "sample", "path": "estimates.arrow" },
            { "id": "diagnostics", "type": "csv", "from": "sample.diagnostics", "path": "activity.csv" }
          ]
        }
        """;
}
