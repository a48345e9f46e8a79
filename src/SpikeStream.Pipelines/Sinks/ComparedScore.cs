using System.Globalization;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>A value of ours beside a published one; NaN where there is none.</summary>
/// <param name="Metric">What is measured.</param>
/// <param name="Target">Of what.</param>
/// <param name="Value">Ours.</param>
/// <param name="Error">Its error.</param>
/// <param name="Published">The published value.</param>
/// <param name="PublishedError">Its error.</param>
internal sealed record ComparedScore(string Metric, string Target, double Value, double Error, double Published, double PublishedError)
{
    /// <summary>How a table shows that there is no value.</summary>
    public const string Absent = "–";

    /// <summary>Ours less the published value; NaN where one is missing.</summary>
    public double Difference => Value - Published;

    /// <summary>Our value as text.</summary>
    public string ValueText => double.IsNaN(Value) ? Absent : NumberText.Of(Value, Error);

    /// <summary>The published value as text, with the digits that it was given with.</summary>
    public string PublishedText => TextAsGiven(Published, PublishedError);

    /// <summary>The difference as text, with its sign and the decimals that our value is shown with.</summary>
    public string DifferenceText
    {
        get
        {
            if (double.IsNaN(Difference)) return Absent;
            string value = ValueText.Split(' ')[0];
            int point = value.IndexOf('.', StringComparison.Ordinal);
            int decimals = value.Contains('e', StringComparison.Ordinal) || point < 0 ? Decimals(Published) : Math.Max(value.Length - point - 1, Decimals(Published));
            string text = Difference.ToString("F" + decimals, CultureInfo.InvariantCulture);
            return Difference > 0 ? "+" + text : text;
        }
    }

    /// <summary>A value with as many decimals as it or its error was written with.</summary>
    /// <param name="value">The value; NaN for none.</param>
    /// <param name="error">Its error; NaN for none.</param>
    /// <returns>Such as <c>3.45 ± 0.10</c>.</returns>
    public static string TextAsGiven(double value, double error)
    {
        if (double.IsNaN(value)) return Absent;
        if (double.IsNaN(error)) return value.ToString("R", CultureInfo.InvariantCulture);
        string format = "F" + Math.Max(Decimals(value), Decimals(error));
        return $"{value.ToString(format, CultureInfo.InvariantCulture)} ± {error.ToString(format, CultureInfo.InvariantCulture)}";
    }

    private static int Decimals(double value)
    {
        string text = value.ToString("0.###############", CultureInfo.InvariantCulture);
        int point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? 0 : text.Length - point - 1;
    }
}
