using System.Globalization;

namespace SpikeStream.Recordings;

/// <summary>What a MATLAB file says of each unit besides its spikes: its position, and the other fields of its struct.</summary>
internal static class MatlabUnitTable
{
    private const string Position = "position", Index = "index";
    private const int MostFields = 256;

    /// <summary>Makes the table of units.</summary>
    /// <param name="file">The file.</param>
    /// <param name="search">The units.</param>
    /// <param name="name">Name of the variable or field, for a unit that is it all.</param>
    /// <param name="notice">Is told what is left out.</param>
    public static UnitTable Create(MatlabFile file, MatlabUnitSearch search, string name, Action<string>? notice)
    {
        IReadOnlyList<MatlabUnit> units = search.Units;
        List<UnitColumn> properties = search.Companion is { } companion ? OfCompanion(file, companion, units.Count) : OfStructs(file, units, notice);
        UnitColumn? stated = properties.Find(column => string.Equals(column.Name, UnitTable.Id, StringComparison.OrdinalIgnoreCase));
        List<UnitColumn> columns = [];
        if (stated is not null && stated.Values.All(value => value is not null) && stated.Values.Distinct().Count() == units.Count && units.Count > 0)
        {
            columns.Add(stated with { Name = UnitTable.Id });
            properties.Remove(stated);
        }
        else columns.Add(new(UnitTable.Id, Ids(units, name)));

        columns.Add(new(Position, [.. units.Select(unit => (object?)(unit.Position.Length == 0 ? name : unit.Position))]));
        columns.AddRange(Indices(units));
        foreach (UnitColumn property in properties)
        {
            string distinct = property.Name;
            while (columns.Exists(column => column.Name == distinct)) distinct += "_";
            columns.Add(property with { Name = distinct });
        }

        return new(columns);
    }

    /// <summary>A single value; false where there are several, or none that a table can hold.</summary>
    public static bool TryScalar(MatlabValue value, out object? scalar)
    {
        scalar = null;
        switch (value)
        {
            case MatlabNumbers { Count: 0 } or MatlabText { Rows.Count: 0 }:
                return true;
            case MatlabNumbers { Count: 1 } number:
                double only = number.ReadAll()[0];
                scalar = number.NumberClass == MatlabClass.Logical ? only != 0 : double.IsFinite(only) ? only : null;
                return true;
            case MatlabText { Rows.Count: 1 } text:
                scalar = text.Rows[0];
                return true;
            case MatlabCells { Items.Count: 1 } cells:
                return TryScalar(cells.Items[0], out scalar);
            default:
                return false;
        }
    }

    /// <summary>One value per element of an array of numbers, texts or cells.</summary>
    /// <returns>Null where it is no such array, or has another number of elements.</returns>
    public static object?[]? Values(MatlabFile file, MatlabValue value, long count)
    {
        switch (value)
        {
            case MatlabNumbers numbers when numbers.Count == count && numbers.IsVector:
                file.Load([numbers]);
                return [.. numbers.ReadAll().Select(number => numbers.NumberClass == MatlabClass.Logical ? number != 0 : (object?)(double.IsFinite(number) ? number : null))];
            case MatlabText text when text.Rows.Count == count:
                return [.. text.Rows];
            case MatlabCells cells when cells.Items.Count == count:
                object?[] values = new object?[count];
                for (int i = 0; i < values.Length; i++)
                {
                    if (!TryScalar(cells.Items[i], out values[i])) return null;
                }

                return Uniform(values);
            default:
                return null;
        }
    }

    private static IReadOnlyList<object?> Ids(IReadOnlyList<MatlabUnit> units, string name) => units.All(unit => unit.Indices.Count == 1 && IsNumber(unit.Indices[0]))
        ? [.. units.Select(unit => (object?)Number(unit.Indices[0]))]
        : [.. units.Select(unit => (object?)(unit.Position.Length == 0 ? name : unit.Position))];

    // A column per level where the units lie deeper than one: days, epochs, tetrodes, cells.
    private static IEnumerable<UnitColumn> Indices(IReadOnlyList<MatlabUnit> units)
    {
        int levels = units.Count == 0 ? 0 : units.Max(unit => unit.Indices.Count);
        for (int level = 0; level < levels && levels > 1; level++)
        {
            string?[] indices = [.. units.Select(unit => level < unit.Indices.Count ? unit.Indices[level] : null)];
            bool areNumbers = indices.All(index => index is null || IsNumber(index));
            yield return new($"{Index}{level + 1}", [.. indices.Select(index => index is null ? null : areNumbers ? (object)Number(index) : index)]);
        }
    }

    private static List<UnitColumn> OfStructs(MatlabFile file, IReadOnlyList<MatlabUnit> units, Action<string>? notice)
    {
        List<UnitColumn> columns = [];
        List<string> left = [];
        foreach (string field in units.Select(unit => unit.Properties).OfType<MatlabStructs>().Distinct().SelectMany(structs => structs.Fields).Distinct().Take(MostFields))
        {
            object?[] values = new object?[units.Count];
            bool isTimes = false, isScalar = true;
            for (int i = 0; i < values.Length && isScalar; i++)
            {
                if (units[i].Properties is not { } structs || structs.Find(field) is not (>= 0 and int at)) continue;
                MatlabValue value = structs.At(units[i].Element, at);
                isTimes |= ReferenceEquals(value, units[i].Times) && value.Count != 0;
                isScalar = !isTimes && TryScalar(value, out values[i]);
            }

            if (isScalar && !values.All(value => value is null)) columns.Add(new(field, Uniform(values)));
            else if (!isTimes && !isScalar) left.Add(field);
        }

        if (left.Count > 0) notice?.Invoke($"{file.Path}: left out {string.Join(", ", left)} of the units, expected one number or text per unit");
        return columns;
    }

    private static List<UnitColumn> OfCompanion(MatlabFile file, MatlabStructs companion, int units)
    {
        List<UnitColumn> columns = [];
        for (int field = 0; field < Math.Min(companion.Fields.Count, MostFields); field++)
        {
            if (units > 0 && Values(file, companion.At(0, field), units) is { } values && columns.TrueForAll(column => column.Name != companion.Fields[field])) columns.Add(new(companion.Fields[field], values));
        }

        return columns;
    }

    // A column of numbers and texts is one of texts.
    private static object?[] Uniform(object?[] values) => values.Where(value => value is not null).Select(value => value!.GetType()).Distinct().Count() <= 1
        ? values
        : [.. values.Select(value => value is null ? null : (object?)Convert.ToString(value, CultureInfo.InvariantCulture))];

    private static bool IsNumber(string index) => double.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static double Number(string index) => double.Parse(index, NumberStyles.None, CultureInfo.InvariantCulture);
}
