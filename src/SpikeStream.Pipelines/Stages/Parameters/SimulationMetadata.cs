using System.Globalization;
using System.Text.Json;
using Apache.Arrow;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Parameters;

/// <summary>What the schema of a simulated recording says about its making.</summary>
internal static class SimulationMetadata
{
    /// <summary>Key of the model's parameters: JSON as in parameter files.</summary>
    public const string Parameters = "spikestream.model.parameters";

    /// <summary>Key of the units of each population: a JSON object such as <c>{"E":"0-437"}</c>.</summary>
    public const string Populations = "spikestream.populations";

    /// <summary>Key of the distributions of time constants over the neurons: JSON as in the option <c>heterogeneous</c>.</summary>
    public const string Heterogeneous = "spikestream.model.heterogeneous";

    /// <summary>Adds the metadata to a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="parameters">The parameters, averages where neurons differ; null where they are not known yet.</param>
    /// <param name="heterogeneous">How neurons differ, if they do.</param>
    /// <param name="populations">Names and sizes of the populations of all runs, where entries are units.</param>
    /// <param name="runs">Number of runs.</param>
    public static Schema Add(
        Schema schema, MesoscopicParameters? parameters, IReadOnlyDictionary<string, string>? heterogeneous, (IReadOnlyList<string> Names, IReadOnlyList<int> Sizes)? populations, int runs)
    {
        string? unitText = null;
        if (populations is var (names, sizes))
        {
            Dictionary<string, string> units = [];
            long first = 0;
            for (int a = 0; a < names.Count; first += sizes[a++])
                units[names[a]] = FormattableString.Invariant($"{first}-{first + sizes[a] - 1}");
            unitText = JsonSerializer.Serialize(units);
        }

        return RecordingMetadata.With(
            schema,
            new(Parameters, parameters is null ? null : MesoscopicParameterJson.ToText(parameters)),
            new(Heterogeneous, heterogeneous is null ? null : JsonSerializer.Serialize(heterogeneous)),
            new(Populations, unitText),
            new(RecordingMetadata.Runs, runs == 1 ? null : runs.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>The units of each population, where the schema says so.</summary>
    public static IReadOnlyDictionary<string, string>? FindPopulations(Schema schema)
    {
        if (RecordingMetadata.Find(schema, Populations) is not { } text) return null;
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(text);
        }
        catch (JsonException fault)
        {
            throw new InvalidInputException($"schema metadata {Populations}: found \"{text}\", expected an object of units by population", fault);
        }
    }

    /// <summary>The parameters that the schema carries.</summary>
    /// <exception cref="InvalidInputException">There are none, or they are malformed.</exception>
    public static MesoscopicParameters ReadParameters(Schema schema)
    {
        string text = RecordingMetadata.Find(schema, Parameters)
            ?? throw new InvalidInputException($"found no \"{Parameters}\" in the schema, expected a recording made by the stage simulate");
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return MesoscopicParameterJson.Read(document.RootElement, Parameters, null);
        }
        catch (JsonException fault)
        {
            throw new InvalidInputException($"schema metadata {Parameters}: not valid JSON: {fault.Message}", fault);
        }
    }
}
