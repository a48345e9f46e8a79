using System.Globalization;
using System.Text.Json;

namespace SpikeStream.Recordings;

/// <summary>An object of <c>structure.oebin</c>, whose values may be anything.</summary>
/// <param name="file">The file, for messages.</param>
/// <param name="path">JSON path of the object, for messages.</param>
/// <param name="element">The object.</param>
internal sealed class OpenEphysJson(string file, string path, JsonElement element)
{
    private const int MostObjects = 100_000;
    private const int MostText = 200;

    /// <summary>Text without what would break a line.</summary>
    public static string OneLine(string text)
    {
        string line = string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));
        return line.Length > MostText ? line[..MostText] + "..." : line;
    }

    /// <summary>Whether there is a value.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>A text; null where there is none.</summary>
    public string? FindText(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.String) return Text(name, value);
        throw Refuse(name, Describe(value), "text");
    }

    /// <summary>A finite number; null where there is none.</summary>
    public double? FindNumber(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)) return number;
        throw Refuse(name, Describe(value), "a number");
    }

    /// <summary>The value <c>sample_rate</c> in Hz; null where there is none, or 0 as for text.</summary>
    public double? FindRate()
    {
        double? rate = FindNumber("sample_rate");
        return rate is null or 0 ? null : rate > 0 ? rate : throw Refuse("sample_rate", string.Create(CultureInfo.InvariantCulture, $"{rate}"), "a positive number in Hz");
    }

    /// <summary>A folder below that of its kind, with slashes and none at its end.</summary>
    /// <exception cref="InvalidInputException">There is none, or it leads elsewhere.</exception>
    public string Folder(string name)
    {
        string folder = FindText(name)?.Replace('\\', '/').Trim('/') ?? throw Refuse(name, "nothing", "the name of a folder");
        bool isBelow = folder.Length > 0 && folder.Split('/').All(part => part is not ("" or "." or "..")) && !folder.Contains('\0', StringComparison.Ordinal) && !Path.IsPathRooted(folder);
        return isBelow ? folder : throw Refuse(name, $"\"{OneLine(folder)}\"", "a folder within the recording");
    }

    /// <summary>The objects of a list; none where there is no list.</summary>
    public IEnumerable<OpenEphysJson> Objects(string name)
    {
        if (Find(name) is not { } list) yield break;
        if (list.ValueKind != JsonValueKind.Array) throw Refuse(name, Describe(list), "a list");
        if (list.GetArrayLength() > MostObjects) throw Refuse(name, $"{list.GetArrayLength()} entries", $"at most {MostObjects}");
        int i = 0;
        foreach (JsonElement entry in list.EnumerateArray())
        {
            string place = $"{path}.{name}[{i++}]";
            if (entry.ValueKind != JsonValueKind.Object) throw new InvalidInputException($"{file} {place}: found {Describe(entry)}, expected an object.");
            yield return new(file, place, entry);
        }
    }

    /// <summary>A refusal of a value.</summary>
    public InvalidInputException Refuse(string name, string found, string expected) => new($"{file} {path}.{name}: found {found}, expected {expected}.");

    private static string Describe(JsonElement value) => OneLine(value.GetRawText());

    private JsonElement? Find(string name)
    {
        if (element.ValueKind != JsonValueKind.Object) throw new InvalidInputException($"{file} {path}: found {Describe(element)}, expected an object.");
        return element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    // Escapes may stand for no character at all.
    private string Text(string name, JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Refuse(name, Describe(value), "text");
        }
    }
}
