using System.Globalization;

namespace SpikeStream.Recordings;

/// <summary>Reads conditions by recursive descent: <c>or</c> of <c>and</c> of <c>not</c> of comparisons and parentheses.</summary>
internal sealed class UnitFilterParser
{
    private const int MostNested = 100;
    private static readonly string[] Reserved = ["and", "or", "not", "in", "true", "false", "null"];

    private readonly string _text;
    private readonly List<UnitFilterToken> _tokens;
    private int _next;
    private int _depth;

    private UnitFilterParser(string text)
    {
        _text = text;
        _tokens = UnitFilterLexer.Split(text);
    }

    private UnitFilterToken Current => _tokens[_next];

    /// <summary>Reads a whole text.</summary>
    public static UnitCondition Parse(string text)
    {
        UnitFilterParser parser = new(text);
        UnitCondition condition = parser.Or();
        if (parser.Current.Kind != UnitFilterTokenKind.End) throw parser.Expected("and, or, or the end");
        return condition;
    }

    private static Func<int, bool> Either(Func<int, bool> first, Func<int, bool> second) => row => first(row) || second(row);

    private static Func<int, bool> Both(Func<int, bool> first, Func<int, bool> second) => row => first(row) && second(row);

    private static Func<int, bool> Opposite(Func<int, bool> condition) => row => !condition(row);

    private UnitCondition Or()
    {
        UnitCondition left = And();
        while (Take("or"))
        {
            UnitCondition before = left, after = And();
            left = table => Either(before(table), after(table));
        }

        return left;
    }

    private UnitCondition And()
    {
        UnitCondition left = Not();
        while (Take("and"))
        {
            UnitCondition before = left, after = Not();
            left = table => Both(before(table), after(table));
        }

        return left;
    }

    private UnitCondition Not()
    {
        if (++_depth > MostNested) throw Expected($"no more than {MostNested} conditions within each other");
        try
        {
            if (Take("not"))
            {
                UnitCondition inner = Not();
                return table => Opposite(inner(table));
            }

            if (!Take("(")) return Comparison();
            UnitCondition grouped = Or();
            if (!Take(")")) throw Expected("and, or, or a closing )");
            return grouped;
        }
        finally
        {
            _depth--;
        }
    }

    private UnitCondition Comparison()
    {
        UnitFilterToken column = Current;
        bool isColumn = column.Kind == UnitFilterTokenKind.Column || (column.Kind == UnitFilterTokenKind.Word && !Reserved.Contains(column.Text, StringComparer.OrdinalIgnoreCase));
        if (!isColumn) throw Expected("the name of a column, such as quality, or ids such as 3, 7-12");
        _next++;
        bool isNegated = Take("not");
        if (Take("in"))
        {
            List<object?> values = List();
            return isNegated ? table => Opposite(UnitComparison.Among(_text, column, values, table)) : table => UnitComparison.Among(_text, column, values, table);
        }

        UnitFilterToken comparison = Current;
        if (isNegated || comparison.Text is not ("==" or "!=" or "<" or "<=" or ">" or ">=") || comparison.Kind != UnitFilterTokenKind.Sign)
            throw Expected(isNegated ? "in" : "==, !=, <, <=, >, >= or in");
        _next++;
        UnitFilterToken place = Current;
        object? value = Value();
        if (value is null or bool && comparison.Text is not ("==" or "!=")) throw UnitFilter.Refuse(_text, comparison.At, $"found {comparison} before {place}, expected == or !=.");
        return table => UnitComparison.Bind(_text, column, comparison.Text, value, table);
    }

    private List<object?> List()
    {
        if (!Take("[")) throw Expected("a list such as [\"a\", \"b\"]");
        List<object?> values = [];
        do values.Add(Value());
        while (Take(","));
        if (!Take("]")) throw Expected("a comma or a closing ]");
        return values;
    }

    private object? Value()
    {
        UnitFilterToken token = Current;
        object? value = token.Kind switch
        {
            UnitFilterTokenKind.Text => token.Text,
            UnitFilterTokenKind.Number => double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
                ? number : throw Expected("a number"),
            UnitFilterTokenKind.Word when token.Is("true") => true,
            UnitFilterTokenKind.Word when token.Is("false") => false,
            UnitFilterTokenKind.Word when token.Is("null") => null,
            UnitFilterTokenKind.Word => throw Expected($"a number, true, false, null or text in quotes, such as \"{token.Text}\""),
            _ => throw Expected("a number, text in quotes, true, false or null"),
        };
        _next++;
        return value;
    }

    private bool Take(string word)
    {
        if (!Current.Is(word)) return false;
        _next++;
        return true;
    }

    private InvalidInputException Expected(string what) => UnitFilter.Refuse(_text, Current.At, $"found {Current}, expected {what}.");
}
