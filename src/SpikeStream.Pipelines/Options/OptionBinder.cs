using System.Globalization;
using System.Text.Json;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Options;

/// <summary>Binds JSON to an options record, collecting every fault instead of stopping at the first.</summary>
internal sealed class OptionBinder(FaultList faults)
{
    /// <summary>Paths of files to read, with the place that names them.</summary>
    public List<(string Path, JsonPart Part)> InputPaths { get; } = [];

    /// <summary>Paths of files to write, with the place that names them.</summary>
    public List<(string Path, JsonPart Part)> OutputPaths { get; } = [];

    /// <summary>Binds an object.</summary>
    /// <param name="part">The JSON object.</param>
    /// <param name="shape">A record's shape.</param>
    /// <param name="reserved">Keys that belong to the surroundings and are skipped.</param>
    /// <returns>The record; with faults, what could be bound.</returns>
    public object BindRecord(JsonPart part, OptionShape shape, params IReadOnlyList<string> reserved)
    {
        object record = Activator.CreateInstance(shape.Type)!;
        int before = faults.Faults.Count;
        List<string> keys = [.. shape.Properties.Select(property => property.Key)];
        HashSet<string> meant = [];
        foreach ((string key, JsonPart value) in part.Members)
        {
            if (reserved.Contains(key)) continue;
            OptionProperty? property = shape.Properties.FirstOrDefault(candidate => candidate.Key == key);
            if (property is not null)
            {
                BindProperty(record, property, value);
                continue;
            }

            string[] known = [.. keys.Concat(reserved)];
            if (NearestName.Find(key, known) is { } nearest) meant.Add(nearest);
            faults.Add(value, $"unknown key \"{key}\"; {NearestName.Suggest(key, known)}");
        }

        foreach (OptionProperty property in shape.Properties)
        {
            // A key that was only misspelt is one fault, not two.
            if (property.IsRequired && part.Find(property.Key) is null && meant.Contains(property.Key)) continue;
            if (property.IsRequired && part.Find(property.Key) is null)
                faults.Add(part, $"the key \"{property.Key}\" is missing; expected {property.Shape.Expected}");
            else if (part.Find(property.Key) is null && property.Default is string path)
                NotePath(property, path, part);
        }

        if (faults.Faults.Count == before && record is ISelfChecked selfChecked)
        {
            foreach ((string key, string message) in selfChecked.Check()) faults.Add(part.Find(key) ?? part, message);
        }

        return record;
    }

    private void BindProperty(object record, OptionProperty property, JsonPart part)
    {
        if (part.Kind == JsonValueKind.Null)
        {
            if (property.IsNullable) property.Property.SetValue(record, null);
            else faults.Add(part, $"found null, expected {property.Shape.Expected}");
            return;
        }

        object? value = Bind(part, property.Shape, property.Constraints);
        if (value is null) return;
        if (property.IsNotEmpty && (value is "" || value is Array { Length: 0 } || value is System.Collections.ICollection { Count: 0 }))
            faults.Add(part, "found nothing, expected at least one element");
        foreach (string path in value as IEnumerable<string> ?? (value is string text ? [text] : [])) NotePath(property, path, part);
        property.Property.SetValue(record, value);
    }

    private void NotePath(OptionProperty property, string path, JsonPart part)
    {
        if (property.IsInputPath) InputPaths.Add((path, part));
        if (property.IsOutputPath) OutputPaths.Add((path, part));
    }

    private object? Bind(JsonPart part, OptionShape shape, IReadOnlyList<OptionConstraintAttribute> constraints) => shape.Form switch
    {
        OptionForm.Text when part.Kind == JsonValueKind.String => part.Text,
        OptionForm.Flag when part.Kind is JsonValueKind.True or JsonValueKind.False => part.Kind == JsonValueKind.True,
        OptionForm.WholeNumber when part.Kind == JsonValueKind.Number => BindInteger(part, shape.Type, constraints),
        OptionForm.Number when part.Kind == JsonValueKind.Number => BindNumber(part, constraints),
        OptionForm.Choice when part.Kind == JsonValueKind.String => BindChoice(part, shape),
        OptionForm.Json => part.ToElement(),
        OptionForm.Quantity => BindQuantity(part, shape.Quantity!, constraints),
        OptionForm.List when part.Kind == JsonValueKind.Array => BindList(part, shape.Element!, constraints),
        OptionForm.Map when part.Kind == JsonValueKind.Object => BindMap(part, shape.Element!, constraints),
        OptionForm.Record when part.Kind == JsonValueKind.Object => BindRecord(part, shape),
        OptionForm.Variant when part.Kind == JsonValueKind.Object => BindVariant(part, shape),
        _ => Refuse(part, shape.Expected),
    };

