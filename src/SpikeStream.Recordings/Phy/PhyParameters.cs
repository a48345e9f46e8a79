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
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            Match match = Assignment().Match(line);
            if (!match.Success) continue;
            string text = match.Groups[1].Value.Trim();
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !(value > 0 && double.IsFinite(value)))
                throw new InvalidInputException($"{path}:{number}:{match.Groups[1].Index + 1}: found sample_rate = {text}, expected a positive number in Hz; write the number, or state sampleRate.");
            found = value;
        }

        return found ?? throw new InvalidInputException($"{path}: found no sample_rate, expected a line such as sample_rate = 30000; add it, or state sampleRate.");
    }

    [GeneratedRegex(@"^sample_rate\s*=\s*([^#=]*)(#.*)?$")]
    private static partial Regex Assignment();
}
