using MathNet.Numerics.LinearAlgebra;
using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Random;
using SpikeStream.Numerics.Samplers;

namespace SpikeStream.Models.Tests.Fitting;

public sealed class MapPolishTests
{
    private static readonly MapPolishOptions Options = new();

    [Fact]
    public void A_stiff_Gaussian_is_climbed_to_its_mode()
    {
        double[] mode = [1, -2, 0.5];
        GaussianDensity density = new(mode, Matrix<double>.Build.DenseOfArray(new double[,] { { 1e6, 10, 0 }, { 10, 1, 0.1 }, { 0, 0.1, 0.05 } }));

        MapPolishResult result = MapPolish.Run([density], [0.9, 5, -20], Options);

        result.IsConverged.ShouldBeTrue(result.Note);
        result.LogPosterior.ShouldBe(0, Options.Tolerance);
        result.Coordinates[0].ShouldBe(1, 1e-4);
        density.Evaluations.ShouldBeLessThan(60);
    }

    [Fact]
    public void A_curved_valley_is_followed_to_its_end()
    {
        MapPolishResult result = MapPolish.Run([new BananaDensity()], [-1.2, 1], Options);

        result.IsConverged.ShouldBeTrue(result.Note);
        result.Coordinates[0].ShouldBe(1, 0.05);
        result.Coordinates[1].ShouldBe(1, 0.1);
        result.StartLogPosterior.ShouldBeLessThan(-20);
    }

    [Fact]
    public void A_wall_of_minus_infinity_is_no_obstacle_and_no_result()
    {
        // The mode is at 1, and nothing is defined beyond 1.5.
        MapPolishResult result = MapPolish.Run([new WalledDensity()], [-30], Options);

        result.IsConverged.ShouldBeTrue(result.Note);
        result.Coordinates[0].ShouldBe(1, 0.02);
    }

    [Fact]
    public void A_saddle_is_left_along_its_falling_direction()
    {
        MapPolishResult result = MapPolish.Run([new TwoHills()], [0, 0], Options);

        result.IsConverged.ShouldBeTrue(result.Note);
        Math.Abs(result.Coordinates[0]).ShouldBe(1, 0.01);
    }

    [Fact]
    public void A_start_without_a_finite_posterior_is_refused()
    {
        Should.Throw<ArithmeticException>(() => MapPolish.Run([new WalledDensity()], [2], Options)).Message.ShouldContain("start elsewhere");
    }

    [Fact]
    public void A_mesoscopic_estimate_reaches_the_mode_with_the_same_bits_for_any_number_of_threads()
    {
        MesoscopicModel model = new(MesoscopicDefaults.TwoPopulations, new MesoscopicOptions { AgeBins = 80, Free = ["w", "c"] });
        double[] truth = FitStarts.Configured(model.Parameters);
        int[] counts = new int[2 * 1500];
        model.Simulate(model.CreateInitialState(truth), truth, default, counts, new RandomStream(3, "test", "counts"));
        ILogDensity New() => new RecordingLogDensity(new RecordingPosterior(model, counts, default, 300));
        double[] start = [.. truth.Select((z, i) => z + 0.05 * (i % 3 - 1))];

        MapPolishResult one = MapPolish.Run([New()], start, Options);
        MapPolishResult three = MapPolish.Run([New(), New(), New()], start, Options);

        one.IsConverged.ShouldBeTrue(one.Note);
        one.LogPosterior.ShouldBeGreaterThan(one.StartLogPosterior + 1);
        one.Information!.ExpectedGain.ShouldBeLessThan(Options.Tolerance);
        three.Coordinates.ShouldBe(one.Coordinates);
    }

    private sealed class BananaDensity : ILogDensity
    {
        public int Dimension => 2;

        public double Evaluate(ReadOnlySpan<double> z, Span<double> gradient, CancellationToken cancellationToken = default)
        {
            double across = z[1] - z[0] * z[0];
            gradient[0] = 400 * across * z[0] + 2 * (1 - z[0]);
            gradient[1] = -200 * across;
            return -100 * across * across - (1 - z[0]) * (1 - z[0]);
        }
    }

    private sealed class WalledDensity : ILogDensity
    {
        public int Dimension => 1;

        public double Evaluate(ReadOnlySpan<double> z, Span<double> gradient, CancellationToken cancellationToken = default)
        {
            gradient[0] = z[0] > 1.5 ? double.NaN : 1 - z[0];
            return z[0] > 1.5 ? double.NegativeInfinity : -0.5 * (z[0] - 1) * (z[0] - 1);
        }
    }

    /// <summary>Maxima at x = ±1, a saddle between them.</summary>
    private sealed class TwoHills : ILogDensity
    {
        public int Dimension => 2;

        public double Evaluate(ReadOnlySpan<double> z, Span<double> gradient, CancellationToken cancellationToken = default)
        {
            double x = z[0] * z[0] - 1;
            gradient[0] = -40 * x * z[0];
            gradient[1] = -z[1];
            return -10 * x * x - 0.5 * z[1] * z[1];
        }
    }
}
