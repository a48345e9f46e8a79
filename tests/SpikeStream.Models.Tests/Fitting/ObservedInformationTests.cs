using MathNet.Numerics.LinearAlgebra;
using SpikeStream.Models.Fitting;
using SpikeStream.Numerics.Samplers;

namespace SpikeStream.Models.Tests.Fitting;

public sealed class ObservedInformationTests
{
    // -(2x² + 2xy + 3y²)/2 - x⁴/12: at 0 the Hessian is [2 1; 1 3].
    private sealed class Quartic(double sign = 1) : ILogDensity
    {
        public int Dimension => 2;

        public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient, CancellationToken cancellationToken = default)
        {
            double x = position[0], y = position[1];
            gradient[0] = -2 * sign * x - y - x * x * x / 3;
            gradient[1] = -x - 3 * y;
            return -(2 * sign * x * x + 2 * x * y + 3 * y * y) / 2 - x * x * x * x / 12;
        }
    }

    private sealed class HalfLine : ILogDensity
    {
        public int Dimension => 1;

        public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient, CancellationToken cancellationToken = default)
        {
            gradient[0] = -1;
            return position[0] >= 0 ? -position[0] : double.NegativeInfinity;
        }
    }

    [Fact]
    public void The_inverse_at_a_mode_is_the_inverse_of_the_known_hessian()
    {
        ObservedInformation information = ObservedInformation.At([new Quartic()], [0, 0]);

        information.IsPositiveDefinite.ShouldBeTrue();
        information.Matrix[0, 0].ShouldBe(2, 1e-7);
        information.Matrix[0, 1].ShouldBe(1, 1e-7);
        information.Matrix[1, 1].ShouldBe(3, 1e-7);
        Matrix<double> covariance = information.Covariance();
        covariance[0, 0].ShouldBe(0.6, 1e-7);
        covariance[0, 1].ShouldBe(-0.2, 1e-7);
        covariance[1, 1].ShouldBe(0.4, 1e-7);
        information.ExpectedGain.ShouldBe(0, 1e-12);
    }

    [Fact]
    public void The_expected_gain_is_what_a_quadratic_posterior_loses_away_from_its_mode()
    {
        ObservedInformation information = ObservedInformation.At([new Quartic()], [0.01, -0.02]);

        information.ExpectedGain.ShouldBe(-information.LogPosterior, 1e-7);
    }

    [Fact]
    public void A_saddle_is_no_mode_but_has_a_positive_covariance()
    {
        ObservedInformation information = ObservedInformation.At([new Quartic(sign: -1)], [0, 0]);

        information.IsPositiveDefinite.ShouldBeFalse();
        information.Eigenvalues[0].ShouldBeLessThan(0);
        information.Covariance().Evd(Symmetricity.Symmetric).EigenValues.ShouldAllBe(value => value.Real > 0);
    }

    [Fact]
    public void A_recording_gives_the_same_bits_with_one_and_two_threads_and_the_hessian_of_differences()
    {
        AutoregressivePoissonModel model = new();
        (int[] counts, double[] inputs) = model.Simulate(3000, 0.3, 0.2, seed: 5);
        RecordingPosterior New() => new(model, counts, inputs, 100);
        double[] point = [0.31, Math.Log(0.19)];

        ObservedInformation one = ObservedInformation.At(New(), point);
        ObservedInformation two = ObservedInformation.At([new RecordingLogDensity(New()), new RecordingLogDensity(New())], point);

        two.Matrix.ShouldBe(one.Matrix);
        RecordingPosterior posterior = New();
        double[] gradient = new double[2];
        const double h = 1e-3;
        double Value(double a, double b) => posterior.LogPosteriorAndGradient([point[0] + a, point[1] + b], gradient);
        double second = -(Value(h, 0) - 2 * Value(0, 0) + Value(-h, 0)) / (h * h);
        one.Matrix[0, 0].ShouldBe(second, 0.02 * second);
    }

    [Fact]
    public void A_point_at_the_edge_of_the_support_is_refused()
    {
        ArithmeticException fault = Should.Throw<ArithmeticException>(() => ObservedInformation.At([new HalfLine()], [0]));

        fault.Message.ShouldContain("coordinate 0 = -0.0001");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_evaluator_that_gives_up_ends_it_as_on_one_thread(int threads)
    {
        ILogDensity[] evaluators = [.. Enumerable.Range(0, threads).Select(_ => new Quitter())];

        Should.Throw<OperationCanceledException>(() => ObservedInformation.At(evaluators, [0.0, 0.0])).Message.ShouldBe("enough");
    }

    private sealed class Quitter : ILogDensity
    {
        public int Dimension => 2;

        public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient, CancellationToken cancellationToken = default)
        {
            gradient.Clear();
            return position[0] == 0 && position[1] == 0 ? 0 : throw new OperationCanceledException("enough");
        }
    }
}
