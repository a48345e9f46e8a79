using System.Text;

namespace SpikeStream.Pipelines.Execution;

/// <summary>Joins text tables (CSV) of sessions, a line at a time.</summary>
internal static class TextSessionTables
{
    /// <summary>Writes the rows of all tables under one header.</summary>
    /// <param name="tables">The tables, at least one; those whose header is not that of the first are left out.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="warn">Told what is left out.</param>
    public static void Join(IReadOnlyList<SessionTable> tables, string path, Action<string> warn)
    {
        using StreamWriter writer = new(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        string? header = null;
        foreach (SessionTable table in tables)
        {
            using StreamReader reader = new(table.Path, Encoding.UTF8);
            string found = reader.ReadLine() ?? "";
            if (header is null) writer.WriteLine($"{SessionTables.Column},{header = found}");
            if (found != header)
            {
                warn($"{table.Path}: found the columns {found}, expected {header} as in the first session; it is left out of the table of all sessions");
                continue;
            }

            string session = Quote(table.Session);
            bool isQuoted = false;
            while (reader.ReadLine() is { } line)
            {
                // A quoted text may go on over several lines.
                writer.WriteLine(isQuoted ? line : $"{session},{line}");
                isQuoted ^= line.Count(character => character == '"') % 2 == 1;
            }
        }
    }

    private static string Quote(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
