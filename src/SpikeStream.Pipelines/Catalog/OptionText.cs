using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SpikeStream.Pipelines.Options;

namespace SpikeStream.Pipelines.Catalog;

/// <summary>Writes default values as the user would write them in JSON.</summary>
internal static class OptionText
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string? Of(object? value) => value is null ? null : ToJson(value)?.ToJsonString(Relaxed);

    public static JsonNode? ToJson(object? value)
    {
        switch (value)
        {
            case null: return null;
            case string text: return JsonValue.Create(text);
            case JsonElement element: return element.ValueKind == JsonValueKind.Undefined ? null : JsonNode.Parse(element.GetRawText());
            case bool flag: return JsonValue.Create(flag);
            case int or long or uint: return JsonValue.Create(Convert.ToInt64(value, CultureInfo.InvariantCulture));
            case ulong large: return JsonValue.Create(large);
            case double number: return double.IsFinite(number) ? JsonValue.Create(number) : JsonValue.Create(number.ToString(CultureInfo.InvariantCulture));
            case Enum choice: return JsonValue.Create(OptionShape.KeyOf(choice.ToString()));
            case IDictionary map:
                JsonObject named = [];
                foreach (DictionaryEntry entry in map) named.Add((string)entry.Key, ToJson(entry.Value));
                return named;
            case IEnumerable list: return new JsonArray([.. list.Cast<object?>().Select(ToJson)]);
        }

        OptionShape shape = OptionShape.Of(value.GetType());
        if (shape.Form == OptionForm.Quantity) return JsonValue.Create(value.ToString());
        JsonObject whole = [];
        if (value.GetType().GetCustomAttributes(typeof(VariantAttribute), false) is [VariantAttribute variant]) whole.Add("type", variant.Name);
        foreach (OptionProperty property in shape.Properties)
        {
            if (property.Property.GetValue(value) is { } inner) whole.Add(property.Key, ToJson(inner));
        }

        return whole;
    }
}
