using System.Text.Json;
using SpikeStream.Models.Statistics;

namespace SpikeStream.Models.Tests.Statistics;

public sealed class SpikeCorrelogramsTests
{
    private static readonly ObservedTime Always = new((0, 1000));

    [Fact]
    public void They_count_what_numpy_counts_in_all_pairs()
    {
        JsonElement made = StatisticsFixture.Read("statistics.json");
        double[][] trains = [.. made.GetProperty("units").EnumerateArray().Take(3).Select(StatisticsFixture.Numbers)];
        SpikeCorrelograms correlograms = Of(trains, 1000, 30);
        foreach (JsonProperty pair in made.GetProperty("correlograms").GetProperty("pairs").EnumerateObject())
        {
            int[] units = [.. pair.Name.Split('-').Select(text => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
            double[] expected = pair.Value.Numbers();
            Enumerable.Range(-30, 61).Select(lag => correlograms.Count(units[0], units[1], lag)).ShouldBe(expected);
            Enumerable.Range(-30, 61).Select(lag => correlograms.Count(units[1], units[0], lag)).ShouldBe(expected.Reverse(), "the mirror image");
        }
    }

    [SkippableFact]
    public void They_count_what_numpy_counts_on_a_recording()
    {
        JsonElement made = StatisticsFixture.Read("recorded.json");
        SpikeCorrelograms correlograms = Of(SpikeTrainStatisticsTests.Recorded(made), 1000, 30);
        Enumerable.Range(-30, 61).Select(lag => correlograms.Count(2, 3, lag)).ShouldBe(made.GetProperty("correlogram").Numbers());
    }

    [Fact]
    public void Bins_are_even_for_spikes_on_every_tick()
    {
        // Each tick has a spike of both units, so that every lag is equally frequent but for the ends.
        double[] ticks = [.. Enumerable.Range(0, 2000).Select(i => i * 1e-6)];
        SpikeCorrelograms correlograms = Of([ticks, ticks], 10, 5);
        for (int lag = -5; lag <= 5; lag++)
        {
            double expected = Enumerable.Range(-5, 11).Sum(d => (Math.Abs(d) == 5 ? 0.5 : 1) * (2000 - Math.Abs(10 * lag + d)));
            correlograms.Count(0, 1, lag).ShouldBe(expected);
            // The spike itself is no pair.
            correlograms.Count(0, 0, lag).ShouldBe(lag == 0 ? expected - 2000 : expected);
        }
    }

    [Fact]
    public void No_pair_spans_a_gap()
    {
        ObservedTime observed = new((0, 1), (1.001, 2));
        SpikeCorrelograms correlograms = new(observed, [observed], new(1e6), 1000, 10, hasPairs: false);
        correlograms.Add([0.998, 0.9995, 1.0005, 1.0015], new uint[4]);
        Enumerable.Range(-10, 21).Sum(lag => correlograms.Count(0, 0, lag)).ShouldBe(2, "one pair, seen from both spikes");
        correlograms.Spikes(0).ShouldBe(3);
    }

    private static SpikeCorrelograms Of(double[][] trains, long width, int lags)
    {
        SpikeCorrelograms correlograms = new(Always, [.. trains.Select(_ => Always)], new(1e6), width, lags, hasPairs: true);
        (double[] times, uint[] units) = StatisticsFixture.Merge(trains);
        correlograms.Add(times, units);
        return correlograms;
    }
}
