using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Apache.Arrow;
using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Distributions;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>All that rebuilds the model of a fit: what the schema metadata of estimates say under <c>spikestream.model</c>.</summary>
internal sealed record FittedModelDescription
{
    /// <summary>The key of the schema metadata.</summary>
    public const string Key = "spikestream.model";

    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string Type { get; init; } = "mesoscopic";

    /// <summary>Fixed values and configured starting values, in the form of <see cref="MesoscopicParameterJson"/>.</summary>
    public required JsonElement Parameters { get; init; }

    /// <summary>Numerator and denominator of the bin width in s.</summary>
    public required long[] BinWidth { get; init; }

    public required int AgeBins { get; init; }

    public required UpdateConvention Convention { get; init; }

    public required bool ClampRefractory { get; init; }

    public required double LinearBelow { get; init; }

    public required bool Normalised { get; init; }

    /// <summary>Names of the free parameters.</summary>
    public required IReadOnlyList<string> Free { get; init; }

    /// <summary>Names of parameters that share one coordinate, a list for each.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Ties { get; init; } = [];

    /// <summary>State before the first bin.</summary>
    public InitialState Initial { get; init; }

    /// <summary>Priors that are not those of the model, as text.</summary>
    public required IReadOnlyDictionary<string, string> Priors { get; init; }

    /// <summary>Bins at the start that the likelihood does not count.</summary>
    public required int BurnInBins { get; init; }

    /// <summary>Bins that the likelihood of the objective stands for; null for the length of the recording after the burn-in.</summary>
    public long? DataLength { get; init; }

    /// <summary>True values of the free parameters, where they are known.</summary>
    public IReadOnlyList<double>? Truth { get; init; }

    /// <summary>All true parameters, where they are known: fixed ones may differ from those of the fit.</summary>
    public JsonElement? TrueParameters { get; init; }

    /// <summary>Reads the metadata of estimates.</summary>
    /// <exception cref="InvalidInputException">They do not describe a model.</exception>
    public static FittedModelDescription Read(Schema estimates)
    {
        string text = RecordingMetadata.Find(estimates, Key)
            ?? throw new InvalidInputException($"estimates: found no \"{Key}\" in the schema, expected estimates made by the stage fit");
        try
        {
            return JsonSerializer.Deserialize<FittedModelDescription>(text, Format) ?? throw new JsonException("null");
        }
        catch (JsonException fault)
        {
            throw new InvalidInputException($"estimates: the schema metadata \"{Key}\" describe no model: {fault.Message}", fault);
        }
    }

    /// <summary>The text for the metadata.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Format);

    /// <summary>Parameters as JSON.</summary>
    public static JsonElement ToJson(MesoscopicParameters parameters)
    {
        using JsonDocument document = JsonDocument.Parse(Encoding.UTF8.GetBytes(MesoscopicParameterJson.ToText(parameters)));
        return document.RootElement.Clone();
    }

    /// <summary>Builds the model.</summary>
    /// <exception cref="InvalidInputException">Parameters and options do not make a model.</exception>
    public MesoscopicModel Build()
    {
        MesoscopicOptions options = new()
        {
            BinWidth = (double)BinWidth[0] / BinWidth[1],
            AgeBins = AgeBins == 0 ? null : AgeBins,
            Convention = Convention,
            ClampRefractory = ClampRefractory,
            LinearBelow = LinearBelow,
            Normalised = Normalised,
            Initial = Initial,
            Free = Free.Count == 0 ? null : Free,
            Ties = Ties,
            Priors = Priors.ToDictionary(prior => prior.Key, prior => ParsePrior(prior.Key, prior.Value)),
        };
        try
        {
            return new MesoscopicModel(MesoscopicParameterJson.Read(Parameters, "parameters", null), options);
        }
        catch (ArgumentException fault)
        {
            throw new InvalidInputException(ArgumentText.OneLine(fault), fault);
        }
    }

    // The model refuses names that are of no kind.
    private static IPrior ParsePrior(string name, string text) => PriorText.Parse(
        text, $"priors.{name}", MesoscopicParameterNames.KindOf(name) is { } kind ? MesoscopicTransforms.Of(kind) : ParameterTransform.Identity);
}
