using SpikeStream.Models.GoodnessOfFit;

namespace SpikeStream.Models.Tests.GoodnessOfFit;

public sealed class SimulatedDistributionTests
{
    [Fact]
    public void A_value_is_placed_by_its_distance_and_its_rank()
    {
        double[] simulated = [1, 2, 3, double.NaN, 4];
        SimulatedDistribution middle = SimulatedDistribution.Of(2.5, simulated), far = SimulatedDistribution.Of(10, simulated), tied = SimulatedDistribution.Of(4, simulated);
        (middle.Mean, middle.ZScore, middle.PValue).ShouldBe((2.5, 0, 1));
        middle.Deviation.ShouldBe(Math.Sqrt(5.0 / 3), 1e-15);
        far.ZScore.ShouldBe(7.5 / Math.Sqrt(5.0 / 3), 1e-12);
        far.PValue.ShouldBe(2.0 / 5);
        tied.PValue.ShouldBe(4.0 / 5);
    }

    [Fact]
    public void Without_runs_or_a_value_there_is_no_place()
    {
        double.IsNaN(SimulatedDistribution.Of(1, []).PValue).ShouldBeTrue();
        double.IsNaN(SimulatedDistribution.Of(double.NaN, [1, 2]).PValue).ShouldBeTrue();
        double.IsNaN(SimulatedDistribution.Of(1, [1]).ZScore).ShouldBeTrue();
    }
}
