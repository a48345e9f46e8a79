using System.CommandLine;
using System.CommandLine.Parsing;
using SpikeStream.Pipelines.Options;

namespace SpikeStream.Cli;

/// <summary>One line on what is wrong with a command line, with the word that was probably meant.</summary>
internal static class UsageError
{
    public static string Describe(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        bool isRoot = command is RootCommand;
        string verb = isRoot ? "spikestream" : $"spikestream {command.Name}";
        string help = $"see {verb} --help";
        if (parsed.UnmatchedTokens.Count > 0)
        {
            string word = parsed.UnmatchedTokens[0];
            if (word.StartsWith('-') && word.Length > 1)
                return $"{verb}: unknown option \"{word}\"; {Nearest(word.Split('=')[0], OptionNames(parsed), help)}";
            if (isRoot)
                return $"unknown verb \"{word}\"; {Nearest(word, [.. command.Subcommands.Select(c => c.Name)], help)}";
            return $"{verb}: unexpected \"{word}\"; {help}";
        }

        ParseError first = parsed.Errors[0];
        if (isRoot) return $"a verb is missing; {help}";
        foreach (Argument argument in command.Arguments)
        {
            if (argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is null or { Tokens.Count: 0 })
                return $"{verb}: {argument.Name} is missing; {help}";
        }

        return $"{verb}: {first.Message.TrimEnd('.')}; {help}";
    }

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
