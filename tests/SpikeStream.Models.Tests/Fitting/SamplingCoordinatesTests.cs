using MathNet.Numerics.LinearAlgebra;
using SpikeStream.Models.Fitting;
using SpikeStream.Numerics.Distributions;
using SpikeStream.Numerics.Samplers;

namespace SpikeStream.Models.Tests.Fitting;

public sealed class SamplingCoordinatesTests
{
    private static readonly ParameterSpace Space = new(
    [
        Parameter("w", ParameterTransform.Identity, SamplingScale.Ratio),
        Parameter("J", ParameterTransform.Log, SamplingScale.Difference) with { SamplingUnit = "tau_m" },
        Parameter("tau", ParameterTransform.Log10, SamplingScale.Difference),
        Parameter("c", ParameterTransform.Log, SamplingScale.Fitting) with { SamplingUnit = "J" },
        Parameter("u", ParameterTransform.Identity, SamplingScale.Fitting),
        Parameter("tau_m", ParameterTransform.Log10, SamplingScale.Fitting),
    ]);

    private static readonly double[] Mode = [-4, Math.Log(0.8), -0.1, 2.3, 0.5, 0.4];
    private static readonly EuclideanMetric Metric = Correlated();
    private static readonly SamplingCoordinates Coordinates = new(Space, Mode, Metric);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-3)]
    [InlineData(-60)]
    public void Fitting_coordinates_come_back_from_sampling_coordinates(double shift)
    {
        double[] fitting = [.. Mode.Select(value => value + shift)], sampling = new double[6], back = new double[6];

        Coordinates.FromFitting(fitting, sampling);
        Coordinates.ToFitting(sampling, back);

        for (int i = 0; i < 6; i++) back[i].ShouldBe(fitting[i], 1e-12 * Math.Max(1, Math.Abs(fitting[i])));
    }

    [Fact]
    public void Natural_values_and_logarithms_are_straight_and_what_is_straight_already_stays()
    {
        double[] sampling = new double[6], right = new double[6], left = new double[6];
        Coordinates.FromFitting(Mode, sampling);
        for (int i = 0; i < 6; i++) sampling[i] += 0.2;
        Coordinates.ToFitting(sampling, right);
        for (int i = 0; i < 6; i++) sampling[i] -= 0.4;
        Coordinates.ToFitting(sampling, left);

        (Math.Log(right[0] / Mode[0]) / Math.Log(Mode[0] / left[0])).ShouldBe(1, 0.01);
        // In units of tau_m, which has moved too.
        double above = Math.Exp(right[1]) / Math.Pow(10, right[5] - Mode[5]), below = Math.Exp(left[1]) / Math.Pow(10, left[5] - Mode[5]);
        ((above - Math.Exp(Mode[1])) / (Math.Exp(Mode[1]) - below)).ShouldBe(1, 0.01);
        ((Math.Pow(10, right[2]) - Math.Pow(10, Mode[2])) / (Math.Pow(10, Mode[2]) - Math.Pow(10, left[2]))).ShouldBe(1, 0.01);
        (right[3] - right[1] - (Mode[3] - Mode[1])).ShouldBe(0.2, 1e-12);
        for (int i = 4; i < 6; i++) (right[i] - Mode[i]).ShouldBe(0.2, 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.3)]
    [InlineData(-2.1)]
    [InlineData(-4)]
    public void The_density_has_the_jacobian_and_the_gradient_of_the_map(double shift)
    {
        SamplingLogDensity density = new(new Cubic(), Coordinates);
        double[] at = new double[6], gradient = new double[6], ignored = new double[6], low = new double[6], high = new double[6];
        Coordinates.FromFitting(Mode, at);
        for (int i = 0; i < 6; i++) at[i] += shift;
        double value = density.Evaluate(at, gradient);

        double jacobian = Coordinates.ToFitting(at, low);
        value.ShouldBe(new Cubic().Evaluate(low, ignored) + jacobian, 1e-12 * Math.Abs(value));
        double differences = 0;
        for (int i = 0; i < 6; i++)
        {
            const double Step = 1e-5;
            double[] left = [.. at], right = [.. at];
            left[i] -= Step;
            right[i] += Step;
            double slope = (density.Evaluate(right, ignored) - density.Evaluate(left, ignored)) / (2 * Step);
            gradient[i].ShouldBe(slope, 1e-6 * Math.Max(1, Math.Abs(slope)));
            Coordinates.ToFitting(left, low);
            Coordinates.ToFitting(right, high);
            differences += Math.Log((high[i] - low[i]) / (2 * Step));
        }

        jacobian.ShouldBe(differences, 1e-6);
    }

    [Fact]
    public void A_covariance_is_that_of_small_displacements()
    {
        double[] centre = new double[6], fitting = new double[6], mode = new double[6];
        Coordinates.FromFitting(Mode, centre);
        EuclideanMetric metric = Coordinates.ToSampling(Metric, centre);

        const double Step = 1e-6;
        Matrix<double> slopes = Matrix<double>.Build.Dense(6, 6);
        Coordinates.ToFitting(centre, mode);
        for (int i = 0; i < 6; i++)
        {
            double[] moved = [.. centre];
            moved[i] += Step;
            Coordinates.ToFitting(moved, fitting);
            for (int j = 0; j < 6; j++) slopes[j, i] = (fitting[j] - mode[j]) / Step;
        }

        Matrix<double> back = slopes * Matrix<double>.Build.DenseOfRowMajor(6, 6, metric.Covariance.ToArray()) * slopes.Transpose();
        slopes[1, 5].ShouldBe(Math.Log(10), 1e-4);
        slopes[3, 5].ShouldBe(Math.Log(10), 1e-4);
        for (int i = 0; i < 6; i++)
        {
            for (int j = 0; j < 6; j++) back[i, j].ShouldBe(Metric.Covariance[6 * i + j], 1e-4);
        }
    }

    [Theory]
    [InlineData(ParameterTransform.Identity, SamplingScale.Difference)]
    [InlineData(ParameterTransform.Log, SamplingScale.Ratio)]
    public void A_scale_that_does_not_suit_the_transform_is_refused(ParameterTransform transform, SamplingScale scale)
    {
        ParameterSpace space = new([Parameter("x", transform, scale)]);

        Should.Throw<ArgumentException>(() => new SamplingCoordinates(space, [1], EuclideanMetric.Identity(1)))
            .Message.ShouldContain($"x: found the scale {scale}, which does not suit its transform {transform}");
    }

    [Fact]
    public void Units_that_go_round_in_a_circle_are_refused()
    {
        ParameterSpace space = new(
        [
            Parameter("a", ParameterTransform.Log, SamplingScale.Fitting) with { SamplingUnit = "b" },
            Parameter("b", ParameterTransform.Log, SamplingScale.Difference) with { SamplingUnit = "a" },
        ]);

        Should.Throw<ArgumentException>(() => new SamplingCoordinates(space, [1, 1], EuclideanMetric.Identity(2)))
            .Message.ShouldContain("a: found a unit that is measured in units of itself");
    }

    [Fact]
    public void A_position_without_bounds_is_one_without_density()
    {
        SamplingLogDensity density = new(new Cubic(), Coordinates);

        density.Evaluate([1e4, 0, 0, 0, 0, 0], new double[6]).ShouldBe(double.NegativeInfinity);
        density.Evaluate([double.NaN, 0, 0, 0, 0, 0], new double[6]).ShouldBe(double.NegativeInfinity);
    }

    private static Parameter Parameter(string name, ParameterTransform transform, SamplingScale scale) =>
        new(name, "", transform, new NormalPrior(0, 1), 1) { SamplingScale = scale };

    private static EuclideanMetric Correlated()
    {
        double[] covariance = new double[36];
        for (int i = 0; i < 6; i++)
        {
            for (int j = 0; j < 6; j++) covariance[6 * i + j] = i == j ? 0.3 + 0.05 * i : 0.1;
        }

        return EuclideanMetric.Dense(6, covariance);
    }

    private sealed class Cubic : ILogDensity
    {
        public int Dimension => 6;

        public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient, CancellationToken cancellationToken = default)
        {
            double sum = 0;
            for (int i = 0; i < 6; i++)
            {
                double x = position[i];
                sum += -x * x / 2 + (i + 1) * x * position[(i + 1) % 6] / 10 - x * x * x / 100;
            }

            for (int i = 0; i < 6; i++)
            {
                double x = position[i];
                int before = (i + 5) % 6;
                gradient[i] = -x + (i + 1) * position[(i + 1) % 6] / 10 + (before + 1) * position[before] / 10 - 3 * x * x / 100;
            }

            return sum;
        }
    }
}
