using System.Text;
using System.Text.Json;

namespace SpikeStream.Pipelines.Options;

/// <summary>Reads JSON (comments and trailing commas allowed) into <see cref="JsonPart"/>s; refuses repeated keys.</summary>
internal static class JsonPartReader
{
    private const int MaximumDepth = 64;

    /// <summary>Reads a whole text.</summary>
    /// <returns>The root, or null where the text is not JSON; the fault is then in the list.</returns>
    public static JsonPart? Read(ReadOnlySpan<byte> utf8, string rootPath, FaultList faults, bool countLines = true)
    {
        if (utf8.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        Utf8JsonReader reader = new(utf8, new JsonReaderOptions
        {
            CommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
            MaxDepth = MaximumDepth,
        });
        LineCounter lines = new(utf8, countLines);
        try
        {
            reader.Read();
            JsonPart root = ReadValue(ref reader, rootPath, ref lines, faults);
            while (reader.Read())
            {
                // Only comments may follow; the reader itself refuses anything else.
            }

            return root;
        }
        catch (JsonException fault)
        {
            string text = fault.Message.Split(" LineNumber:")[0].Split(" Path:")[0];
            int line = countLines ? (int)(fault.LineNumber ?? 0) + 1 : 0;
            faults.Add(new JsonPart(JsonValueKind.Undefined, line, $"{rootPath} byte {fault.BytePositionInLine + 1}"), $"not valid JSON: {text}");
            return null;
        }
    }

    private static JsonPart ReadValue(ref Utf8JsonReader reader, string path, ref LineCounter lines, FaultList faults)
    {
        int line = lines.At((int)reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                JsonPart whole = new(JsonValueKind.Object, line, path);
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    string key = reader.GetString()!;
                    reader.Read();
                    JsonPart value = ReadValue(ref reader, Member(path, key), ref lines, faults);
                    if (whole.Find(key) is { } first) faults.Add(value, $"the key \"{key}\" is already given on line {first.Line}; keep one");
                    else whole.Members.Add(new(key, value));
                }

                return whole;
            case JsonTokenType.StartArray:
                JsonPart list = new(JsonValueKind.Array, line, path);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    list.Items.Add(ReadValue(ref reader, $"{path}[{list.Items.Count}]", ref lines, faults));
                return list;
            case JsonTokenType.String:
                return new(JsonValueKind.String, line, path) { Text = reader.GetString()! };
            case JsonTokenType.Number:
                return new(JsonValueKind.Number, line, path) { Text = Encoding.UTF8.GetString(reader.ValueSpan) };
            case JsonTokenType.True:
                return new(JsonValueKind.True, line, path);
            case JsonTokenType.False:
                return new(JsonValueKind.False, line, path);
            default:
                return new(JsonValueKind.Null, line, path);
        }
    }

    private static string Member(string path, string key) =>
        key.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '$' or '-') ? $"{path}.{key}" : $"{path}['{key}']";

    private ref struct LineCounter(ReadOnlySpan<byte> text, bool counts)
    {
        private readonly ReadOnlySpan<byte> _text = text;
        private int _offset;
        private int _line = 1;

        public int At(int offset)
        {
            if (!counts) return 0;
            _line += _text[_offset..offset].Count((byte)'\n');
            _offset = offset;
            return _line;
        }
    }
}
