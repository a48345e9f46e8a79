using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace SpikeStream.Pipelines.Catalog;

/// <summary>Reads doc comments from the XML file that the compiler writes beside each assembly.</summary>
internal static class DocumentationText
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> Files = new();

    /// <summary>The summary of a type; empty where there is none.</summary>
    public static string Summary(Type type) => Text(type.Assembly, "T:" + NameOf(type), "summary");

    /// <summary>The remarks of a type; empty where there are none.</summary>
    public static string Remarks(Type type) => Text(type.Assembly, "T:" + NameOf(type), "remarks");

    /// <summary>The summary of a property; empty where there is none.</summary>
    public static string Summary(PropertyInfo property) =>
        Text(property.DeclaringType!.Assembly, $"P:{NameOf(property.DeclaringType)}.{property.Name}", "summary");

    /// <summary>The summary of a value of an enumeration.</summary>
    public static string Summary(Type enumeration, string value) => Text(enumeration.Assembly, $"F:{NameOf(enumeration)}.{value}", "summary");

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private static string Text(Assembly assembly, string member, string part) =>
        Files.GetOrAdd(assembly, Load).TryGetValue(member, out XElement? element) && element.Element(part) is { } found ? Flatten(found) : "";

    private static IReadOnlyDictionary<string, XElement> Load(Assembly assembly)
    {
        string path = Path.ChangeExtension(Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".dll"), ".xml");
        if (!File.Exists(path)) return new Dictionary<string, XElement>();
        try
        {
            return XDocument.Load(path).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);
        }
        catch (XmlException)
        {
            return new Dictionary<string, XElement>();
        }
    }

    private static string Flatten(XElement element)
    {
        StringBuilder text = new();
        foreach (XNode node in element.Nodes())
        {
            if (node is XText plain) text.Append(plain.Value);
            else if (node is XElement { Name.LocalName: "see" or "paramref" or "typeparamref" } reference) text.Append(NameIn(reference));
            else if (node is XElement inner) text.Append(Flatten(inner));
        }

        return string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>A reference to a property is shown as the user writes it.</summary>
    private static string NameIn(XElement reference)
    {
        if (reference.Value.Length > 0) return reference.Value;
        string name = reference.Attribute("cref")?.Value ?? reference.Attribute("langword")?.Value ?? reference.Attribute("name")?.Value ?? "";
        string last = name[(name.LastIndexOf('.') + 1)..];
        return name.StartsWith("P:", StringComparison.Ordinal) || name.StartsWith("F:", StringComparison.Ordinal) ? Options.OptionShape.KeyOf(last) : last;
    }
}
