using FsCheck;
using FsCheck.Fluent;
using SpikeStream.Models.Binning;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Tests.Binning;

public sealed class SpikeColumnCounterTests
{
    [Fact]
    public void Counts_equal_those_of_a_plain_loop_in_order_and_out_of_it()
    {
        Gen<(int Spikes, int Bins, int Columns, bool IsSorted, int Seed)> cases =
            from spikes in Gen.Choose(0, 2000)
            from bins in Gen.Elements(1, 2, 20, 200, 5000)
            from columns in Gen.Elements(1, 2, 12, 15, 16, 17, 40)
            from isSorted in Gen.Elements(true, false)
            from seed in Gen.Choose(1, 100_000)
            select (spikes, bins, columns, isSorted, seed);
        Prop.ForAll(cases.ToArbitrary(), example =>
        {
            RandomStream random = new((ulong)example.Seed, "test", "columns");
            int[] columnOfUnit = [.. Enumerable.Range(0, 50).Select(_ => random.NextInt32(example.Columns))];
            int[] bins = [.. Enumerable.Range(0, example.Spikes).Select(_ => 7 + random.NextInt32(example.Bins))];
            if (example.IsSorted) Array.Sort(bins);
            // Units beyond the table take its last entry.
            uint[] units = [.. bins.Select(_ => (uint)random.NextInt32(60))];
            SpikeColumnCounter counter = new(columnOfUnit, example.Columns);
            int[] counts = new int[example.Bins * counter.Stride];
            bool last = counter.Add(bins, units, 7, counts);
            int[] expected = new int[example.Bins * example.Columns];
            for (int i = 0; i < bins.Length; i++) expected[(bins[i] - 7) * example.Columns + columnOfUnit[Math.Min(units[i], 49)]]++;
            for (int bin = 0; bin < example.Bins; bin++)
                counts.AsSpan(bin * counter.Stride, example.Columns).ToArray().ShouldBe(expected.AsSpan(bin * example.Columns, example.Columns).ToArray());
            last.ShouldBe(bins.Length > 0 && Enumerable.Range(0, example.Bins).Any(bin => expected[bin * example.Columns + example.Columns - 1] > 0));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void More_spikes_of_a_population_in_one_bin_than_a_byte_holds_are_counted()
    {
        SpikeColumnCounter counter = new([0, 1], 3);
        int[] bins = new int[100_000];
        uint[] units = new uint[100_000];
        units.AsSpan(0, 70_000).Fill(1);
        int[] counts = new int[counter.Stride];
        counter.Add(bins, units, 0, counts).ShouldBeFalse();
        counter.Add(bins, units, 0, counts).ShouldBeFalse();
        counts[..3].ShouldBe([60_000, 140_000, 0]);
    }

    [Fact]
    public void The_last_column_tells_whether_it_took_a_spike()
    {
        foreach (int columns in (int[])[2, 20])
        {
            SpikeColumnCounter counter = new([0, columns - 1], columns);
            int[] counts = new int[counter.Stride];
            counter.Add([0, 0, 0], [0, 0, 0], 0, counts).ShouldBeFalse();
            counter.Add([0, 0, 0], [0, 0, 7], 0, counts).ShouldBeTrue();
        }
    }

    [Fact]
    public void Bins_outside_of_the_table_and_columns_out_of_range_are_refused()
    {
        SpikeColumnCounter counter = new([0], 1);
        int[] counts = new int[2 * counter.Stride];
        Should.Throw<ArgumentException>(() => counter.Add([5, 7], [0, 0], 5, counts)).Message.ShouldContain("found bins 5 to 7");
        Should.Throw<ArgumentException>(() => counter.Add([5, 4], [0, 0], 5, counts)).Message.ShouldContain("found bins 4 to 5");
        Should.Throw<ArgumentException>(() => counter.Add([5], [0, 0], 5, counts));
        Should.Throw<ArgumentException>(() => new SpikeColumnCounter([0, 3], 3)).Message.ShouldContain("unit 1: found column 3");
        Should.Throw<ArgumentException>(() => new SpikeColumnCounter([], 3));
        Should.Throw<ArgumentException>(() => new SpikeColumnCounter([0], 0));
    }
}
