using System.Text.Json;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Parameters;

/// <summary>Finds the parameters that an option means: a published set by name, a JSON file, or an object in the pipeline itself.</summary>
internal static class MesoscopicParameterSource
{
    private const long MaximumFileLength = 16 << 20;

    private static readonly Dictionary<string, MesoscopicParameters> Published = new()
    {
        ["two-populations"] = MesoscopicDefaults.TwoPopulations,
        ["four-populations"] = MesoscopicDefaults.FourPopulations,
    };

    /// <summary>Resolves an option.</summary>
    /// <param name="option">A name, a path or an object.</param>
    /// <param name="key">The option's key, for messages.</param>
    /// <param name="context">Where relative paths start.</param>
    /// <param name="names">Names of the populations for parameters that have none.</param>
    /// <exception cref="InvalidInputException">There are no such parameters, or they are malformed.</exception>
    public static MesoscopicParameters Resolve(JsonElement option, string key, NodeContext context, IReadOnlyList<string>? names = null)
    {
        if (option.ValueKind == JsonValueKind.Object) return MesoscopicParameterJson.Read(option, key, names);
        if (option.ValueKind != JsonValueKind.String)
            throw new InvalidInputException($"{key}: found {option.GetRawText()}, expected {string.Join(", ", Published.Keys)}, the path of a JSON file, or an object");
        string text = option.GetString()!;
        return Published.TryGetValue(text, out MesoscopicParameters? published) ? published : Read(text, key, context, names);
    }

    /// <summary>Reads a JSON file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">The option's key, for messages.</param>
    /// <param name="context">Where relative paths start.</param>
    /// <param name="names">Names of the populations for files that have none.</param>
    /// <exception cref="InvalidInputException">The file is missing or malformed.</exception>
    public static MesoscopicParameters Read(string path, string key, NodeContext context, IReadOnlyList<string>? names)
    {
        FileInfo file = new(context.InputPath(path));
        if (!file.Exists)
        {
            string hint = path.Contains('.', StringComparison.Ordinal) || path.Contains('/', StringComparison.Ordinal) ? "" : $"; {NearestName.Suggest(path, Published.Keys)}";
            throw new InvalidInputException($"{key}: \"{path}\" is neither a published set of parameters nor a file{hint}");
        }

        if (file.Length > MaximumFileLength) throw new InvalidInputException($"{path}: {file.Length} bytes are too long for a file of parameters, expected at most {MaximumFileLength}");
        try
        {
            using JsonDocument document = JsonDocument.Parse(
                File.ReadAllBytes(file.FullName), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return MesoscopicParameterJson.Read(document.RootElement, $"{path} $", names);
        }
        catch (JsonException fault)
        {
            throw new InvalidInputException($"{path}:{(fault.LineNumber ?? 0) + 1}: not valid JSON: {fault.Message.Split(" LineNumber:")[0]}", fault);
        }
    }
}
