using System.Text.Json;

namespace SpikeStream.Models.Tests.Statistics;

/// <summary>Values that numpy made; see fixtures/statistics/README.md.</summary>
internal static class StatisticsFixture
{
    public static JsonElement Read(string file) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "statistics", file))).RootElement;

    public static double[] Numbers(this JsonElement element) =>
        [.. element.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble())];

    /// <summary>All spikes of the trains in the order of time.</summary>
    public static (double[] Times, uint[] Units) Merge(IReadOnlyList<double[]> trains)
    {
        (double Time, uint Unit)[] spikes = [.. trains.SelectMany((train, unit) => train.Select(time => (time, (uint)unit))).OrderBy(spike => spike.time)];
        return ([.. spikes.Select(spike => spike.Time)], [.. spikes.Select(spike => spike.Unit)]);
    }

    public static void ShouldBeClose(this double found, double expected, double relative, string what = "")
    {
        if (double.IsNaN(expected)) double.IsNaN(found).ShouldBeTrue($"{what}: found {found}, expected NaN");
        else found.ShouldBe(expected, relative * Math.Max(1, Math.Abs(expected)), what);
    }
}
