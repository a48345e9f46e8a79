using SpikeStream.Models.Binning;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Tests.Binning;

public sealed class SpikeCellsTests
{
    [Fact]
    public void Cells_counts_and_clearing_equal_those_of_a_plain_loop_at_every_length()
    {
        RandomStream random = new(1, "test", "cells");
        for (int spikes = 0; spikes < 70; spikes++)
        {
            int[] bins = [.. Enumerable.Range(0, spikes).Select(_ => 3 + random.NextInt32(8))];
            uint[] units = [.. Enumerable.Range(0, spikes).Select(_ => 10 + (uint)random.NextInt32(5))];
            if (spikes > 0) SpikeCells.Range(bins).ShouldBe((bins.Min(), bins.Max()));
            int[] expected = new int[8 * 5], counts = new int[8 * 5];
            for (int i = 0; i < spikes; i++) expected[(bins[i] - 3) * 5 + (int)units[i] - 10]++;
            SpikeCells.ToCells(bins, units, 3, 10, 5).ShouldBeTrue();
            SpikeCells.Increment(bins, counts);
            counts.ShouldBe(expected);
            SpikeCells.Zero(bins, counts);
            counts.ShouldAllBe(count => count == 0);
        }
    }

    [Theory]
    [InlineData(9u)]
    [InlineData(15u)]
    [InlineData(uint.MaxValue)]
    public void A_unit_without_a_column_is_told_at_every_place(uint unit)
    {
        for (int place = 0; place < 50; place++)
        {
            uint[] units = [.. Enumerable.Repeat(10u, 50)];
            units[place] = unit;
            SpikeCells.ToCells(new int[50], units, 0, 10, 5).ShouldBeFalse();
        }
    }
}
