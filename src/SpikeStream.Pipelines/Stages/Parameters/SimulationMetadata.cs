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

    /// <summary>Adds the metadata to a schema.</summary>
    public static Schema Add(Schema schema, MesoscopicParameters parameters, bool hasUnits)
    {
        Dictionary<string, string> units = [];
        int first = 0;
        for (int a = 0; a < parameters.PopulationCount; a++)
        {
            int last = first + parameters.NeuronCounts[a] - 1;
            units[parameters.PopulationNames[a]] = FormattableString.Invariant($"{first}-{last}");
            first = last + 1;
        }

        return RecordingMetadata.With(
            schema,
            new(Parameters, MesoscopicParameterJson.ToText(parameters)),
            new(Populations, hasUnits ? JsonSerializer.Serialize(units) : null));
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
