namespace SpikeStream.Recordings;

/// <summary>Which units of a recording are wanted, as text: <c>quality == "good" and (depth &gt; 500 or region in ["CA1", "CA3"])</c>, or original ids: <c>3, 7-12</c>.</summary>
/// <remarks>
/// Comparisons are <c>== != &lt; &lt;= &gt; &gt;=</c> and <c>in [...]</c>, joined by <c>not</c>, <c>and</c>, <c>or</c> (in this order of strength) and parentheses. A value that is
/// not known is equal to <c>null</c> alone, and neither before nor after anything. Columns whose names are no plain words stand between backquotes.
/// </remarks>
public sealed class UnitFilter
{
    private readonly UnitCondition _condition;

    private UnitFilter(string text, UnitCondition condition)
    {
        Text = text;
        _condition = condition;
    }

    /// <summary>The text that it was made of.</summary>
    public string Text { get; }

    /// <summary>Reads a filter.</summary>
    /// <param name="text">The filter.</param>
    /// <returns>The filter, ready for any table.</returns>
    /// <exception cref="InvalidInputException">The text is no filter; says at which character, what was found and what was expected.</exception>
    public static UnitFilter Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(text, UnitIdList.TryParse(text) ?? UnitFilterParser.Parse(text));
    }

    /// <summary>The units that match.</summary>
    /// <param name="table">What is known of the units.</param>
    /// <returns>Rows of the table, ascending; none where no unit matches.</returns>
    /// <exception cref="InvalidInputException">A column or an id that is asked for is not there, or a column holds values of another type.</exception>
    public IReadOnlyList<int> Select(UnitTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        Func<int, bool> matches = _condition(table);
        return [.. Enumerable.Range(0, table.Count).Where(matches)];
    }

    /// <summary>A refusal.</summary>
    /// <param name="text">The filter.</param>
    /// <param name="position">Index of the character, from 0.</param>
    /// <param name="what">What was found and expected.</param>
    internal static InvalidInputException Refuse(string text, int position, string what) => new($"units '{text}': character {position + 1}: {what}");
}
