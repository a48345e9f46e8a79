namespace SpikeStream.Recordings;

/// <summary>Comparisons of a column with values.</summary>
internal static class UnitComparison
{
    /// <summary>A comparison with one value.</summary>
    public static Func<int, bool> Bind(string text, UnitFilterToken name, string comparison, object? value, UnitTable table)
    {
        UnitColumn column = Find(text, name, table);
        CheckType(text, name, column, value);
        IReadOnlyList<object?> values = column.Values;
        return comparison switch
        {
            "==" => row => AreEqual(values[row], value),
            "!=" => row => !AreEqual(values[row], value),
            "<" => row => Order(values[row], value) < 0,
            "<=" => row => Order(values[row], value) <= 0,
            ">" => row => Order(values[row], value) > 0,
            _ => row => Order(values[row], value) >= 0,
        };
    }

    /// <summary>Whether a value of a column is in a list.</summary>
    public static Func<int, bool> Among(string text, UnitFilterToken name, IReadOnlyList<object?> list, UnitTable table)
    {
        UnitColumn column = Find(text, name, table);
        foreach (object? value in list) CheckType(text, name, column, value);
        return row => list.Any(value => AreEqual(column.Values[row], value));
    }

    private static UnitColumn Find(string text, UnitFilterToken name, UnitTable table) =>
        table.Find(name.Text) ?? throw UnitFilter.Refuse(
            text, name.At, $"found no column \"{name.Text}\" of the units; {NearestName.Suggest(name.Text, [.. table.Columns.Select(column => column.Name)])}");

    private static void CheckType(string text, UnitFilterToken name, UnitColumn column, object? value)
    {
        if (value is null) return;
        object? known = null;
        foreach (object? found in column.Values)
        {
            if (found is null) continue;
            if (found.GetType() == value.GetType()) return;
            known ??= found;
        }

        if (known is null) return;
        throw UnitFilter.Refuse(text, name.At, $"found column \"{column.Name}\" compared with {Describe(value)}, expected {Kind(known)} such as {Describe(known)}.");
    }

    private static string Kind(object value) => value switch { string => "text", bool => "a truth value", _ => "a number" };

    private static string Describe(object value) => value switch
    {
        string words => $"\"{words}\"",
        bool truth => truth ? "true" : "false",
        _ => FormattableString.Invariant($"{value}"),
    };

    private static bool AreEqual(object? found, object? wanted) => found is double number && double.IsNaN(number) ? wanted is null : Equals(found, wanted);

    // Null, and so neither before nor after, where one is not known or they are of different types.
    private static int? Order(object? found, object? wanted) => (found, wanted) switch
    {
        (double left, double right) when !double.IsNaN(left) => left.CompareTo(right),
        (string left, string right) => string.CompareOrdinal(left, right),
        _ => null,
    };
}
