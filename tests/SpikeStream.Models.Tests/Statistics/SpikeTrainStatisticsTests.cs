using System.Globalization;
using System.Text.Json;
using SpikeStream.Models.Statistics;
using SpikeStream.Tests;

namespace SpikeStream.Models.Tests.Statistics;

public sealed class SpikeTrainStatisticsTests
{
    [Fact]
    public void They_are_those_of_numpy()
    {
        JsonElement made = StatisticsFixture.Read("statistics.json");
        double[][] trains = [.. made.GetProperty("units").EnumerateArray().Select(StatisticsFixture.Numbers)];
        Compare(trains, made.GetProperty("stop").GetDouble(), made.GetProperty("statistics"));
    }

    [SkippableFact]
    public void They_are_those_of_numpy_on_a_recording()
    {
        JsonElement made = StatisticsFixture.Read("recorded.json");
        Compare(Recorded(made), made.GetProperty("stop").GetDouble(), made.GetProperty("statistics"));
    }

    [Fact]
    public void They_are_those_of_the_toolbox()
    {
        JsonElement made = StatisticsFixture.Read("unit_statistics.json"), result = made.GetProperty("result");
        double[] times = made.GetProperty("times").Numbers();
        SpikeTrainStatistics statistics = new([new((0, 5))], new());
        statistics.Add(times, new uint[times.Length]);
        SpikeTrainSummary train = statistics.Summary(0, 5);
        (string Name, double Value)[] values =
        [
            ("count", train.Count), ("rateHz", train.Rate), ("cv", train.Cv), ("cv2", train.Cv2), ("lv", train.Lv), ("lvr5ms", train.LvR), ("serialCorrelation", train.SerialCorrelation),
            ("violations", train.Violations), ("violationFraction", train.ViolationFraction), ("contamination", train.Contamination),
        ];
        foreach ((string name, double value) in values) value.ShouldBeClose(result.GetProperty(name).GetDouble(), 1e-12, name);
        FanoFactors fano = new([new((0, 5))], [new(1, 4)]);
        fano.Add(times, new uint[times.Length]);
        fano.Read(0, 0, 5).Factor.ShouldBeClose(result.GetProperty("fano").GetDouble(), 1e-14, "fano");
    }

    [Fact]
    public void Without_spikes_nothing_but_counts_is_defined()
    {
        SpikeTrainSummary none = new SpikeTrainStatistics([new((0, 10))], new() { Stretch = 0.1 }).Summary(0, 10);
        (none.Count, none.Rate, none.Violations, none.Bursts, none.Presence).ShouldBe((0L, 0.0, 0L, 0L, 0.0));
        foreach (double value in new[] { none.MeanInterval, none.Cv, none.Cv2, none.Lv, none.LvR, none.SerialCorrelation, none.ViolationFraction, none.Contamination, none.Stationarity, none.StationarityProbability })
            double.IsNaN(value).ShouldBeTrue();
        double.IsNaN(new SpikeTrainStatistics([new((0, 10))], new()).Summary(0, 0).Rate).ShouldBeTrue("no time, no rate");
    }

    [Fact]
    public void Intervals_across_a_gap_do_not_count_and_the_gap_is_no_observed_time()
    {
        SpikeTrainStatistics statistics = new([new((0, 1), (5, 6))], new() { Stretch = 0.5, BurstInterval = 10, BurstSpikes = 3 });
        statistics.Add([0.2, 0.9, 3, 5.001, 5.4], new uint[5]);
        SpikeTrainSummary train = statistics.Summary(0, 6);
        statistics.Unobserved.ShouldBe(1);
        (train.Count, train.Observed, train.Rate, train.Bursts).ShouldBe((4L, 2.0, 2.0, 0L));
        train.MeanInterval.ShouldBe((0.7 + 0.399) / 2, 1e-12);
        double.IsNaN(train.Cv2).ShouldBeTrue("the two intervals do not follow each other");
        train.Presence.ShouldBe(0.75, "the last of four half seconds has no spike");
    }

