using System.Globalization;
using System.Text.RegularExpressions;

namespace SpikeStream.Recordings;

/// <summary>What <c>params.py</c> says. It is a Python program, of which literals are read and nothing is ever run.</summary>
internal static partial class PhyParameters
{
    private const long MostBytes = 1 << 20;

    /// <summary>Samples per second.</summary>
    /// <param name="path">The file <c>params.py</c>.</param>
    /// <param name="stated">The rate that the options state; it wins.</param>
    /// <exception cref="InvalidInputException">No rate is there, or it is no positive number.</exception>
    public static double SampleRate(string path, double? stated)
    {
        if (stated is { } rate) return rate;
        if (new FileInfo(path).Length > MostBytes) throw new InvalidInputException($"{path}: found more than {MostBytes} bytes, expected a few assignments.");
        double? found = null;
        string? quotes = null;
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            bool isText = quotes is not null;
            quotes = QuotesAfter(line, quotes);
            if (isText) continue;
            Match match = Assignment().Match(line);
            if (!match.Success) continue;
            string text = match.Groups[1].Value.Trim();
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !(value > 0 && double.IsFinite(value)))
                throw new InvalidInputException($"{path}:{number}:{match.Groups[1].Index + 1}: found sample_rate = {text}, expected a positive number in Hz; write the number, or state sampleRate (--sample-rate).");
            found = value;
        }

        return found ?? throw new InvalidInputException($"{path}: found no sample_rate, expected a line such as sample_rate = 30000; add it, or state sampleRate (--sample-rate).");
    }

    // The triple quotes that are open at the end of a line: a line inside of such a text assigns nothing.
    private static string? QuotesAfter(string line, string? open)
    {
        int at = 0;
        while (at < line.Length)
        {
            if (open is not null)
            {
                int end = line.IndexOf(open, at, StringComparison.Ordinal);
                if (end < 0) return open;
                at = end + open.Length;
                open = null;
                continue;
            }

            char character = line[at];
            if (character == '#') return null;
            if (character is not ('"' or '\''))
            {
                at++;
                continue;
            }

            string triple = new(character, 3);
            if (line.AsSpan(at).StartsWith(triple, StringComparison.Ordinal))
            {
                open = triple;
                at += triple.Length;
                continue;
            }

            for (at++; at < line.Length && line[at] != character; at++)
            {
                if (line[at] == '\\') at++;
            }

            at++;
        }

        return open;
    }

    [GeneratedRegex(@"^sample_rate\s*=\s*([^#=]*)(#.*)?$")]
    private static partial Regex Assignment();
}
