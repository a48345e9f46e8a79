using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace SpikeStream.Arrow.Tests;

/// <summary>The Arrow project's integration JSON, rendered as <see cref="ArrowText"/> renders a table.</summary>
internal sealed class IntegrationJson
{
    private readonly JsonElement _root;

    public IntegrationJson(string path)
    {
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        _root = JsonDocument.Parse(file).RootElement;
    }

    public string Schema =>
        string.Join('\n', Fields.Select(column => Describe(column))) + "\n" + Metadata(_root.GetProperty("schema"));

    public IEnumerable<string> Batches => _root.GetProperty("batches").EnumerateArray().Select(batch =>
        string.Join('\n', Fields.Zip(batch.GetProperty("columns").EnumerateArray(), (column, values) =>
            $"{column.GetProperty("name").GetString()}: [{string.Join(", ", Entries(column, values))}]")));

    private IEnumerable<JsonElement> Fields => _root.GetProperty("schema").GetProperty("fields").EnumerateArray();

    private static string Metadata(JsonElement element)
    {
        if (!element.TryGetProperty("metadata", out JsonElement metadata)) return "";
        return ArrowText.Describe(metadata.EnumerateArray().Select(entry =>
            KeyValuePair.Create(entry.GetProperty("key").GetString()!, entry.GetProperty("value").GetString()!)));
    }

    private static string Describe(JsonElement field)
    {
        string type = Type(field);
        if (field.TryGetProperty("dictionary", out JsonElement dictionary))
            type = $"dictionary[{dictionary.GetProperty("isOrdered").GetBoolean()}]<{Integer(dictionary.GetProperty("indexType"))}, {type}>";
        return $"{field.GetProperty("name").GetString()}: {type}{(field.GetProperty("nullable").GetBoolean() ? "?" : "")} {Metadata(field)}";
    }

    private static string Type(JsonElement field)
    {
        JsonElement type = field.GetProperty("type");
        string name = type.GetProperty("name").GetString()!;
        string children = string.Join(", ", field.GetProperty("children").EnumerateArray().Select(Describe));
        return name switch
        {
            "int" => Integer(type),
            "floatingpoint" => type.GetProperty("precision").GetString() switch { "SINGLE" => "float", "DOUBLE" => "double", _ => "halffloat" },
            "fixedsizebinary" => $"fixed_size_binary[{type.GetProperty("byteWidth").GetInt32()}]",
            "fixedsizelist" => $"fixed_size_list[{type.GetProperty("listSize").GetInt32()}]<{children}>",
            "list" or "struct" => $"{name}<{children}>",
            _ => name,
        };
    }

    private static string Integer(JsonElement type) =>
        $"{(type.GetProperty("isSigned").GetBoolean() ? "int" : "uint")}{type.GetProperty("bitWidth").GetInt32()}";

    private string[] Entries(JsonElement field, JsonElement column)
    {
        int count = column.GetProperty("count").GetInt32();
        if (!column.TryGetProperty("VALIDITY", out JsonElement validity)) return [.. Enumerable.Repeat("null", count)];
        return [.. Enumerable.Range(0, count).Select(i => validity[i].GetInt32() == 0 ? "null" : Entry(field, column, i))];
    }

    private string Entry(JsonElement field, JsonElement column, int i)
    {
        if (field.TryGetProperty("dictionary", out JsonElement encoding))
        {
            int id = encoding.GetProperty("id").GetInt32();
            JsonElement dictionary = _root.GetProperty("dictionaries").EnumerateArray().Single(d => d.GetProperty("id").GetInt32() == id);
            JsonElement values = dictionary.GetProperty("data").GetProperty("columns")[0];
            int index = column.GetProperty("DATA")[i].GetInt32();
            return values.GetProperty("VALIDITY")[index].GetInt32() == 0 ? "null" : Plain(field, values, index);
        }

        return Plain(field, column, i);
    }

    private string Plain(JsonElement field, JsonElement column, int i)
    {
        JsonElement type = field.GetProperty("type");
        switch (type.GetProperty("name").GetString())
        {
            case "bool":
                return column.GetProperty("DATA")[i].GetBoolean() ? "true" : "false";
            case "utf8":
                return ArrowText.Quote(column.GetProperty("DATA")[i].GetString()!);
            case "binary" or "fixedsizebinary":
                return column.GetProperty("DATA")[i].GetString()!;
            case "floatingpoint":
                double value = column.GetProperty("DATA")[i].GetDouble();
                return type.GetProperty("precision").GetString() == "SINGLE" ? ArrowText.Number((float)value) : ArrowText.Number(value);
            case "int":
                return column.GetProperty("DATA")[i].ToString();
            case "list":
                JsonElement offsets = column.GetProperty("OFFSET");
                return Slice(field, column, Offset(offsets[i]), Offset(offsets[i + 1]));
            case "fixedsizelist":
                int size = type.GetProperty("listSize").GetInt32();
                return Slice(field, column, i * size, (i + 1) * size);
            case "struct":
                IEnumerable<string> children = field.GetProperty("children").EnumerateArray()
                    .Zip(column.GetProperty("children").EnumerateArray(), (child, values) => Entries(child, values)[i]);
                return $"{{{string.Join(", ", children)}}}";
            case string name:
                throw new NotSupportedException(name);
            default:
                throw new InvalidOperationException("A type has no name.");
        }
    }

    private string Slice(JsonElement field, JsonElement column, int start, int end) =>
        $"[{string.Join(", ", Entries(field.GetProperty("children")[0], column.GetProperty("children")[0])[start..end])}]";

    private static int Offset(JsonElement offset) => int.Parse(offset.ToString(), CultureInfo.InvariantCulture);
}
