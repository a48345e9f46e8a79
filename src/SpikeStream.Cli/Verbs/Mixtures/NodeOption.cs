using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Verbs.Mixtures;

/// <summary>An option of a verb that becomes an option of a node of the verb's pipeline.</summary>
/// <param name="Option">The option of the verb.</param>
/// <param name="Key">The key of the node.</param>
/// <param name="Value">The value for the pipeline.</param>
internal sealed record NodeOption(Option Option, string Key, Func<ParseResult, JsonNode?> Value)
{
    /// <summary>A number.</summary>
    public static NodeOption Number<T>(string name, string? alias, string key, T value, string description, string helpName)
        where T : struct
    {
        Option<T> option = new(name, Aliases(alias)) { Description = description, HelpName = helpName, DefaultValueFactory = _ => value };
        RefuseWhatIsNoNumber(option);
        return new(option, key, parsed => JsonValue.Create(parsed.GetValue(option)));
    }

    /// <summary>One of several words, each of which stands for a word of the pipeline; the first is the default.</summary>
    public static NodeOption Choice(string name, string? alias, string key, IReadOnlyList<(string Word, string Value)> choices, string description)
    {
        Option<string> option = new(name, Aliases(alias)) { Description = description, HelpName = string.Join('|', choices.Select(choice => choice.Word)), DefaultValueFactory = _ => choices[0].Word };
        return new(option, key, parsed => Find(name, parsed.GetRequiredValue(option), choices));
    }

    /// <summary>The word of the pipeline that a word of the user stands for.</summary>
    /// <param name="what">What it is, for the message.</param>
    /// <param name="word">The user's word.</param>
    /// <param name="choices">The words.</param>
    /// <exception cref="InvalidInputException">There is no such word.</exception>
    public static string Find(string what, string word, IReadOnlyList<(string Word, string Value)> choices)
    {
        foreach ((string candidate, string value) in choices)
        {
            if (candidate == word) return value;
        }

        string[] words = [.. choices.Select(choice => choice.Word)];
        throw new InvalidInputException($"{what}: found \"{word}\"; {(NearestName.Find(word, words) is { } nearest ? $"did you mean \"{nearest}\"?" : $"expected {string.Join(" or ", words)}")}");
    }

    /// <summary>Refuses <c>nan</c>, infinities and numbers beyond the largest one, which the parser takes for numbers and pipelines cannot hold.</summary>
    /// <param name="option">An option with a number.</param>
    public static void RefuseWhatIsNoNumber(Option option) => option.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: var text }, ..] && double.TryParse(text, CultureInfo.InvariantCulture, out double value) && !double.IsFinite(value))
            result.AddError($"{option.Name}: found \"{text}\", expected a number");
    });

    private static string[] Aliases(string? alias) => alias is null ? [] : [alias];
}
