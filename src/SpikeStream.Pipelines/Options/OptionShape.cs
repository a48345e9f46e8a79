using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Json;
using SpikeStream.Pipelines.Quantities;

namespace SpikeStream.Pipelines.Options;

/// <summary>What a type of option looks like in JSON; the one source of binding, schema and help.</summary>
internal sealed class OptionShape
{
    private static readonly ConcurrentDictionary<Type, OptionShape> Known = new();
    private readonly Lazy<IReadOnlyList<OptionProperty>> _properties;
    private readonly Lazy<IReadOnlyDictionary<string, OptionShape>> _variants;

    private OptionShape(Type type)
    {
        Type = type;
        Form = FormOf(type);
        Type? element = ElementOf(type);
        Element = element is null ? null : Of(element);
        Choices = Form == OptionForm.Choice ? [.. Enum.GetNames(type).Select(KeyOf)] : [];
        Spellings = Form == OptionForm.Choice ? SpellingsOf(type) : new();
        Quantity = Form == OptionForm.Quantity
            ? (QuantityBinding)Activator.CreateInstance(typeof(QuantityBinding<>).MakeGenericType(type))!
            : null;
        _properties = new(() => PropertiesOf(type, Form));
        _variants = new(() => VariantsOf(type, Form));
    }

    public Type Type { get; }

    public OptionForm Form { get; }

    /// <summary>Shape of the elements of a list or the values of a map.</summary>
    public OptionShape? Element { get; }

    public IReadOnlyList<string> Choices { get; }

    /// <summary>The names of all choices, those under which they are listed and others that are understood.</summary>
    public IReadOnlyDictionary<string, string> Spellings { get; }

    public QuantityBinding? Quantity { get; }

    public IReadOnlyList<OptionProperty> Properties => _properties.Value;

    /// <summary>The forms of a variant by the value of <c>type</c>.</summary>
    public IReadOnlyDictionary<string, OptionShape> Variants => _variants.Value;

    /// <summary>What is expected, for messages.</summary>
    public string Expected => Form switch
    {
        OptionForm.Text => "a text",
        OptionForm.Flag => "true or false",
        OptionForm.WholeNumber => "a whole number",
        OptionForm.Number => "a number",
        OptionForm.Json => "a name, a path or an object",
        OptionForm.Choice => $"one of {string.Join(", ", Choices)}",
        OptionForm.Quantity => Quantity!.Expected,
        OptionForm.List => $"a list, each element {Element!.Expected}",
        OptionForm.Map => $"an object, each value {Element!.Expected}",
        OptionForm.Variant => $"an object with a \"type\": one of {string.Join(", ", Variants.Keys)}",
        _ => "an object",
    };

    public static OptionShape Of(Type type) => Known.GetOrAdd(type, static key => new(key));

    /// <summary>The JSON spelling of a C# name.</summary>
    public static string KeyOf(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static OptionForm FormOf(Type type)
    {
        if (type == typeof(string)) return OptionForm.Text;
        if (type == typeof(bool)) return OptionForm.Flag;
        if (type == typeof(int) || type == typeof(long) || type == typeof(uint) || type == typeof(ulong)) return OptionForm.WholeNumber;
        if (type == typeof(double)) return OptionForm.Number;
        if (type == typeof(JsonElement)) return OptionForm.Json;
        if (type.IsEnum) return OptionForm.Choice;
        if (type.GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IQuantity<>))) return OptionForm.Quantity;
        if (IsMap(type)) return OptionForm.Map;
        if (ElementOf(type) is not null) return OptionForm.List;
        if (type.IsClass && type.IsAbstract) return OptionForm.Variant;
        if (type.IsClass && type.GetConstructor(Type.EmptyTypes) is not null) return OptionForm.Record;
        throw new InvalidOperationException(
            $"{type} is no type for an option: use string, bool, int, long, double, an enum, a quantity, a list, a dictionary by name, or a record without constructor parameters.");
    }

    private static Dictionary<string, string> SpellingsOf(Type type)
    {
        Dictionary<string, string> spellings = Enum.GetNames(type).ToDictionary(KeyOf);
        foreach (string name in Enum.GetNames(type))
        {
            if (type.GetField(name)!.GetCustomAttribute<EnumMemberAttribute>()?.Value is { } other) spellings.Add(other, name);
        }

        return spellings;
    }

    private static bool IsMap(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>);

    private static Type? ElementOf(Type type)
    {
        if (type.IsArray) return type.GetElementType();
        if (IsMap(type)) return type.GetGenericArguments()[1];
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;
    }

    private static IReadOnlyList<OptionProperty> PropertiesOf(Type type, OptionForm form)
    {
        if (form != OptionForm.Record) return [];
        object defaults = Activator.CreateInstance(type)!;
        NullabilityInfoContext nullability = new();
        return [.. Depth(type).SelectMany(level => level.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(property => property.SetMethod is not null && property.GetMethod is { IsPublic: true })
            .OrderBy(property => Depth(property.DeclaringType!).Count()).ThenBy(property => property.MetadataToken)
            .Select(property => new OptionProperty(property, defaults, nullability))];
    }

    /// <summary>The record and what it inherits from.</summary>
    private static IEnumerable<Type> Depth(Type type)
    {
        for (Type? level = type; level is not null && level != typeof(object); level = level.BaseType) yield return level;
    }

    private static Dictionary<string, OptionShape> VariantsOf(Type type, OptionForm form)
    {
        if (form != OptionForm.Variant) return [];
        return type.Assembly.GetTypes()
            .Where(candidate => candidate.IsSubclassOf(type) && candidate.IsDefined(typeof(VariantAttribute)))
            .OrderBy(candidate => candidate.GetCustomAttribute<VariantAttribute>()!.Name, StringComparer.Ordinal)
            .ToDictionary(candidate => candidate.GetCustomAttribute<VariantAttribute>()!.Name, Of);
    }
}
