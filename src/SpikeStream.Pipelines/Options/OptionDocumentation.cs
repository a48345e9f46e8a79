using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace SpikeStream.Pipelines.Options;

/// <summary>The doc comments of options, from the XML file that the compiler writes beside the assembly.</summary>
internal static class OptionDocumentation
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, string>> Known = new();

    /// <summary>The summary of a property as one line of plain text.</summary>
    /// <returns>Null where there is none.</returns>
    public static string? Of(PropertyInfo property)
    {
        Type declaring = property.DeclaringType!;
        string owner = (declaring.IsGenericType ? declaring.GetGenericTypeDefinition() : declaring).FullName!.Replace('+', '.');
        return Known.GetOrAdd(declaring.Assembly, Read).GetValueOrDefault($"P:{owner}.{property.Name}");
    }

    private static Dictionary<string, string> Read(Assembly assembly)
    {
        Dictionary<string, string> summaries = [];
        string path = Path.ChangeExtension(assembly.Location, ".xml");
        if (!File.Exists(path)) return summaries;
        try
        {
            foreach (XElement member in XDocument.Load(path).Descendants("member"))
            {
                if (member.Attribute("name")?.Value is { } name && member.Element("summary") is { } summary) summaries[name] = Plain(summary);
            }
        }
        catch (XmlException)
        {
            // A damaged file of descriptions costs the descriptions, nothing else.
        }

        return summaries;
    }

    private static string Plain(XElement summary)
    {
        StringBuilder text = new();
        foreach (XNode node in summary.DescendantNodes())
        {
            if (node is XText words) text.Append(words.Value);
            else if (node is XElement { IsEmpty: true } reference) text.Append((reference.Attribute("cref") ?? reference.Attribute("langword") ?? reference.Attribute("name"))?.Value.Split('.', ':')[^1]);
        }

        return string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
