using FsCheck;
using FsCheck.Fluent;
using SpikeStream.Models.Binning;
using SpikeStream.Numerics.Random;
using SpikeStream.Numerics.Time;

namespace SpikeStream.Models.Tests.Binning;

public sealed class SpikeHistogramTests
{
    private static readonly BinGrid Grid = BinGrid.Parse("1 ms");

    private static (double[] Times, uint[] Units) Spikes(int count, int unitCount, ulong seed)
    {
        RandomStream random = new(seed, "test", "spikes");
        double[] times = new double[count];
        uint[] units = new uint[count];
        double time = 0;
        for (int i = 0; i < count; i++)
        {
            time += random.NextGamma(1, 0.0004);
            // A third of the spikes lie on edges, some share one.
            times[i] = i % 3 == 0 ? Grid.Edge(Grid.IndexOf(time)) : time;
            units[i] = (uint)random.NextInt32(unitCount);
        }

        Array.Sort(times, units);
        return (times, units);
    }

    /// <summary>Counts through blocks of some rows and batches of some spikes, the way a stage does.</summary>
    private static Dictionary<(long Bin, int Column), int> Count(SpikeHistogram histogram, double[] times, uint[] units, int rowCount, int batch)
    {
        Dictionary<(long, int), int> counts = [];
        int[] rows = new int[rowCount * histogram.ColumnCount];
        long first = 0;
        void Collect()
        {
            for (int i = 0; i < rows.Length; i++)
            {
                if (rows[i] != 0) counts.Add((first + i / histogram.ColumnCount, i % histogram.ColumnCount), rows[i]);
            }

            Array.Clear(rows);
            first += rowCount;
        }

        for (int i = 0; i < times.Length; i += batch)
        {
            int done = i, end = Math.Min(i + batch, times.Length);
            while (true)
            {
                done += histogram.Add(times.AsSpan(done..end), units.AsSpan(done..end), first, rows, out HistogramStop stop);
                if (stop == HistogramStop.EndOfSpikes) break;
                stop.ShouldBe(HistogramStop.AfterRows);
                Collect();
            }

            done.ShouldBe(end);
        }

        Collect();
        return counts;
    }

    [Fact]
    public void Counts_equal_those_of_a_plain_loop_whatever_the_rows_and_batches()
    {
        (double[] times, uint[] units) = Spikes(3000, 12, 1);
        int[] map = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2];
        foreach ((SpikeHistogram histogram, Func<uint, int> column) in ((SpikeHistogram, Func<uint, int>)[])[(new(Grid, 12), u => (int)u), (new(Grid, map, 3), u => (int)u % 3)])
        {
            Dictionary<(long, int), int> expected = times.Zip(units).GroupBy(spike => (Grid.IndexOf(spike.First), column(spike.Second))).ToDictionary(g => g.Key, g => g.Count());
            Prop.ForAll(Gen.Choose(1, 300).ToArbitrary(), Gen.Choose(1, 3000).ToArbitrary(), (rows, batch) =>
            {
                Dictionary<(long, int), int> found = Count(histogram, times, units, rows, batch);
                return found.Count == expected.Count && found.All(pair => expected.GetValueOrDefault(pair.Key) == pair.Value);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
        }
    }

    [Theory]
    [InlineData(double.NaN, 0u, HistogramStop.InvalidTime)]
    [InlineData(1e300, 0u, HistogramStop.InvalidTime)]
    [InlineData(double.PositiveInfinity, 0u, HistogramStop.InvalidTime)]
    [InlineData(-0.0001, 0u, HistogramStop.BeforeRows)]
    [InlineData(0.1, 0u, HistogramStop.AfterRows)]
    [InlineData(1e7, 0u, HistogramStop.AfterRows)]
    [InlineData(0.05, 3u, HistogramStop.UnknownUnit)]
    [InlineData(0.05, 4u, HistogramStop.UnknownUnit)]
    [InlineData(0.05, uint.MaxValue, HistogramStop.UnknownUnit)]
    public void A_spike_that_does_not_fit_stops_the_count_before_it(double time, uint unit, HistogramStop reason)
    {
        SpikeHistogram histogram = new(Grid, [0, 0, 1, -1], 2);
        foreach (int place in (int[])[0, 1, 15, 16, 40, 1023, 1024, 1100])
        {
            double[] times = [.. Enumerable.Repeat(0.05, 1200)];
            uint[] units = new uint[1200];
            (times[place], units[place]) = (time, unit);
            int[] rows = new int[200];
            histogram.Add(times, units, 0, rows, out HistogramStop stop).ShouldBe(place);
            stop.ShouldBe(reason);
            rows[100].ShouldBe(place);
            rows.Sum().ShouldBe(place);
        }
    }

    [Fact]
    public void Lengths_and_columns_that_do_not_fit_are_refused()
    {
        SpikeHistogram histogram = new(Grid, 3);
        Should.Throw<ArgumentException>(() => histogram.Add(new double[2], new uint[1], 0, new int[3], out _));
        Should.Throw<ArgumentException>(() => histogram.Add(new double[1], new uint[1], 0, new int[4], out _));
        Should.Throw<ArgumentException>(() => new SpikeHistogram(Grid, [0, 3], 3)).Message.ShouldContain("unit 1: found column 3");
        Should.Throw<ArgumentException>(() => new SpikeHistogram(Grid, 0));
        histogram.Add(default, default, 5, new int[3], out HistogramStop stop).ShouldBe(0);
        stop.ShouldBe(HistogramStop.EndOfSpikes);
    }
}