    [Fact]
    public void Presence_is_over_a_hundred_stretches_of_what_was_observed_of_each_unit_by_itself()
    {
        // 15 s in three stretches, another unit without an end, and one that was never observed.
        SpikeTrainStatistics statistics = new([new((0, 8), (12, 17), (18, 20)), new((0, double.PositiveInfinity)), new()], new());
        // Stretches of 0.15 s: 0, 1, 53 (across the gap from 8 to 12 s), 54 and 99; and one that was not observed.
        statistics.Add([0.1, 0.2, 7.99, 10], [0, 0, 0, 0]);
        statistics.Summary(0, 10).Presence.ShouldBe(2.0 / 53, "8 s are 53 whole stretches");
        statistics.Add([12.05, 12.2, 15, 19.9], [0, 0, 1, 0]);
        SpikeTrainSummary train = statistics.Summary(0, 20);
        (train.Count, train.Observed, train.Presence, train.StationarityFreedom).ShouldBe((6L, 15.0, 0.05, 9L));
        train.Stationarity.ShouldBe((10 * (2 * 2 + 3 * 3 + 1 * 1) - 36) / 6.0, 1e-12);
        statistics.Summary(1, 20).Presence.ShouldBe(0.5, "stretches of 10 s");
        statistics.Summary(2, 20).Presence.ShouldBe(double.NaN);
    }

    [Fact]
    public void An_interval_as_long_as_the_refractory_period_is_no_violation_whatever_the_rounding_of_times()
    {
        for (int i = 1; i < 2000; i++)
        {
            double time = i / 1000.0;
            SpikeTrainStatistics statistics = new([new((0, 10))], new());
            statistics.Add([time, (i + 2) / 1000.0], [0, 0]);
            statistics.Summary(0, 10).Violations.ShouldBe(0, $"at {time} s");
        }
    }

    /// <summary>Four neurons of the recording, as the fixture chose them.</summary>
    internal static double[][] Recorded(JsonElement made)
    {
        int[] chosen = [.. made.GetProperty("chosen").EnumerateArray().Select(unit => unit.GetInt32())];
        string[][] lines = [.. File.ReadLines(SharedData.Folder("aplysia-locomotion", "Jan1312da04.csv")).Skip(1).Select(line => line.Split(','))];
        return [.. chosen.Select(unit => lines.Where(line => int.Parse(line[1], CultureInfo.InvariantCulture) == unit).Select(line => double.Parse(line[0], CultureInfo.InvariantCulture)).ToArray())];
    }

    private static void Compare(double[][] trains, double stop, JsonElement expected)
    {
        SpikeTrainStatistics statistics = new([.. trains.Select(_ => new ObservedTime((0, stop)))], new() { Stretch = stop / 100 });
        (double[] times, uint[] units) = StatisticsFixture.Merge(trains);
        statistics.Add(times, units);
        for (int unit = 0; unit < trains.Length; unit++)
        {
            SpikeTrainSummary train = statistics.Summary(unit, stop);
            (string Name, double Value)[] values =
            [
                ("count", train.Count), ("rate", train.Rate), ("mean-interval", train.MeanInterval), ("cv", train.Cv), ("cv2", train.Cv2), ("lv", train.Lv), ("lvr", train.LvR),
                ("serial-correlation", train.SerialCorrelation), ("violations", train.Violations), ("violation-fraction", train.ViolationFraction), ("contamination", train.Contamination),
                ("presence", train.Presence), ("bursts", train.Bursts), ("stationarity", train.Stationarity), ("stationarity-probability", train.StationarityProbability),
            ];
            JsonElement one = expected[unit];
            one.EnumerateObject().Count().ShouldBe(values.Length);
            foreach ((string name, double value) in values)
                value.ShouldBeClose(one.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : double.NaN, 1e-12, $"unit {unit}: {name}");
        }
    }
}
