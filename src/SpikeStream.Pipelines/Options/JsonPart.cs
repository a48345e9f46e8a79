using System.Text.Json;

namespace SpikeStream.Pipelines.Options;

/// <summary>A JSON value that remembers its line and path, so that a fault found late still names its place.</summary>
internal sealed class JsonPart(JsonValueKind kind, int line, string path)
{
    public JsonValueKind Kind { get; } = kind;

    /// <summary>Line in the file, from 1; 0 where the value came from <c>--set</c>.</summary>
    public int Line { get; } = line;

    public string Path { get; } = path;

    /// <summary>Where a value comes from that is not written at its place, such as a variable; null for a value as written.</summary>
    public string? Origin { get; set; }

    /// <summary>The text of a string, or the digits of a number as written.</summary>
    public string Text { get; set; } = "";

    /// <summary>Members of an object in the order of the file.</summary>
    public List<KeyValuePair<string, JsonPart>> Members { get; } = [];

    /// <summary>Elements of an array.</summary>
    public List<JsonPart> Items { get; } = [];

    public JsonPart? Find(string key)
    {
        foreach ((string name, JsonPart value) in Members)
        {
            if (name == key) return value;
        }

        return null;
    }

    public void Replace(string key, JsonPart value)
    {
        int at = Members.FindIndex(member => member.Key == key);
        if (at < 0) Members.Add(new(key, value));
        else Members[at] = new(key, value);
    }

    /// <summary>The same value at another place.</summary>
    /// <param name="place">The part whose place the copy takes.</param>
    /// <param name="origin">Where the value comes from.</param>
    public JsonPart CopyTo(JsonPart place, string origin) => CopyTo(place.Line, place.Path, origin);

    /// <summary>The value as a message shows it.</summary>
    public string Describe() => Kind switch
    {
        JsonValueKind.String => $"\"{Text}\"",
        JsonValueKind.Number => Text,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null => "null",
        JsonValueKind.Array => $"a list of {Items.Count}",
        _ => "an object",
    };

    /// <summary>The value for a node that checks it itself.</summary>
    public JsonElement ToElement()
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer)) Write(writer);
        using JsonDocument document = JsonDocument.Parse(buffer.ToArray());
        return document.RootElement.Clone();
    }

    public void Write(Utf8JsonWriter writer)
    {
        switch (Kind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach ((string key, JsonPart value) in Members)
                {
                    writer.WritePropertyName(key);
                    value.Write(writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonPart item in Items) item.Write(writer);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String: writer.WriteStringValue(Text); break;
            case JsonValueKind.Number: writer.WriteRawValue(Text); break;
            case JsonValueKind.True: writer.WriteBooleanValue(true); break;
            case JsonValueKind.False: writer.WriteBooleanValue(false); break;
            default: writer.WriteNullValue(); break;
        }
    }

    private JsonPart CopyTo(int atLine, string atPath, string origin)
    {
        JsonPart copy = new(Kind, atLine, atPath) { Text = Text, Origin = origin };
        for (int i = 0; i < Items.Count; i++) copy.Items.Add(Items[i].CopyTo(atLine, $"{atPath}[{i}]", origin));
        return copy;
    }
}
