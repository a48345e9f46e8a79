using SpikeStream.Numerics.Diagnostics;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Numerics.Tests.Diagnostics;

public sealed class RankUniformityTests
{
    [Fact]
    public void Equal_counts_have_a_statistic_of_zero()
    {
        RankUniformity uniformity = new([0, 1, 2, 3, 0, 1, 2, 3], values: 4, bins: 4);

        uniformity.ChiSquare.ShouldBe(0);
        uniformity.ChiSquareProbability.ShouldBe(1);
        uniformity.LargestDifference.ShouldBe(0, 1e-15);
        uniformity.Histogram.ShouldBe([2, 2, 2, 2]);
    }

    [Fact]
    public void The_statistics_are_those_computed_by_hand()
    {
        // Expected 3 and 3, found 5 and 1: (4 + 4)/3; one degree of freedom.
        RankUniformity uniformity = new([0, 0, 1, 1, 1, 3], values: 4, bins: 2);

        uniformity.ChiSquare.ShouldBe(8.0 / 3, 1e-12);
        uniformity.ChiSquareProbability.ShouldBe(0.10247043, 1e-7);
        uniformity.LargestDifference.ShouldBe(5.0 / 6 - 0.5, 1e-12);
    }

    [Fact]
    public void Uniform_ranks_pass_and_narrow_ones_fail()
    {
        RandomStream random = new(1, "test", "ranks");
        int[] uniform = [.. Enumerable.Range(0, 2000).Select(_ => random.NextInt32(64))];
        int[] narrow = [.. uniform.Select(rank => 8 + rank * 3 / 4)];

        new RankUniformity(uniform, 64, 16).ChiSquareProbability.ShouldBeGreaterThan(0.01);
        new RankUniformity(uniform, 64, 16).LargestDifferenceProbability.ShouldBeGreaterThan(0.01);
        new RankUniformity(narrow, 64, 16).ChiSquareProbability.ShouldBeLessThan(1e-6);
        new RankUniformity(narrow, 64, 16).LargestDifferenceProbability.ShouldBeLessThan(1e-6);
    }

    [Fact]
    public void Ranks_out_of_range_are_refused() =>
        Should.Throw<ArgumentException>(() => new RankUniformity([4], 4, 2)).Message.ShouldContain("found rank 4, expected 0 to 3");
}
