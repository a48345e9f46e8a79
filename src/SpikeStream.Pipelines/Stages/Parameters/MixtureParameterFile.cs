using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SpikeStream.Models.Mixtures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Parameters;

/// <summary>The file <c>parameters.dat</c> of a conditional mixture: JSON of the format <c>conditional-mixture/1</c>; numbers read back exactly.</summary>
public static class MixtureParameterFile
{
    /// <summary>Name of the format.</summary>
    public const string Format = "conditional-mixture/1";

    private const string Discrete = "discrete", VonMises = "von-mises", Poisson = "poisson", ComBased = "com-based";
    private static readonly string[] Keys = ["format", "tuning", "model", "labels", "period", "base", "mix", "cat", "shape", "trained"];
    private static readonly JsonWriterOptions Indented = new() { Indented = true, IndentSize = 1, NewLine = "\n" };

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>The parameters.</returns>
    /// <exception cref="InvalidInputException">The file is missing, is no JSON, or holds something else; one line with the path and the place.</exception>
    public static MixtureParameters Read(string path)
    {
        try
        {
            return Read(File.ReadAllBytes(path), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path}: {exception.Message}", exception);
        }
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="bytes">The bytes; a byte-order mark is accepted.</param>
    /// <param name="path">Path for messages.</param>
    /// <returns>The parameters.</returns>
    /// <exception cref="InvalidInputException">It is no JSON, or holds something else.</exception>
    public static MixtureParameters Read(ReadOnlyMemory<byte> bytes, string path)
    {
        if (bytes.Span.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            return Read(document.RootElement, path);
        }
        catch (JsonException exception)
        {
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"{path}:{exception.LineNumber + 1}:{exception.BytePositionInLine + 1}: no JSON ({exception.Message.Split(" LineNumber:")[0].TrimEnd('.')}); the file is cut or damaged, train again"), exception);
        }
        catch (MixtureDataException exception)
        {
            throw new InvalidInputException($"{path}: {exception.Message}", exception);
        }
    }

    /// <summary>The bytes of a file.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="trained">How they were trained, or what they were drawn from; null for nothing.</param>
    /// <returns>Indented JSON.</returns>
    public static byte[] ToBytes(MixtureParameters parameters, JsonObject? trained = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.Validate();
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, Indented))
        {
            writer.WriteStartObject();
            writer.WriteString("format", Format);
            writer.WriteString("tuning", parameters.Tuning is DiscreteTuning ? Discrete : VonMises);
            writer.WriteString("model", parameters.Model == MixtureModelKind.Poisson ? Poisson : ComBased);
            if (parameters.Tuning is DiscreteTuning discrete)
            {
                writer.WriteStartArray("labels");
                foreach (string label in discrete.Labels) writer.WriteStringValue(label);
                writer.WriteEndArray();
            }

            if (parameters.Tuning is VonMisesTuning vonMises) writer.WriteNumber("period", vonMises.Period);
            WriteRows(writer, "base", parameters.Base, parameters.NeuronCount);
            WriteRows(writer, "mix", parameters.Mix, parameters.ComponentCount);
            WriteRow(writer, "cat", parameters.Category);
            WriteRow(writer, "shape", parameters.Shape);
            if (trained is not null)
            {
                writer.WritePropertyName("trained");
                trained.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.ToArray();
    }

    private static MixtureParameters Read(JsonElement json, string where)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new InvalidInputException($"{where}: found {Describe(json)}, expected an object with the key \"format\"");
        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (!Keys.Contains(property.Name)) throw new InvalidInputException($"{where} $.{property.Name}: unknown key; {NearestName.Suggest(property.Name, Keys)}");
        }

        Text(json, where, "format", Format);
        string tuning = Text(json, where, "tuning", Discrete, VonMises), model = Text(json, where, "model", Poisson, ComBased);
        double[] shape = Row(Member(json, where, "shape"), $"{where} $.shape", null), category = Row(Member(json, where, "cat"), $"{where} $.cat", null);
        MixtureParameters parameters = new()
        {
            Tuning = tuning == Discrete ? new DiscreteTuning(Labels(json, where)) : new VonMisesTuning(Period(json, where)),
            Model = model == Poisson ? MixtureModelKind.Poisson : MixtureModelKind.ComBased,
            Base = Rows(Member(json, where, "base"), $"{where} $.base", shape.Length),
            Mix = Rows(Member(json, where, "mix"), $"{where} $.mix", category.Length),
            Category = category,
            Shape = shape,
        };
        parameters.Validate();
        return parameters;
    }

    private static JsonElement Member(JsonElement json, string where, string key) =>
        json.TryGetProperty(key, out JsonElement value) ? value : throw new InvalidInputException($"{where}: the key \"{key}\" is missing");

    private static string Text(JsonElement json, string where, string key, params string[] allowed)
    {
        JsonElement value = Member(json, where, key);
        return value.ValueKind == JsonValueKind.String && allowed.Contains(value.GetString())
            ? value.GetString()!
            : throw new InvalidInputException($"{where} $.{key}: found {Describe(value)}, expected {string.Join(" or ", allowed.Select(text => $"\"{text}\""))}");
    }

    private static string[] Labels(JsonElement json, string where)
    {
        JsonElement value = Member(json, where, "labels");
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0) throw new InvalidInputException($"{where} $.labels: found {Describe(value)}, expected a list of labels, one per row of base");
        string[] labels = [.. value.EnumerateArray().Select((label, place) => label.ValueKind == JsonValueKind.String
            ? label.GetString()!
            : throw new InvalidInputException($"{where} $.labels[{place}]: found {Describe(label)}, expected text"))];
        string? twice = labels.GroupBy(label => label).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null ? labels : throw new InvalidInputException($"{where} $.labels: found \"{twice}\" twice, expected distinct labels");
    }

    private static double Period(JsonElement json, string where)
    {
        JsonElement value = Member(json, where, "period");
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double period) && period > 0 && double.IsFinite(period)
            ? period
            : throw new InvalidInputException($"{where} $.period: found {Describe(value)}, expected a positive number");
    }

    private static double[] Rows(JsonElement json, string where, int width) => json.ValueKind == JsonValueKind.Array
        ? [.. json.EnumerateArray().SelectMany((row, place) => Row(row, $"{where}[{place}]", width))]
        : throw new InvalidInputException($"{where}: found {Describe(json)}, expected a list of rows of {width} numbers");

    private static double[] Row(JsonElement json, string where, int? width)
    {
        if (json.ValueKind != JsonValueKind.Array || width is { } wanted && json.GetArrayLength() != wanted)
            throw new InvalidInputException($"{where}: found {Describe(json)}, expected a list of {(width is null ? "numbers" : $"{width} numbers")}");
        return [.. json.EnumerateArray().Select((value, place) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw new InvalidInputException($"{where}[{place}]: found {Describe(value)}, expected a number"))];
    }

    private static void WriteRows(Utf8JsonWriter writer, string key, double[] values, int width)
    {
        writer.WriteStartArray(key);
        for (int first = 0; first < values.Length; first += width)
        {
            writer.WriteStartArray();
            foreach (double value in values.AsSpan(first, width)) writer.WriteNumberValue(value);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static void WriteRow(Utf8JsonWriter writer, string key, double[] values)
    {
        writer.WriteStartArray(key);
        foreach (double value in values) writer.WriteNumberValue(value);
        writer.WriteEndArray();
    }

    private static string Describe(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => $"a list of {json.GetArrayLength()}",
        JsonValueKind.Object => "an object",
        _ => json.GetRawText(),
    };
}