    private object? Refuse(JsonPart part, string expected)
    {
        faults.Add(part, $"found {part.Describe()}, expected {expected}");
        return null;
    }

    private object? BindInteger(JsonPart part, Type type, IReadOnlyList<OptionConstraintAttribute> constraints)
    {
        object? value = null;
        if (type == typeof(ulong) && ulong.TryParse(part.Text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong wide)) value = wide;
        if (type == typeof(uint) && uint.TryParse(part.Text, NumberStyles.None, CultureInfo.InvariantCulture, out uint narrow)) value = narrow;
        if (type == typeof(long) && long.TryParse(part.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long signed)) value = signed;
        if (type == typeof(int) && int.TryParse(part.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int small)) value = small;
        if (value is not null) return Constrain(part, Convert.ToDouble(value, CultureInfo.InvariantCulture), constraints, "a whole number") ? value : null;
        string range = type == typeof(int) || type == typeof(long) ? "" : " of at least 0";
        return Refuse(part, $"a whole number{range} that fits {(type == typeof(int) || type == typeof(uint) ? 32 : 64)} bits");
    }

    private object? BindNumber(JsonPart part, IReadOnlyList<OptionConstraintAttribute> constraints)
    {
        double value = double.Parse(part.Text, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value)) return Refuse(part, "a number that fits a double");
        return Constrain(part, value, constraints, "a number") ? value : null;
    }

    private bool Constrain(JsonPart part, double value, IReadOnlyList<OptionConstraintAttribute> constraints, string what)
    {
        foreach (OptionConstraintAttribute constraint in constraints)
        {
            if (constraint.Holds(value)) continue;
            Refuse(part, $"{what} {constraint.Description}");
            return false;
        }

        return true;
    }

    private object? BindChoice(JsonPart part, OptionShape shape)
    {
        if (shape.Spellings.TryGetValue(part.Text, out string? name)) return Enum.Parse(shape.Type, name);
        string suggestion = NearestName.Find(part.Text, shape.Choices) is { } nearest ? $"; did you mean \"{nearest}\"?" : "";
        return Refuse(part, shape.Expected + suggestion);
    }

    private object? BindQuantity(JsonPart part, QuantityBinding quantity, IReadOnlyList<OptionConstraintAttribute> constraints)
    {
        if (part.Kind != JsonValueKind.String)
        {
            string meant = part.Kind == JsonValueKind.Number ? $"; did you mean \"{part.Text} {quantity.Units[0]}\"?" : "";
            return Refuse(part, quantity.Expected + meant);
        }

        if (quantity.Read(part.Text) is not { } value)
        {
            string symbol = part.Text.TrimStart().TrimStart("+-.0123456789 ".ToCharArray());
            string? nearest = symbol.Length == 0 ? null : quantity.Units.FirstOrDefault(unit => string.Equals(unit, symbol, StringComparison.OrdinalIgnoreCase));
            string meant = nearest is null ? "" : $"; did you mean \"{nearest}\"?";
            return Refuse(part, quantity.Expected + meant);
        }

        return Constrain(part, quantity.BaseValue(value), constraints, "a quantity") ? value : null;
    }

    private Array BindList(JsonPart part, OptionShape element, IReadOnlyList<OptionConstraintAttribute> constraints)
    {
        Array list = Array.CreateInstance(element.Type, part.Items.Count);
        for (int i = 0; i < part.Items.Count; i++)
        {
            if (Bind(part.Items[i], element, constraints) is { } value) list.SetValue(value, i);
        }

        return list;
    }

    private System.Collections.IDictionary BindMap(JsonPart part, OptionShape element, IReadOnlyList<OptionConstraintAttribute> constraints)
    {
        var map = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), element.Type))!;
        foreach ((string key, JsonPart value) in part.Members)
        {
            if (Bind(value, element, constraints) is { } bound) map.Add(key, bound);
        }

        return map;
    }

    private object? BindVariant(JsonPart part, OptionShape shape)
    {
        IReadOnlyCollection<string> names = [.. shape.Variants.Keys];
        if (part.Find("type") is not { Kind: JsonValueKind.String } type)
        {
            faults.Add(part, $"the key \"type\" is missing; expected one of {string.Join(", ", names)}");
            return null;
        }

        if (shape.Variants.TryGetValue(type.Text, out OptionShape? variant)) return BindRecord(part, variant, "type");
        faults.Add(type, $"unknown type \"{type.Text}\"; {NearestName.Suggest(type.Text, names)}");
        return null;
    }
}
