using System.Text.Json;

namespace SpikeStream.Models.Tests.Mixtures;

/// <summary>Reference values of conditional mixtures; see fixtures/mixtures/README.md.</summary>
internal static class MixtureFixture
{
    public static JsonElement Read(string name) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "fixtures", "mixtures", name + ".json"))).RootElement;

    /// <summary>All numbers of an array, row by row; null is not a number.</summary>
    public static double[] Numbers(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => [.. element.EnumerateArray().SelectMany(Numbers)],
        JsonValueKind.Null => [double.NaN],
        _ => [element.GetDouble()],
    };

    public static double[] Numbers(this JsonElement element, string name) => element.GetProperty(name).Numbers();

    public static double Number(this JsonElement element, string name) => element.GetProperty(name).Numbers()[0];

    /// <summary>Relative agreement, absolute below 1.</summary>
    public static void ShouldBeNear(this double found, double expected, double tolerance, string what)
    {
        if (double.IsNaN(expected)) double.IsNaN(found).ShouldBeTrue($"{what}: found {found}, expected NaN");
        else found.ShouldBe(expected, tolerance * Math.Max(1, Math.Abs(expected)), what);
    }

    public static void ShouldBeNear(this IEnumerable<double> found, double[] expected, double tolerance, string what)
    {
        double[] values = [.. found];
        values.Length.ShouldBe(expected.Length, what);
        for (int i = 0; i < values.Length; i++) values[i].ShouldBeNear(expected[i], tolerance, $"{what}[{i}]");
    }
}
