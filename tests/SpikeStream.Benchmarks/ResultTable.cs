using System.Globalization;

namespace SpikeStream.Benchmarks;

/// <summary>The table of results: one line per measure, with its bar and whether it is met.</summary>
internal static class ResultTable
{
    /// <summary>Prints the heads of the columns.</summary>
    public static void PrintHead()
    {
        Console.WriteLine($"{"measure",-54} {"measured",9} {"",-5} {"bar",7}  {"",-6} {"ratio",6}  remarks");
        Console.WriteLine(new string('-', 120));
    }

    /// <summary>Prints a measure.</summary>
    /// <param name="what">What was measured.</param>
    /// <param name="measured">Its value.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="bar">What it is to reach, or NaN where nothing is asked.</param>
    /// <param name="isMet">Whether it does.</param>
    /// <param name="ratio">Measured to bar; above 1 is better.</param>
    /// <param name="remarks">What others reach, and the like.</param>
    public static void Print(string what, double measured, string unit, double bar, bool isMet, double ratio, string remarks)
    {
        string judgement = double.IsNaN(bar)
            ? $"{"-",7}  {"",-6} {"",6}"
            : string.Create(CultureInfo.InvariantCulture, $"{bar,7:0.##}  {(isMet ? "met" : "missed"),-6} {ratio,6:0.00}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-54} {measured,9:0.00} {unit,-5} {judgement}  {remarks}"));
    }
}
