using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using SpikeStream.Recordings;

namespace SpikeStream.Cli;

/// <summary>One line on what is wrong with a command line, with the word that was probably meant.</summary>
internal static class UsageError
{
    /// <summary>Finds what is wrong.</summary>
    /// <param name="parsed">The command line.</param>
    /// <returns>One line; null where nothing is wrong.</returns>
    public static string? Find(ParseResult parsed)
    {
        // Help and version answer whatever else is on the line.
        if (parsed.Action is SynchronousCommandLineAction { Terminating: true } and not ParseErrorAction && parsed.CommandResult.Command.Action != parsed.Action) return null;
        Command command = parsed.CommandResult.Command;
        bool isRoot = command is RootCommand;
        string verb = isRoot ? "spikestream" : $"spikestream {command.Name}";
        string help = $"see {verb} --help";

        // An unknown option may have been taken for an argument.
        string? option = parsed.UnmatchedTokens.Concat(parsed.CommandResult.Tokens.Select(token => token.Value)).FirstOrDefault(IsOption);
        if (option is not null && OptionNames(parsed).Contains(option.Split('=')[0])) return $"{verb}: the option \"{option}\" belongs behind the verb; {help}";
        if (option is not null) return $"{verb}: unknown option \"{option}\"; {Nearest(option.Split('=')[0], OptionNames(parsed), help)}";
        if (parsed.Errors.Count == 0) return null;
        if (parsed.UnmatchedTokens.Count > 0)
        {
            string word = parsed.UnmatchedTokens[0];
            return isRoot
                ? $"unknown verb \"{word}\"; {Nearest(word, [.. command.Subcommands.Select(c => c.Name)], help)}"
                : $"{verb}: unexpected \"{word}\"; {help}";
        }

        if (isRoot) return $"a verb is missing; {help}";
        foreach (Argument argument in command.Arguments)
        {
            if (argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is null or { Tokens.Count: 0 })
                return $"{verb}: {argument.Name} is missing; {help}";
        }

        ParseError first = parsed.Errors[0];
        if (first.SymbolResult is OptionResult { Tokens.Count: var times } often && times > often.Option.Arity.MaximumNumberOfValues)
            return $"{verb}: {often.Option.Name}: found it {times} times, expected it once";
        return first.SymbolResult is OptionResult { Tokens: [{ Value: var found }, ..] } wrong && Expected(wrong.Option.ValueType) is { } expected
            ? $"{verb}: {wrong.Option.Name}: found \"{found}\", expected {expected}"
            : $"{verb}: {first.Message.TrimEnd('.')}; {help}";
    }

    private static bool IsOption(string word) => word.Length > 1 && word[0] == '-' && !char.IsAsciiDigit(word[1]);

    private static string? Expected(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { } number when number == typeof(int) || number == typeof(long) => "a whole number",
        { } number when number == typeof(ulong) => "a whole number from 0 on",
        { } number when number == typeof(double) => "a number",
        { IsEnum: true } choice => $"one of {string.Join(", ", Enum.GetNames(choice).Select(name => name.ToLowerInvariant()))}",
        _ => null,
    };

    private static string Nearest(string word, IReadOnlyCollection<string> candidates, string otherwise) =>
        NearestName.Find(word, candidates) is { } nearest ? $"did you mean \"{nearest}\"?" : otherwise;

    private static List<string> OptionNames(ParseResult parsed)
    {
        List<string> names = [];
        for (SymbolResult? level = parsed.CommandResult; level is not null; level = level.Parent)
        {
            if (level is not CommandResult { Command: { } command }) continue;
            bool isOwn = level == parsed.CommandResult;
            names.AddRange(command.Options.Where(o => isOwn || o.Recursive).SelectMany(o => o.Aliases.Prepend(o.Name)).Where(n => n.StartsWith("--", StringComparison.Ordinal)));
        }

        return names;
    }
}
