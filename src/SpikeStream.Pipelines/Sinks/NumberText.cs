using System.Globalization;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Numbers as people read them in tables.</summary>
internal static class NumberText
{
    /// <summary>A number with five significant digits.</summary>
    /// <param name="value">The number; NaN stands for none.</param>
    /// <returns>Plain decimals between 0.0001 and a million, else with an exponent; empty for NaN.</returns>
    public static string Of(double value)
    {
        if (double.IsNaN(value)) return "";
        double size = Math.Abs(value);
        if (double.IsInfinity(value) || value == 0) return value.ToString(CultureInfo.InvariantCulture);
        if (size is < 1e-4 or >= 1e6) return value.ToString(value == Math.Round(value) && size < 1e15 ? "0" : "0.####e+0", CultureInfo.InvariantCulture);
        int decimals = Math.Clamp(4 - Exponent(size), 0, 8);
        return Round(value, decimals);
    }

    /// <summary>A number and its error, both to the error's second digit.</summary>
    /// <param name="value">The number.</param>
    /// <param name="error">Its standard error; NaN where there is none.</param>
    /// <returns>Such as <c>-1.2345 ± 0.0012</c>.</returns>
    public static string Of(double value, double error)
    {
        if (!double.IsFinite(error) || error <= 0 || !double.IsFinite(value)) return Of(value);
        int decimals = 1 - Exponent(error);
        if (decimals is < 0 or > 8) return $"{Of(value)} ± {error.ToString("0.#e+0", CultureInfo.InvariantCulture)}";
        return $"{value.ToString("F" + decimals, CultureInfo.InvariantCulture)} ± {error.ToString("F" + decimals, CultureInfo.InvariantCulture)}";
    }

    private static int Exponent(double size) => (int)Math.Floor(Math.Log10(size));

    private static string Round(double value, int decimals)
    {
        string text = value.ToString("F" + decimals, CultureInfo.InvariantCulture);
        return text.Contains('.') ? text.TrimEnd('0').TrimEnd('.') : text;
    }
}
