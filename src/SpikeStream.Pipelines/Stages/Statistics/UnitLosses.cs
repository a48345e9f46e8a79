using System.Globalization;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Warnings of what does not count for units because they were not observed, with the units that have the least left.</summary>
internal static class UnitLosses
{
    private const int MostNames = 5;

    /// <summary>A number and the word for what it counts.</summary>
    /// <param name="number">The number.</param>
    /// <param name="one">The word for one.</param>
    public static string Many(long number, string one) => string.Create(CultureInfo.InvariantCulture, $"{number} {one}{(number == 1 ? "" : "s")}");

    /// <summary>The warnings.</summary>
    /// <param name="one">What is counted: "trial" or "bin".</param>
    /// <param name="total">How many there are in all.</param>
    /// <param name="empty">How many of them were observed of no unit.</param>
    /// <param name="left">How many each unit has.</param>
    /// <param name="names">Names of the units.</param>
    /// <returns>None where all units have all.</returns>
    public static IEnumerable<string> Warnings(string one, long total, long empty, long[] left, IReadOnlyList<string> names)
    {
        if (empty > 0) yield return $"{Many(empty, one)} of {total.ToString(CultureInfo.InvariantCulture)} {(empty == 1 ? "was" : "were")} not observed whole of any unit and {(empty == 1 ? "is" : "are")} left out";
        long most = total - empty;
        int[] fewer = [.. Enumerable.Range(0, left.Length).Where(unit => left[unit] < most).OrderBy(unit => left[unit])];
        if (most == 0 || fewer.Length == 0) yield break;
        IEnumerable<string> told = fewer.Take(MostNames).Select(unit => string.Create(CultureInfo.InvariantCulture, $"\"{names[unit]}\" {left[unit]}"));
        string more = fewer.Length > MostNames ? string.Create(CultureInfo.InvariantCulture, $" and {fewer.Length - MostNames} more") : "";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{fewer.Length} of {Many(left.Length, "unit")} {(fewer.Length == 1 ? "was" : "were")} not observed in all of the {Many(most, one)}, and {(fewer.Length == 1 ? "has" : "have")} only those observed whole: {string.Join(", ", told)}{more}; the stage \"select\" keeps units that were observed for longer");
    }
}
