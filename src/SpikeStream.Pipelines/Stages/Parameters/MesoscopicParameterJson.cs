using System.Globalization;
using System.Text;
using System.Text.Json;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Parameters;

/// <summary>
/// The JSON form of <see cref="MesoscopicParameters"/>: an array per symbol, a list of rows for matrices [target][source], and the names
/// of the populations where they are known.
/// </summary>
internal static class MesoscopicParameterJson
{
    private const string Names = "populations";
    private const int MaximumNeurons = 1_000_000_000;
    private static readonly string[] Vectors = ["N", "R", "u_rest", "tau_m", "t_ref", "u_th", "u_r", "c", "Du", "tau_s", "J_theta", "tau_theta"];
    private static readonly string[] Matrices = ["p", "w", "Delta"];
    private static readonly JsonWriterOptions Indented = new() { Indented = true, IndentSize = 1, NewLine = "\n" };

    /// <summary>Reads parameters.</summary>
    /// <param name="json">The object.</param>
    /// <param name="where">Its place, for messages.</param>
    /// <param name="names">Names to use where the object has none; null for 1, 2, ...</param>
    /// <exception cref="InvalidInputException">Keys or values are wrong; all faults in one line.</exception>
    public static MesoscopicParameters Read(JsonElement json, string where, IReadOnlyList<string>? names)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new InvalidInputException($"{where}: found {Describe(json)}, expected an object with {string.Join(", ", Vectors.Concat(Matrices))}");
        List<string> faults = [];
        Dictionary<string, JsonElement> values = [];
        string[] known = [.. Vectors, .. Matrices, Names];
        foreach (JsonProperty property in json.EnumerateObject())
        {
            string key = property.Name switch { "J" => "J_theta", "Delta_u" => "Du", var name => name };
            if (!known.Contains(key)) faults.Add($"{where}.{property.Name}: unknown key; {NearestName.Suggest(property.Name, known)}");
            else if (!values.TryAdd(key, property.Value)) faults.Add($"{where}.{property.Name}: given twice");
        }

        foreach (string key in known.Where(key => key != Names && !values.ContainsKey(key))) faults.Add($"{where}: the key \"{key}\" is missing");
        if (faults.Count > 0) throw new InvalidInputException(string.Join("; ", faults));

