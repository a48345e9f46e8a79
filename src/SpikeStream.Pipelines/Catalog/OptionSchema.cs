using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SpikeStream.Pipelines.Options;

namespace SpikeStream.Pipelines.Catalog;

/// <summary>The JSON schema of options.</summary>
internal static class OptionSchema
{
    /// <summary>A value that is only a variable, which may stand for any type.</summary>
    private const string Variable = @"^\$\{[A-Za-z0-9_-]+\}$";

    public static JsonObject OfRecord(OptionShape shape, string? variant = null)
    {
        JsonObject properties = [];
        JsonArray required = [];
        if (variant is not null)
        {
            properties["type"] = new JsonObject { ["const"] = variant, ["description"] = DocumentationText.Summary(shape.Type) };
            required.Add("type");
        }

        foreach (OptionProperty property in shape.Properties)
        {
            properties[property.Key] = OfProperty(property);
            if (property.IsRequired) required.Add(property.Key);
        }

        JsonObject schema = new() { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0) schema["required"] = required;
        schema["additionalProperties"] = false;
        return schema;
    }

    private static JsonObject OfProperty(OptionProperty property)
    {
        JsonObject schema = Of(property.Shape, property.Constraints);
        JsonObject described = [];
        string documentation = DocumentationText.Summary(property.Property);
        if (property.Unit is { } unit) documentation += $" In {unit}.";
        if (documentation.Length > 0) described["description"] = documentation;
        foreach ((string key, JsonNode? value) in schema.ToList())
        {
            schema.Remove(key);
            described[key] = value;
        }

        if (property.IsNotEmpty) described[property.Shape.Form == OptionForm.List ? "minItems" : "minLength"] = 1;
        if (property.IsNullable && described["type"] is JsonValue type) described["type"] = new JsonArray(type.GetValue<string>(), "null");
        else if (property.IsNullable && described["type"] is JsonArray types) types.Insert(1, "null");
        if (property.Default is { } value2) described["default"] = OptionText.ToJson(value2);
        return described;
    }

    private static JsonObject Of(OptionShape shape, IReadOnlyList<OptionConstraintAttribute> constraints)
    {
        switch (shape.Form)
        {
            case OptionForm.Text: return new JsonObject { ["type"] = "string" };
            case OptionForm.Flag: return new JsonObject { ["type"] = new JsonArray("boolean", "string"), ["pattern"] = Variable };
            case OptionForm.WholeNumber: return Constrained(NumberOr("integer"), constraints, shape.Type == typeof(ulong) || shape.Type == typeof(uint));
            case OptionForm.Json: return new JsonObject { ["type"] = new JsonArray("string", "object") };
            case OptionForm.Number: return Constrained(NumberOr("number"), constraints, false);
            case OptionForm.Choice:
                return new JsonObject
                {
                    ["type"] = "string",
                    ["anyOf"] = new JsonArray(
                        new JsonObject { ["enum"] = new JsonArray([.. shape.Spellings.Keys.Select(choice => JsonValue.Create(choice))]) },
                        new JsonObject { ["pattern"] = Variable }),
                };
            case OptionForm.Quantity:
                string units = string.Join('|', shape.Quantity!.Units.Select(Regex.Escape));
                return new JsonObject { ["type"] = "string", ["pattern"] = $"^\\s*[+-]?[0-9.]+([eE][+-]?[0-9]+)?\\s*({units})\\s*$|\\$\\{{" };
            case OptionForm.List: return new JsonObject { ["type"] = new JsonArray("array", "string"), ["pattern"] = Variable, ["items"] = Of(shape.Element!, constraints) };
            case OptionForm.Map: return new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(shape.Element!, constraints) };
            case OptionForm.Variant:
                JsonArray forms = [];
                foreach ((string name, OptionShape variant) in shape.Variants) forms.Add(OfRecord(variant, name));
                return new JsonObject { ["type"] = "object", ["oneOf"] = forms };
            default: return OfRecord(shape);
        }
    }

    private static JsonObject NumberOr(string type) => new() { ["type"] = new JsonArray(type, "string"), ["pattern"] = Variable };

    private static JsonObject Constrained(JsonObject schema, IReadOnlyList<OptionConstraintAttribute> constraints, bool isUnsigned)
    {
        if (isUnsigned) schema["minimum"] = 0;
        foreach (OptionConstraintAttribute constraint in constraints)
        {
            if (constraint.Minimum is { } least) schema[constraint.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = least;
            if (constraint.Maximum is { } most) schema[constraint.MaximumIsExclusive ? "exclusiveMaximum" : "maximum"] = most;
        }

        return schema;
    }
}
