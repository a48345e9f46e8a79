using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;

namespace SpikeStream.Pipelines.Catalog;

/// <summary>Generates the JSON schema (draft 2020-12) of pipeline files, with which editors complete, explain and check.</summary>
public static class PipelineSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Generates the schema; the same text for the same registry.</summary>
    /// <param name="registry">The node types; those of the product where null.</param>
    /// <returns>JSON with a final newline.</returns>
    public static string Generate(NodeRegistry? registry = null)
    {
        registry ??= NodeRegistry.Product;
        JsonObject root = new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "SpikeStream pipeline",
        };
        JsonObject body = OptionSchema.OfRecord(OptionShape.Of(typeof(PipelineOptions)));
        JsonObject properties = (JsonObject)body["properties"]!;
        properties.Insert(0, "$schema", new JsonObject { ["type"] = "string", ["description"] = "Where this schema is, for editors." });
        properties["variables"] = Variables("Values used as \"${name}\" in the rest of the file; a text that is only \"${name}\" takes the value with its type.");
        properties["settings"] = new JsonObject
        {
            ["description"] = "Named sets of other values for the variables, chosen by --setting NAME.",
            ["type"] = "object",
            ["additionalProperties"] = Variables("Variables that differ; description says what the setting is for."),
        };
        properties["sources"] = Section(registry, NodeCategory.Source, "What is read.", 1);
        properties["stages"] = Section(registry, NodeCategory.Stage, "What is computed.", 0);
        properties["sinks"] = Section(registry, NodeCategory.Sink, "What is written or shown.", 1);
        body["required"] = new JsonArray("name", "seed", "sources", "sinks");
        foreach ((string key, JsonNode? value) in body.ToList())
        {
            body.Remove(key);
            root[key] = value;
        }

        return root.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Variables(string description) => new()
    {
        ["description"] = description,
        ["type"] = "object",
        ["propertyNames"] = new JsonObject { ["pattern"] = "^[A-Za-z0-9_-]{1,100}$" },
        ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean", "null", "array") },
    };

    private static JsonObject Section(NodeRegistry registry, NodeCategory category, string description, int least)
    {
        List<NodeType> types = [.. registry.Types.Where(type => type.Category == category)];
        JsonArray forms = [];
        foreach (NodeType type in types) forms.Add(Form(type));
        JsonObject items = new()
        {
            ["type"] = "object",
            ["required"] = new JsonArray("id", "type"),
            ["properties"] = new JsonObject { ["type"] = new JsonObject { ["enum"] = new JsonArray([.. types.Select(type => JsonValue.Create(type.Type))]) } },
        };
        if (forms.Count > 0) items["oneOf"] = forms;
        return new JsonObject { ["description"] = description, ["type"] = "array", ["minItems"] = least, ["items"] = items };
    }

    private static JsonObject Form(NodeType type)
    {
        JsonObject form = OptionSchema.OfRecord(type.Shape);
        JsonObject properties = (JsonObject)form["properties"]!;
        JsonArray required = form["required"] as JsonArray ?? [];
        properties.Insert(0, "id", new JsonObject { ["type"] = "string", ["pattern"] = "^[A-Za-z0-9_-]{1,100}$", ["description"] = "Name of this node." });
        properties.Insert(1, "type", new JsonObject { ["const"] = type.Type, ["description"] = type.Summary });
        required.Insert(0, "id");
        required.Insert(1, "type");
        if (type.Category != NodeCategory.Source)
        {
            properties.Insert(2, "from", From(type));
            if (type.DeclaredPorts.Inputs.Any(port => !port.IsOptional)) required.Insert(2, "from");
        }

        form["required"] = required;
        JsonObject named = new() { ["title"] = type.Type, ["description"] = type.Summary };
        foreach ((string key, JsonNode? value) in form.ToList())
        {
            form.Remove(key);
            named[key] = value;
        }

        return named;
    }

    private static JsonObject From(NodeType type)
    {
        JsonObject ports = [];
        foreach (InputPort port in type.DeclaredPorts.Inputs) ports[port.Name] = new JsonObject { ["type"] = "string", ["description"] = port.Summary };
        return new JsonObject
        {
            ["description"] = "The node it takes from: \"node\" or \"node.port\", or an object that names one for each input port.",
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "string" },
                new JsonObject { ["type"] = "object", ["properties"] = ports, ["additionalProperties"] = false }),
        };
    }
}