        int[] neurons = [.. Vector(values["N"], $"{where}.N", null, faults).Select(value => WholeNumber(value, $"{where}.N", faults))];
        int count = neurons.Length;
        if (count == 0) faults.Add($"{where}.N: found no populations, expected at least one");
        double[] Of(string key) => Vector(values[key], $"{where}.{key}", count, faults);
        double[] Pairs(string key) => Matrix(values[key], $"{where}.{key}", count, faults);
        MesoscopicParameters parameters = new()
        {
            PopulationNames = PopulationNames(values, where, count, names, faults),
            NeuronCounts = neurons,
            MembraneResistance = Of("R"),
            RestPotential = Of("u_rest"),
            ConnectionProbability = Pairs("p"),
            SynapticWeight = Pairs("w"),
            Delay = Pairs("Delta"),
            MembraneTimeConstant = Of("tau_m"),
            RefractoryPeriod = Of("t_ref"),
            Threshold = Of("u_th"),
            ResetPotential = Of("u_r"),
            EscapeRate = Of("c"),
            NoiseLevel = Of("Du"),
            SynapticTimeConstant = Of("tau_s"),
            AdaptationStrength = Of("J_theta"),
            AdaptationTimeConstant = Of("tau_theta"),
        };
        return faults.Count == 0 ? parameters : throw new InvalidInputException(string.Join("; ", faults));
    }

    /// <summary>Whether the object names its populations.</summary>
    public static bool HasNames(JsonElement json) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(Names, out _);

    /// <summary>Writes parameters as an object, names first.</summary>
    public static void Write(Utf8JsonWriter writer, MesoscopicParameters parameters)
    {
        writer.WriteStartObject();
        writer.WriteStartArray(Names);
        foreach (string name in parameters.PopulationNames) writer.WriteStringValue(name);
        writer.WriteEndArray();
        writer.WriteStartArray("N");
        foreach (int neurons in parameters.NeuronCounts) writer.WriteNumberValue(neurons);
        writer.WriteEndArray();
        WriteVector(writer, "R", parameters.MembraneResistance);
        WriteVector(writer, "u_rest", parameters.RestPotential);
        WriteMatrix(writer, "p", parameters.ConnectionProbability, parameters.PopulationCount);
        WriteMatrix(writer, "w", parameters.SynapticWeight, parameters.PopulationCount);
        WriteVector(writer, "tau_m", parameters.MembraneTimeConstant);
        WriteVector(writer, "t_ref", parameters.RefractoryPeriod);
        WriteVector(writer, "u_th", parameters.Threshold);
        WriteVector(writer, "u_r", parameters.ResetPotential);
        WriteVector(writer, "c", parameters.EscapeRate);
        WriteVector(writer, "Du", parameters.NoiseLevel);
        WriteMatrix(writer, "Delta", parameters.Delay, parameters.PopulationCount);
        WriteVector(writer, "tau_s", parameters.SynapticTimeConstant);
        WriteVector(writer, "J_theta", parameters.AdaptationStrength);
        WriteVector(writer, "tau_theta", parameters.AdaptationTimeConstant);
        writer.WriteEndObject();
    }

    /// <summary>The parameters as indented text for a file.</summary>
    public static byte[] ToFile(MesoscopicParameters parameters)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, Indented)) Write(writer, parameters);
        buffer.Write("\n"u8);
        return buffer.ToArray();
    }

    /// <summary>The parameters on one line for metadata.</summary>
    public static string ToText(MesoscopicParameters parameters)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer)) Write(writer, parameters);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static IReadOnlyList<string> PopulationNames(
        Dictionary<string, JsonElement> values, string where, int count, IReadOnlyList<string>? names, List<string> faults)
    {
        if (!values.TryGetValue(Names, out JsonElement json))
            return names?.Count == count ? names : [.. Enumerable.Range(1, count).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        if (json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == count && json.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String))
            return [.. json.EnumerateArray().Select(name => name.GetString()!)];
        faults.Add($"{where}.{Names}: found {Describe(json)}, expected a list of {count} names, one per population");
        return [];
    }

    private static int WholeNumber(double value, string where, List<string> faults)
    {
        if (value == Math.Truncate(value) && value is >= 1 and <= MaximumNeurons) return (int)value;
        faults.Add(string.Create(CultureInfo.InvariantCulture, $"{where}: found {value}, expected a whole number of neurons from 1 to {MaximumNeurons}"));
        return 0;
    }

    private static double[] Vector(JsonElement json, string where, int? count, List<string> faults)
    {
        if (json.ValueKind != JsonValueKind.Array || (count is not null && json.GetArrayLength() != count))
        {
            faults.Add($"{where}: found {Describe(json)}, expected a list of {(count is null ? "numbers" : $"{count} numbers")}, one per population");
            return new double[count ?? 0];
        }

        List<double> values = [];
        foreach (JsonElement item in json.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Number && item.TryGetDouble(out double value) && double.IsFinite(value)) values.Add(value);
            else faults.Add($"{where}[{values.Count}]: found {Describe(item)}, expected a number");
        }

        return [.. values];
    }

    private static double[] Matrix(JsonElement json, string where, int count, List<string> faults)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() != count)
        {
            faults.Add($"{where}: found {Describe(json)}, expected a list of {count} rows, one per target population");
            return new double[count * count];
        }

        return [.. json.EnumerateArray().SelectMany((row, index) => Vector(row, $"{where}[{index}]", count, faults))];
    }

    private static void WriteVector(Utf8JsonWriter writer, string key, IEnumerable<double> values)
    {
        writer.WriteStartArray(key);
        foreach (double value in values) writer.WriteNumberValue(value);
        writer.WriteEndArray();
    }

    private static void WriteMatrix(Utf8JsonWriter writer, string key, double[] values, int count)
    {
        writer.WriteStartArray(key);
        for (int row = 0; row < count; row++)
        {
            writer.WriteStartArray();
            foreach (double value in values.AsSpan(row * count, count)) writer.WriteNumberValue(value);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static string Describe(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => $"a list of {json.GetArrayLength()}",
        JsonValueKind.Object => "an object",
        _ => json.GetRawText(),
    };
}
