using System.Globalization;
using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>What says which trials are repeats of each other: a column of the trials, or several, whose values together are the condition.</summary>
internal sealed class TrialConditions
{
    private readonly int[] _columns;

    /// <summary>Finds the columns.</summary>
    /// <param name="trials">The schema of the trials.</param>
    /// <param name="option">Their names, between commas where they are several.</param>
    /// <exception cref="InvalidInputException">The trials have no such column.</exception>
    public TrialConditions(Schema trials, string option)
    {
        string[] names = [.. trials.FieldsList.Select(field => field.Name)];
        // The whole text first: a name may have a comma.
        string[] columns = names.Contains(option) ? [option] : option.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        _columns = [.. columns.Select(column => System.Array.IndexOf(names, column))];
        int missing = System.Array.IndexOf(_columns, -1);
        if (missing >= 0 || columns.Length == 0)
            throw new InvalidInputException($"condition: found \"{(columns.Length == 0 ? option : columns[missing])}\", expected a column of the trials; {NearestName.Suggest(columns.Length == 0 ? option : columns[missing], names)}");
    }

    /// <summary>The condition of a trial: the values between commas; null where one is not known.</summary>
    public string? Of(RecordBatch trials, int row)
    {
        if (_columns.Length == 1) return Text(trials.Column(_columns[0]), row);
        string?[] values = [.. _columns.Select(column => Text(trials.Column(column), row))];
        return values.Contains(null) ? null : string.Join(", ", values);
    }

    /// <summary>
    /// The numbers in a condition, of which conditions are put in order; null where one of its values is no number.
    /// </summary>
    public static double[]? Numbers(string condition)
    {
        string[] values = condition.Split(", ");
        double[] numbers = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.TryParse(values[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i])) return null;
        }

        return numbers;
    }

    /// <summary>The order of conditions: by their numbers where all of them are numbers, else as they are.</summary>
    /// <returns>Their indices.</returns>
    public static int[] Order(IReadOnlyList<string> conditions)
    {
        double[]?[] numbers = [.. conditions.Select(Numbers)];
        int[] order = [.. Enumerable.Range(0, conditions.Count)];
        return numbers.Contains(null) ? order : [.. order.OrderBy(condition => numbers[condition]!, Comparer<double[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b)))];
    }

    private static string? Text(IArrowArray column, int row) => column switch
    {
        StringArray texts => texts.GetString(row),
        DoubleArray numbers => numbers.GetValue(row) is { } value && double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : null,
        Int64Array numbers => numbers.GetValue(row)?.ToString(CultureInfo.InvariantCulture),
        Int32Array numbers => numbers.GetValue(row)?.ToString(CultureInfo.InvariantCulture),
        BooleanArray flags => flags.GetValue(row)?.ToString(CultureInfo.InvariantCulture).ToLowerInvariant(),
        _ => null,
    };
}
