using SpikeStream.Models.Metrics;

namespace SpikeStream.Models.Tests.Metrics;

public sealed class EstimateErrorsTests
{
    [Fact]
    public void A_relative_error_is_the_distance_from_the_truth_in_units_of_the_truth()
    {
        EstimateErrors.RelativeError(2.5, 2).ShouldBe(0.25);
        EstimateErrors.RelativeError(1.5, -2).ShouldBe(1.75);
        EstimateErrors.RelativeError(1, 0).ShouldBe(double.PositiveInfinity);
        EstimateErrors.RelativeErrors([2.5, 1.5], [2, -2]).ShouldBe([0.25, 1.75]);
        Should.Throw<ArgumentException>(() => EstimateErrors.RelativeErrors([1], [1, 2])).Message.ShouldContain("expected 1, one per estimate");
    }

    [Fact]
    public void The_coefficient_of_variation_is_the_sample_deviation_over_the_mean()
    {
        // Mean 5, squares 32, 7 degrees of freedom.
        EstimateErrors.CoefficientOfVariation([2, 4, 4, 4, 5, 5, 7, 9]).ShouldBe(Math.Sqrt(32.0 / 7) / 5, 1e-15);
        EstimateErrors.CoefficientOfVariation([-2, -4, double.NaN, -6]).ShouldBe(0.5, 1e-15);
        double.IsNaN(EstimateErrors.CoefficientOfVariation([1])).ShouldBeTrue();
        EstimateErrors.CoefficientsOfVariation([1, 10, 3, 10, 2, 10], 2).ShouldBe([0.5, 0]);
        Should.Throw<ArgumentException>(() => EstimateErrors.CoefficientsOfVariation([1, 2, 3], 2));
    }

    [Fact]
    public void The_ceiling_of_the_published_table_is_that_of_twenty_fits_with_one_outlier()
    {
        double[] estimates = new double[20];
        estimates[7] = 1e30;
        (100 * EstimateErrors.CoefficientOfVariation(estimates)).ShouldBe(447.2136, 1e-4);
    }
}
