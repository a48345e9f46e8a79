using System.Text;

namespace SpikeStream.Recordings;

/// <summary>Cuts the text of a filter into words, signs, numbers and quoted text.</summary>
internal static class UnitFilterLexer
{
    private static readonly string[] Signs = ["==", "!=", "<=", ">=", "<", ">", "(", ")", "[", "]", ","];

    /// <summary>The pieces; the last is the end.</summary>
    public static List<UnitFilterToken> Split(string text)
    {
        List<UnitFilterToken> tokens = [];
        int at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at])) at++;
            else tokens.Add(Next(text, ref at));
        }

        tokens.Add(new(UnitFilterTokenKind.End, string.Empty, text.Length));
        return tokens;
    }

    private static UnitFilterToken Next(string text, ref int at)
    {
        int start = at;
        char first = text[at];
        if (first is '"' or '\'' or '`') return Quoted(text, ref at);
        if (char.IsLetter(first) || first == '_')
        {
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '.')) at++;
            return new(UnitFilterTokenKind.Word, text[start..at], start);
        }

        if (char.IsAsciiDigit(first) || first is '-' or '+' or '.')
        {
            at++;
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '.' || (text[at] is '-' or '+' && text[at - 1] is 'e' or 'E'))) at++;
            return new(UnitFilterTokenKind.Number, text[start..at], start);
        }

        foreach (string sign in Signs)
        {
            if (!text.AsSpan(at).StartsWith(sign)) continue;
            at += sign.Length;
            return new(UnitFilterTokenKind.Sign, sign, start);
        }

        string advice = first switch { '=' => "== for equality", '&' => "the word and", '|' => "the word or", '!' => "!= or the word not", _ => "a column, a comparison, a number or quoted text" };
        throw UnitFilter.Refuse(text, at, $"found \"{first}\", expected {advice}.");
    }

    private static UnitFilterToken Quoted(string text, ref int at)
    {
        int start = at;
        char quote = text[at++];
        StringBuilder content = new();
        while (at < text.Length && text[at] != quote)
        {
            if (text[at] == '\\' && at + 1 < text.Length && (text[at + 1] == quote || text[at + 1] == '\\')) at++;
            content.Append(text[at++]);
        }

        if (at == text.Length) throw UnitFilter.Refuse(text, start, $"found an opening {quote} without its end, expected a closing {quote}.");
        at++;
        return new(quote == '`' ? UnitFilterTokenKind.Column : UnitFilterTokenKind.Text, content.ToString(), start);
    }
}
